#!/usr/bin/env bash
# The definitions for all three systems, as far as they can be checked without making a package: they parse, the
# programs and paths that they name agree with each other, and the service gives away no more than it must. A second.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cd "$here/.."
. tests/say.sh

for file in macos/*.plist windows/*.wxs linux/root/usr/share/metainfo/*.xml; do
  python3 -c 'import sys, xml.etree.ElementTree as t; t.parse(sys.argv[1])' "$file" || fail "$file is no XML"
done
python3 - macos/dev.culvert.helper.plist <<'P' || fail "the daemon's property list"
import plistlib, sys
daemon = plistlib.load(open(sys.argv[1], "rb"))
assert daemon["ProgramArguments"][0].endswith("/culvert-helper"), daemon["ProgramArguments"]
assert daemon["RunAtLoad"] and daemon["KeepAlive"] and daemon["Umask"] == 0o077
P
for script in steps/*.sh tests/*.sh linux/root/usr/bin/* linux/root/usr/sbin/* macos/postinstall macos/*.sh linux/setup/* linux/debian/{postinst,prerm,postrm}; do
  bash -n "$script" || fail "$script"
done
good "property lists, service, metadata and scripts parse"

unit=linux/root/usr/lib/systemd/system/culvert-helper.service
launchers=$(sed -n 's|.*<name>\(culvert[a-z-]*\)</name>.*|\1|p; s|^launcher \([a-z-]*\) .*|\1|p; s|^from_jpackage \([a-z-]*\) .*|\1|p' \
  pom.xml steps/launchers.sh | sort -u | tr '\n' ' ')
[ "$launchers" = "culvert culvert-helper culvert-quick culvert-window " ] || fail "the programs of the image are $launchers"
for program in $(sed -n 's|^ExecSt[a-zA-Z]*=/usr/lib/culvert/bin/\([a-z-]*\).*|\1|p' $unit) \
  $(sed -n 's|.*"$programs/\([a-z-]*\)".*|\1|p' linux/root/usr/bin/culvert) \
  $(sed -n 's|^Exec=/usr/bin/\([a-z-]*\).*|\1|p' linux/root/usr/share/applications/*.desktop) \
  $(sed -n 's|.*/Contents/MacOS/\([a-z-]*\)<.*|\1|p' macos/dev.culvert.helper.plist) \
  $(sed -n 's|.*JpAppImageDir)\\\([a-z-]*\)\.exe.*|\1|p' windows/culvert-helper.wxs); do
  case " $launchers" in *" $program "*) ;; *) fail "nothing is called $program" ;; esac
done
for file in $unit linux/setup/installed macos/dev.culvert.helper.plist macos/postinstall; do
  grep -q 'owner' "$file" || fail "$file names no owner"
done
grep -q '^ExecStart=.* --owner @/etc/culvert/owner$' $unit || fail "the unit reads its owner elsewhere"
grep -q '^owner=/etc/culvert/owner$' linux/setup/installed || fail "the owner is written elsewhere"
good "what services, entries and scripts start is what the packages have"

if command -v systemd-analyze >/dev/null; then
  score=$(systemd-analyze security --offline=true --no-pager "$PWD/$unit" | sed -n 's/.*level for .*: \([0-9.]*\) .*/\1/p')
  awk -v score="$score" 'BEGIN { exit !(score != "" && score < 3.0) }' || fail "the unit's exposure is ${score:-unknown}, not under 3.0"
  good "systemd-analyze security: $score (goal: under 3.0)"
fi

# The release's workflow, where its linter is there: go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.9
if command -v actionlint >/dev/null; then
  actionlint ../.github/workflows/*.yml || fail "actionlint"
  good "actionlint: nothing"
fi
