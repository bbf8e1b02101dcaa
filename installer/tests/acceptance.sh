#!/usr/bin/env bash
# The packages, from installation to purge, on a fresh Debian beside the playground: `./culvert package --test`. Twice:
# on a computer with a systemd, and on one without; `acceptance.sh systemd` or `acceptance.sh plain` does one. Says what
# it has seen, one line each; fails at the first thing that is not as promised, and cleans up in any case.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
if [ $# = 0 ]; then
  bash "$0" plain
  exec bash "$0" systemd
fi
kind=$1
# Packages of another build: CULVERT_PACKAGES=DIR.
target="${CULVERT_PACKAGES:-$here/../target}"
. "$here/say.sh"
. "$here/room.sh"
. "$here/compare.sh"
. "$here/rights.sh"
. "$here/service.sh"

[ "$(id -u)" = 0 ] || { echo "this makes namespaces: run it as root" >&2; exit 1; }
deb=$(echo "$target"/culvert_*.deb)
[ -f "$deb" ] || { echo "there is no .deb in $target: ./culvert package makes it" >&2; exit 1; }
work=$(mktemp -d /var/tmp/culvert-package-test.XXXXXX)
keep="$target/test/$kind"
mkdir -p "$keep"
playground=
holder=

cleanup() {
  local code=$?
  set +e
  [ -z "$holder" ] || cp "$work/helper.log" "$work/window.log" "$work/stay.log" "$keep/" 2>/dev/null
  end_room
  if [ -n "$playground" ]; then
    kill -TERM "$playground"
    wait "$playground"
  fi
  rm -rf "$work"
  [ "$code" = 0 ] || printf 'the logs are in %s\n' "$keep" >&2
  exit "$code"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# The service manager's part on a computer without systemd: starts the helper, and again when it ends.
supervise() {
  while [ -e "$work/supervised" ]; do
    on culvert-helper --owner @/etc/culvert/owner >>"$work/helper.log" 2>&1 || true
    sleep 0.2
  done
}
helper_pid() { on pgrep -xo culvert-helper; }
start_helper() {
  if [ "$kind" = systemd ]; then
    on systemctl start culvert-helper
    return
  fi
  touch "$work/supervised"
  supervise &
  await 60 "the helper answers" on test -S /run/culvert/helper.sock
}

# The same files with a smaller version number: what an upgrade comes from.
previous_deb() {
  dpkg-deb -R "$deb" "$work/previous"
  sed -i 's/^Version: .*/Version: 0.0.9/' "$work/previous/DEBIAN/control"
  dpkg-deb --root-owner-group -Znone -b "$work/previous" "$work/culvert-previous.deb" >/dev/null
  rm -rf "$work/previous"
}
apt_install() { on env SUDO_UID=1000 DEBIAN_FRONTEND=noninteractive apt-get install -y -q "$1" >"$keep/apt.log" 2>&1 || die_with "$keep/apt.log"; }
copy_in() { cp "$1" "/proc/$init/root$2"; }

part "the cluster in a box, and a computer beside it ($kind)"
make_base
rm -rf "$keep" && mkdir -p "$keep"
"$here/../../culvert" playground up --dir "$work/play" >"$keep/playground.log" 2>&1 &
playground=$!
await 180 "the playground is up" grep -q ' is up after ' "$keep/playground.log"
places=$(echo "$work"/play/*/places)
read -r _ network laptop < <(grep '^laptop ' "$places")
case "$kind" in
  systemd)
    [ -n "$(cgroups)" ] || { echo "skipped: this machine has no cgroup2 for a systemd"; exit 0; }
    make_room "$network" "/lib/systemd/systemd --unit=multi-user.target"
    await 60 "systemd runs" on sh -c 'systemctl is-system-running | grep -qE "running|degraded"'
    ;;
  *) make_room "$network" "/bin/bash -c 'while :; do sleep infinity & wait; done'" ;;
esac
on useradd -m -u 1000 ann
on useradd -m -u 1001 bob
kubeconfig=$(echo "$work"/play/*/kubeconfig)
for name in ann bob; do
  on install -d -o "$name" -g "$name" "/home/$name/.kube" "/home/$name/.config"
  cat "$kubeconfig" >"/proc/$init/root/home/$name/.kube/config"
  on chown "$name:$name" "/home/$name/.kube/config"
  on chmod 600 "/home/$name/.kube/config"
done
nsenter --target "$laptop" --mount cat /etc/resolv.conf >"/proc/$init/root/etc/resolv.conf"
files_of >"$keep/files-before"
network_of >"$keep/network-before"
good "$(on sh -c '. /etc/os-release; echo "$PRETTY_NAME"'), $(wc -l <"$keep/files-before") lines of files, no Java: $(on sh -c 'command -v java || echo none')"

part "installed"
previous_deb
copy_in "$work/culvert-previous.deb" /tmp/culvert-previous.deb
copy_in "$deb" /tmp/culvert.deb
on chmod 644 /tmp/culvert-previous.deb /tmp/culvert.deb
apt_install /tmp/culvert-previous.deb
[ "$(on cat /etc/culvert/owner)" = ann ] || fail "the owner is $(on cat /etc/culvert/owner), not who installed it"
good "apt installs it; ann, who did, may command it"
person ann culvert version >"$keep/version" || fail "culvert version"
if [ "$kind" = systemd ]; then
  [ "$(on systemctl is-enabled culvert-helper) $(on systemctl is-active culvert-helper)" = "enabled active" ] || fail "the service was not started"
  good "the service is enabled, and active: systemd waited until the helper was ready"
  on systemctl stop culvert-helper
fi
person ann culvert status >"$keep/status-without" 2>&1 && fail "status says connected without a helper"
good "without the helper: $(tail -n 1 "$keep/status-without")"
start_helper
person ann culvert status >"$keep/status-idle" 2>&1 || [ $? = 5 ] || fail "$(cat "$keep/status-idle")"
good "the helper runs; ann's status says: $(head -n 1 "$keep/status-idle")"

part "connected"
person ann culvert connect dev-eu >"$keep/connect" 2>&1 || fail "$(cat "$keep/connect")"
page=$(person ann curl -sS -m 20 -o /dev/null -w '%{http_code} from %{remote_ip}' "http://orders.shop/") || fail "curl by name: $page"
good "connected; curl http://orders.shop/ says $page"

part "the window"
person ann Xvfb :9 -screen 0 1920x1200x24 -nolisten tcp >"$work/xvfb.log" 2>&1 &
await 30 "the display is there" on test -S /tmp/.X11-unix/X9
person ann culvert app >"$work/window.log" 2>&1 &
await 60 "the window is there" person ann xdotool search --onlyvisible --name Culvert
sleep 3
person ann sh -c 'xwd -silent -root -display :9 | xwdtopnm 2>/dev/null | pnmtopng' >"$keep/window.png"
good "it opens; a picture of it is in $keep/window.png"

part "rights"
check_rights

if [ "$kind" = systemd ]; then
  part "the service"
  check_service
fi

part "upgraded while connected"
owner_before=$(on stat -c '%i %Y' /etc/culvert/owner)
old=$(helper_pid)
apt_install /tmp/culvert.deb
[ "$(on dpkg-query -W -f '${Version}' culvert)" != 0.0.9 ] || fail "the new version is not installed"
[ "$(on stat -c '%i %Y' /etc/culvert/owner)" = "$owner_before" ] || fail "the upgrade has touched the owner"
# Without a systemd, whoever started it restarts it.
[ "$kind" = systemd ] || on pkill -TERM -x culvert-helper || true
await 60 "the new helper runs" sh -c "[ \"\$(nsenter --target $init --mount --pid --root pgrep -xo culvert-helper)\" != '$old' ]"
await 60 "the helper answers" on test -S /run/culvert/helper.sock
await 60 "the window connects again" person ann culvert status
page=$(person ann curl -sS -m 20 -o /dev/null -w '%{http_code}' "http://orders.shop/") || fail "curl after the upgrade: $page"
good "the owner is kept; connected again by the window; curl says $page"

part "removed"
rm -f "$work/supervised"
on env DEBIAN_FRONTEND=noninteractive apt-get remove -y -q culvert >"$keep/remove.log" 2>&1 || die_with "$keep/remove.log"
# A person's open window is not the package's to end, nor dpkg's.
[ -z "$(on pgrep -u root -f '[c]ulvert')" ] || fail "a program of root is left: $(on pgrep -u root -af '[c]ulvert')"
on pkill -TERM -u ann -f '[c]ulvert' || true
on pkill -x Xvfb || true
await 30 "no program of it is left" sh -c "! nsenter --target $init --mount --pid --root pgrep -f '[c]ulvert'"
network_of >"$keep/network-removed"
must_be_alike "network after removal" "$keep/network-before" "$keep/network-removed" "$here/explained-network"
[ "$(on find / -xdev -path '*culvert*' ! -path '/proc/*' ! -path '/home/*' ! -path '/tmp/*' ! -path '/var/lib/dpkg/*' | sort | tr '\n' ' ')" = "/etc/culvert /etc/culvert/owner " ] ||
  fail "left after removal: $(on find / -xdev -path '*culvert*' ! -path '/home/*' ! -path '/tmp/*')"
good "only /etc/culvert/owner is left"

part "purged"
on env DEBIAN_FRONTEND=noninteractive apt-get purge -y -q culvert >"$keep/purge.log" 2>&1 || die_with "$keep/purge.log"
files_of >"$keep/files-purged"
must_be_alike "files after purge" "$keep/files-before" "$keep/files-purged" "$here/explained-files"

if [ "$kind" = plain ]; then
  part "the other package"
  . "$here/rpm.sh"
  check_rpm
fi
printf '%s: %d passed, 0 failed\n' "$kind" "$passed"
