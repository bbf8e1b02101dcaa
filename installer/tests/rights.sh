# Who may do what with the installed package. Sourced by acceptance.sh; runs while ann is connected.

check_rights() {
  local loose before file
  person bob culvert status >"$keep/bob-status" 2>&1 || fail "bob cannot look: $(cat "$keep/bob-status")"
  ! grep -qi 'token\|certificate-data' "$keep/bob-status" || fail "bob sees credentials"
  ! person bob culvert disconnect >"$keep/bob-disconnect" 2>&1 || fail "bob can disconnect ann"
  ! person bob culvert restore >"$keep/bob-restore" 2>&1 || fail "bob can restore the network"
  ! person bob culvert connect dev-eu >"$keep/bob-connect" 2>&1 || fail "bob can connect"
  person ann culvert status >/dev/null || fail "ann is no longer connected after bob's tries"
  good "bob may look and not change: $(tail -n 1 "$keep/bob-disconnect")"

  # What root runs belongs to root, all the way up, and nobody else can write it.
  # shellcheck disable=SC2016 # for the inner shell
  loose=$(on sh -c 'find -H /usr/lib/culvert /usr/bin/culvert /usr/sbin/culvert-helper /etc/culvert /var/lib/culvert /run/culvert \
    /usr/lib/systemd/system/culvert-helper.service \( ! -user root -o -perm /022 \) ! -type l ! -type s')
  [ -z "$loose" ] || fail "not root's alone: $loose"
  good "every file that the helper runs or reads belongs to root and only root can write it"

  # A program of ann that is not ours: asks the helper's process, by the ways that Java has for that, to load code.
  before=$(helper_pid)
  ! person ann kill -QUIT "$before" 2>/dev/null || fail "ann can signal the helper"
  for file in mem environ maps fd/0; do
    ! person ann head -c 1 "/proc/$before/$file" >/dev/null 2>&1 || fail "ann can read /proc/$before/$file of the helper"
  done
  [ "$(on sh -c "tr '\0' '\n' </proc/$before/environ | grep -c 'JAVA_TOOL_OPTIONS\|LD_PRELOAD'")" = 0 ] || fail "the helper has somebody's options"
  good "ann's programs can neither signal the helper nor see into it"

  # Files that ann may not read, named in a kubeconfig: whoever reads them must be ann.
  person ann sh -c 'sed "s|^\( *\)certificate-authority-data:.*|\1certificate-authority: /etc/shadow|" "$KUBECONFIG" >/tmp/ann-shadow'
  grep -q /etc/shadow "/proc/$init/root/tmp/ann-shadow" || fail "the kubeconfig of the test names no file"
  ! person ann culvert connect dev-eu --kubeconfig /tmp/ann-shadow --timeout 20 >"$keep/ann-shadow" 2>&1 || fail "connected with /etc/shadow as authority"
  ! grep -q 'root:' "$keep/ann-shadow" || fail "the content of /etc/shadow is told"
  # A plug-in of the kubeconfig: whoever runs it must be ann.
  cat >"/proc/$init/root/tmp/ann-plugin" <<'P'
#!/bin/sh
id -un >>/tmp/ann-plugin-ran
exit 1
P
  on chmod 755 /tmp/ann-plugin
  # shellcheck disable=SC2016
  person ann sh -c 'cat >/tmp/ann-exec' <<'K'
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: /tmp/ann-plugin, interactiveMode: Never}}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
K
  ! person ann culvert connect x --kubeconfig /tmp/ann-exec --timeout 20 >"$keep/ann-exec" 2>&1 || fail "connected with a plug-in that fails"
  [ "$(sort -u "/proc/$init/root/tmp/ann-plugin-ran")" = ann ] || fail "the plug-in ran as $(sort -u "/proc/$init/root/tmp/ann-plugin-ran")"
  good "ann's kubeconfig makes nobody but ann read files ($(tail -n 1 "$keep/ann-shadow")) or run plug-ins"
}
