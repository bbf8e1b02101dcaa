# How the tests of the packages speak and wait. Sourced.
passed=0
part() { printf '\033[1m==>\033[0m %s\n' "$*"; }
good() {
  printf '    ok  %s\n' "$*"
  passed=$((passed + 1))
}
fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}
die_with() {
  tail -n 30 "$1" >&2
  fail "see $1"
}
step() { printf '    %s\n' "$*"; }

# await SECONDS WHAT COMMAND…: until the command succeeds.
await() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || fail "not within the time: $what"
    sleep 0.2
  done
}
