#!/usr/bin/env bash
# Builds the packages twice from the same sources and says what differs: `./culvert package --twice`. Every file that
# differs has to have a reason in explained-twice. As long as two builds; twice.sh FIRST [SECOND] takes folders with
# packages of builds that were made before.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/say.sh"
target="$here/../target"
work=$(mktemp -d /var/tmp/culvert-twice.XXXXXX)
trap 'rm -rf "$work"' EXIT

# digests FILE: every file in a package, with its rights, owner, time, and the digest of its content.
digests() {
  local tree
  case "$1" in
    *.rpm) rpm -qp --qf '[%{FILENAMES} %{FILEMODES:perms} %{FILEMTIMES} %{FILEDIGESTS}\n]' "$1" 2>/dev/null ;;
    *.deb)
      tree=$(mktemp -d "$work/tree.XXXXXX")
      dpkg-deb -R "$1" "$tree"
      (cd "$tree" && find . -type f -print0 | sort -z | xargs -0 sha256sum | awk '{ print $2, $1 }')
      rm -rf "$tree"
      # Times as the package says them: unpacking links changes those of their folders.
      dpkg-deb --fsys-tarfile "$1" | tar --full-time -tv | awk '{ print $6, $1, $2, $3, $4, $5, $8 }'
      ;;
  esac
}

# packages ROUND [FOLDER]: those of the folder, or of a build.
packages() {
  local round=$1 from=${2:-}
  if [ -z "$from" ]; then
    part "the $round build"
    # The sources' own classes stay; everything that makes a package is made anew.
    rm -rf "$target"/{image,input,runtime,resources,deb,rpm} "$target"/culvert*.{deb,rpm}
    "$here/../../culvert" package >"$work/$round.log" 2>&1 || die_with "$work/$round.log"
    from=$target
  fi
  mkdir "$work/$round"
  cp "$from"/culvert_*.deb "$from"/culvert-*.rpm "$work/$round/"
}
packages first "${1:-}"
packages second "${2:-}"

part "compared"
for first in "$work"/first/*.deb "$work"/first/*.rpm; do
  name=${first##*/}
  if cmp -s "$first" "$work/second/$name"; then
    good "$name: the same bytes"
    continue
  fi
  digests "$first" >"$work/first-files"
  digests "$work/second/$name" >"$work/second-files"
  [ "$(wc -l <"$work/first-files")" -gt 100 ] || fail "$name holds next to nothing"
  { diff "$work/first-files" "$work/second-files" || true; } | sed -n 's/^[<>] \([^ ]*\) .*/\1/p' | sort -u >"$work/differ"
  left=$(grep -vE -f <(grep -v '^#' "$here/explained-twice" | cut -f1 | grep .) "$work/differ" || true)
  [ -z "$left" ] || { printf '%s\n' "$left" >&2; fail "$name: files differ without a reason"; }
  [ -s "$work/differ" ] || fail "$name: the files are the same, and the package is not"
  good "$name: of $(wc -l <"$work/first-files") entries these differ, each with a reason: $(sed 's|.*/||' "$work/differ" | paste -sd' ')"
done
printf '%d passed, 0 failed\n' "$passed"
