# The helper as systemd runs it. Sourced by acceptance.sh; runs while ann is connected and her window is open.

# The helper's process as this machine sees it.
helper_outside() { pgrep --ns "$init" --nslist pid -xo culvert-helper; }
helper_status() { sed -n "s/^$1:[[:space:]]*//p" "/proc/$(helper_outside)/status"; }
inside_helper() { nsenter --target "$(helper_outside)" --mount "$@"; }
another_helper() { [ -n "$(helper_pid)" ] && [ "$(helper_pid)" != "$1" ] && on test -S /run/culvert/helper.sock; }
comes_back() {
  await 90 "systemd starts another helper" another_helper "$1"
  await 60 "the window connects again" person ann culvert status
}

check_service() {
  local before seen
  # NET_ADMIN, SYS_PTRACE, DAC_READ_SEARCH: bits 12, 19 and 2.
  [ "$(helper_status CapBnd)" = 0000000000081004 ] || fail "capabilities: $(helper_status CapBnd)"
  [ "$(helper_status Seccomp) $(helper_status NoNewPrivs)" = "2 1" ] || fail "no seccomp filter, or new privileges"
  ! inside_helper touch /usr/touched 2>/dev/null || fail "the helper can write to /usr"
  [ -z "$(inside_helper find /home /root -mindepth 1)" ] || fail "the helper sees homes"
  good "the unit's fences stand: three capabilities, a filter of system calls, a read-only system, no homes; connected through all of it"

  before=$(helper_pid)
  on kill -KILL "$before"
  comes_back "$before"
  good "killed while connected, it is started again, and the window connects"

  before=$(helper_pid)
  on kill -STOP "$before"
  comes_back "$before"
  good "stuck, it is ended by the watchdog and started again, and the window connects"

  on systemctl stop culvert-helper
  network_of >"$keep/network-stopped"
  must_be_alike "network after the service's stop" "$keep/network-before" "$keep/network-stopped" "$here/explained-network"
  seen=$(on systemctl show -P Result culvert-helper)
  [ "$seen" = success ] || fail "the service ended with $seen"
  on systemctl start culvert-helper
  await 60 "the window connects again" person ann culvert status
}
