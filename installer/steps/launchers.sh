#!/usr/bin/env bash
# The programs of the package, in place of jpackage's, from what jpackage wrote down for those: each a script of a few
# lines that becomes Java's own launcher under the program's name. jpackage's launcher asks rpm and dpkg, by shell and
# PATH, which package it is from, twice at each start: that takes longer than `culvert status`, and as root it is not
# wanted at all.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/common.sh"
app="$image/lib/app"

# launcher PROGRAM MAIN-CLASS CLASS-PATH OPTION…: names of jars; $APPDIR in options is the folder of the jars.
launcher() {
  local program=$1 main=$2 jars=$3
  shift 3
  {
    echo '#!/bin/sh'
    echo "# Written by the package's build."
    # Options that are meant for other Java programs are not for the helper, which is root's, nor for who must be quick.
    # The other two hand their environment on, to plug-ins and to what a person launches.
    case "$program" in
      culvert-helper | culvert-quick) echo 'unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS' ;;
    esac
    # shellcheck disable=SC2016 # for the script
    echo 'here=${0%/*}/.. app=${0%/*}/../lib/app'
    # shellcheck disable=SC2016
    printf 'exec "$here/lib/runtime/bin/%s"' "$program"
    printf ' \\\n  "%s"' "${@//\$APPDIR/\$app}"
    printf ' \\\n  -cp "%s" \\\n  %s "$@"\n' "$(sed 's|[^:]*|$app/&|g' <<<"$jars")" "$main"
  } >"$image/bin/$program"
  chmod 755 "$image/bin/$program"
  cp "$TARGET/runtime/bin/java" "$image/lib/runtime/bin/$program"
}

# from_jpackage PROGRAM MAIN-CLASS: the rest as jpackage has written it down for its own.
from_jpackage() {
  local program=$1 main=$2 options
  mapfile -t options < <(sed -n 's|^java-options=||p' "$app/$program.cfg" | grep -v '^-Djpackage')
  launcher "$program" "$main" "$(sed -n 's|^app.classpath=.*/||p' "$app/$program.cfg" | paste -sd:)" \
    "${options[@]}" "-Dculvert.program=/usr/lib/culvert/bin/$program"
}

# jars_of NAME…: without their versions.
jars_of() {
  local name
  for name in "$@"; do basename "$app/$name"-[0-9]*.jar; done | paste -sd:
}

from_jpackage culvert dev.culvert.app.cli.CulvertMain
from_jpackage culvert-helper dev.culvert.helper.HelperMain
from_jpackage culvert-window dev.culvert.app.WindowMain
# The selector's provider by name: else Java looks for others in every jar.
# shellcheck disable=SC2016
launcher culvert-quick dev.culvert.app.cli.QuickMain \
  "$(jars_of culvert-app-ui culvert-proto protobuf-java)" \
  '-XX:AOTCache=$APPDIR/culvert-quick.aot' -XX:+UseSerialGC -Xmx64m -Xint -XX:-UsePerfData \
  -Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider \
  --sun-misc-unsafe-memory-access=allow -Dculvert.channel=package
rm -f "$image/lib/libapplauncher.so"
