# What is on the computer, and what its network is, as text to compare. Sourced by acceptance.sh.

# Every file with its kind, rights, owner, size and content.
files_of() {
  # shellcheck disable=SC2016 # for the inner shell
  on /bin/bash -c '
    cd /
    find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./tmp -o -path ./run \) -prune -o -type f -print0 |
      sort -z | xargs -0 sha256sum | sed "s/^\([0-9a-f]\{16\}\)[0-9a-f]*  \./\1 /" | awk "{ print \$2, \"content\", \$1 }"
    find . /run -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./tmp -o -path ./run \) -prune -o \
      -printf "/%P %y %m %U:%G %l\n" | sed "s/ *$//"' | LC_ALL=C sort
}

network_of() {
  on /bin/bash -c '
    ip -o link | sed "s/ state .*//"; ip -o address | sed "s/ valid_lft.*//"
    ip route show table all; ip -6 route show table all; ip rule; ip -6 rule; cat /etc/resolv.conf'
  nsenter --target "$init" --net nft list ruleset
}

programs_of() { on ps -eo user:20,args | awk '/[c]ulvert/ { print }'; }

# unexplained BEFORE AFTER LIST: the lines that differ and that no line of LIST (pattern, tab, reason) explains.
unexplained() {
  { LC_ALL=C diff "$1" "$2" || true; } | grep '^[<>]' | grep -vE -f <(grep -v '^#' "$3" | cut -f1 | grep .) || true
}

# Fails when anything differs without a reason; says how much was explained.
must_be_alike() {
  local what=$1 left
  left=$(unexplained "$2" "$3" "$4")
  [ -z "$left" ] || { printf '%s\n' "$left" | head -n 40 >&2; fail "$what differs without a reason"; }
  good "$what: $({ LC_ALL=C diff "$2" "$3" || true; } | grep -c '^[<>]' || true) differences, each with a reason"
}
