#!/usr/bin/env bash
# The package's own linters; each exception stands with its reason in linux/debian/lintian-overrides and
# linux/rpm/rpmlint.toml.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/say.sh"
target="${CULVERT_PACKAGES:-$here/../target}"
lintian --fail-on error,warning --tag-display-limit 0 "$target"/culvert_*.deb || fail "lintian"
good "lintian: no error, no warning that is not explained"
out=$(rpmlint --config "$here/../linux/rpm/rpmlint.toml" "$target"/culvert-*.rpm) || { printf '%s\n' "$out"; fail "rpmlint"; }
grep -q ' 0 errors, 0 warnings' <<<"$out" || { printf '%s\n' "$out"; fail "rpmlint warns"; }
good "rpmlint: $(tail -n 1 <<<"$out")"
bash "$here/definitions.sh" | grep systemd-analyze
