# What the steps share. Sourced; the variables come from the pom: JAVA_HOME, VERSION, TARGET, TIMESTAMP.

image="$TARGET/image/culvert"

# Every file of a package has the time of the commit, so that two builds of one commit are alike, and so that the
# archive of classes, which knows its jars by their times, still fits when the package is unpacked.
SOURCE_DATE_EPOCH=$(date -u -d "$TIMESTAMP" +%s)
export SOURCE_DATE_EPOCH
settle_times() { find "$1" -print0 | xargs -0 touch -h -d "@$SOURCE_DATE_EPOCH"; }

# The class path of one program of the image, as jpackage has written it down.
program_classpath() { sed -n "s|^app.classpath=||p" "$image/lib/app/$1.cfg" | sed "s|\$APPDIR|$image/lib/app|g" | paste -sd: -; }

step() { printf '    %s\n' "$*"; }
