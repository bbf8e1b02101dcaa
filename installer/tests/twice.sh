#!/usr/bin/env bash
# Builds the packages twice from the same sources and says what differs: `./culvert package --twice`. Every file that
# differs has to have a reason in explained-twice. As long as two builds; as one, with packages that were made from the
# same sources before: CULVERT_PACKAGES=DIR.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/say.sh"
target="$here/../target"
work=$(mktemp -d /var/tmp/culvert-twice.XXXXXX)
trap 'rm -rf "$work"' EXIT

# digests FILE: every file in a package, with its rights, owner, time, and the digest of its content.
digests() {
  case "$1" in
    *.rpm) rpm -qp --qf '[%{FILENAMES} %{FILEMODES:perms} %{FILEMTIMES} %{FILEDIGESTS}\n]' "$1" 2>/dev/null ;;
    *.deb)
      rm -rf "$work/tree"
      dpkg-deb -R "$1" "$work/tree"
      (cd "$work/tree" && find . -type f -print0 | sort -z | xargs -0 sha256sum | awk '{ print $2, $1 }' && find . -printf '%p %M %T@ %l\n' | sort)
      ;;
  esac
}

rounds=(first second)
if [ -n "${CULVERT_PACKAGES:-}" ]; then
  mkdir "$work/first"
  cp "$CULVERT_PACKAGES"/culvert_*.deb "$CULVERT_PACKAGES"/culvert-*.rpm "$work/first/"
  rounds=(second)
fi
for round in "${rounds[@]}"; do
  part "the $round build"
  # The sources' own classes stay; everything that makes a package is made anew.
  rm -rf "$target"/{image,input,runtime,resources,deb,rpm} "$target"/culvert*.{deb,rpm}
  "$here/../../culvert" package >"$work/$round.log" 2>&1 || die_with "$work/$round.log"
  mkdir "$work/$round"
  cp "$target"/culvert_*.deb "$target"/culvert-*.rpm "$work/$round/"
done

part "compared"
for first in "$work"/first/*.deb "$work"/first/*.rpm; do
  name=${first##*/}
  if cmp -s "$first" "$work/second/$name"; then
    good "$name: the same bytes"
    continue
  fi
  { diff <(digests "$first") <(digests "$work/second/$name") || true; } | sed -n 's/^[<>] \([^ ]*\) .*/\1/p' | sort -u >"$work/differ"
  left=$(grep -vE -f <(grep -v '^#' "$here/explained-twice" | cut -f1 | grep .) "$work/differ" || true)
  [ -z "$left" ] || { printf '%s\n' "$left" >&2; fail "$name: files differ without a reason"; }
  good "$name: $(wc -l <"$work/differ") files differ, each with a reason: $(sed 's|.*/||' "$work/differ" | paste -sd' ')"
done
printf '%d passed, 0 failed\n' "$passed"
