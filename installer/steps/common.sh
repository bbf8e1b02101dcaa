# What the steps share. Sourced; the variables come from the pom: JAVA_HOME, VERSION, TARGET, TIMESTAMP.

system=$(uname -s)
image="${TARGET:-}/image/culvert"

# Every file of a package has the time of the commit, so that two builds of one commit are alike, and so that the
# archive of classes, which knows its jars by their times, still fits when the package is unpacked.
# GNU's date, else BSD's.
epoch() { date -u -d "$1" +%s 2>/dev/null || date -u -j -f %Y-%m-%dT%H:%M:%SZ "$1" +%s; }
[ -z "${TIMESTAMP:-}" ] || export SOURCE_DATE_EPOCH="$(epoch "$TIMESTAMP")"
settle_times() { find "$1" -print0 | xargs -0 touch -h -d "@$SOURCE_DATE_EPOCH"; }

# The class path of one program of the image, as jpackage has written it down.
program_classpath() { sed -n "s|^app.classpath=||p" "$image/lib/app/$1.cfg" | sed "s|\$APPDIR|$image/lib/app|g" | paste -sd: -; }

step() { printf '    %s\n' "$*"; }
