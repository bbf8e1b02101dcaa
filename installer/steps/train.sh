#!/usr/bin/env bash
# Makes the archives of classes (JEP 483, 514, 515) from the very runtime and jars that ship: runs each program as it
# will be run, and keeps what it loaded and which methods were hot. The window opens on a display of its own.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/common.sh"

work=$(mktemp -d)
started=()
cleanup() {
  local pid
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

# Writes the command that trains one program: its own script, making an archive where that uses one, with another main
# class where the training has one.
training() {
  local program=$1 main=$2
  sed -e "s|-XX:AOTCache=[^\"]*|-XX:AOTCacheOutput=$work/$program.aot|" \
    -e "s|\${0%/\*}|$image/bin|g" -e "s|^  dev\.culvert\.[A-Za-z.]* |  $main |" "$image/bin/$program" >"$work/$program.sh"
  grep -q "AOTCacheOutput=$work" "$work/$program.sh" && grep -q "^  $main " "$work/$program.sh" ||
    { echo "the script of $program is not what this can change" >&2; exit 1; }
}

step "training the helper"
(umask 077 && mkdir -p "$work/run" "$work/state")
training culvert-helper dev.culvert.helper.HelperMain
sh "$work/culvert-helper.sh" --socket "$work/run/helper.sock" --state-dir "$work/state" >"$work/culvert-helper.log" 2>&1 &
helper=$!
started+=("$helper")
for _ in $(seq 600); do
  [ ! -S "$work/run/helper.sock" ] || break
  kill -0 "$helper" 2>/dev/null || { cat "$work/culvert-helper.log" >&2; exit 1; }
  sleep 0.1
done

cat >"$work/kubeconfig" <<'K'
apiVersion: v1
kind: Config
clusters: [{name: none, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: nobody, user: {token: none}}]
contexts: [{name: none, context: {cluster: none, user: nobody}}]
current-context: none
K
# Runs a program as a person would: as_person WRAPPER… PROGRAM ARGUMENT….
as_person() {
  env HOME="$work" XDG_CONFIG_HOME="$work" KUBECONFIG="$work/kubeconfig" CULVERT_HELPER_SOCKET="$work/run/helper.sock" "$@"
}
train() {
  local program=$1
  shift
  as_person "$@" >"$work/$program.log" 2>&1 || { cat "$work/$program.log" >&2; exit 1; }
}

step "training the command line, whole and quick"
training culvert dev.culvert.app.ArchiveTraining
train culvert sh "$work/culvert.sh" commands
training culvert-quick dev.culvert.app.cli.QuickTraining
train culvert-quick sh "$work/culvert-quick.sh"

step "training the window"
display=()
if command -v xvfb-run >/dev/null; then
  display=(xvfb-run -a -s "-screen 0 1600x1000x24")
else
  echo "    no xvfb: the window is trained without its GTK part" >&2
fi
training culvert-window dev.culvert.app.ArchiveTraining
train culvert-window "${display[@]}" sh "$work/culvert-window.sh" window

kill -TERM "$helper"
wait "$helper" || true
started=()
for name in culvert-helper culvert culvert-quick culvert-window; do
  [ -s "$work/$name.aot" ] || { echo "no archive was made for $name:" >&2; cat "$work/$name.log" >&2; exit 1; }
  install -m 644 "$work/$name.aot" "$image/lib/app/$name.aot"
done
ls -la "$image/lib/app/"*.aot
