#!/usr/bin/env bash
# First step of a package: the Java runtime with the modules that Culvert uses, what jpackage is told of the second
# program, and the jars without native code of other machines.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/common.sh"

# java.desktop is left out: JavaFX draws by itself. jdk.localedata: dates and numbers in the window's languages.
modules=java.base,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql,java.xml,jdk.jfr,jdk.localedata,jdk.management,jdk.net,jdk.security.auth,jdk.unsupported
rm -rf "$TARGET/runtime"
"$JAVA_HOME/bin/jlink" --add-modules "$modules" --include-locales=en,de,zh --strip-debug --no-header-files \
  --no-man-pages --compress=zip-0 --output "$TARGET/runtime"

for pattern in 'aarch_64' 'x86_64' 'osx' 'windows' '-linux-aarch64' '-mac' '-win'; do
  case "$pattern:$system:$(uname -m)" in
    aarch_64:*:aarch64 | aarch_64:*:arm64 | x86_64:*:x86_64 | -linux-aarch64:*:aarch64) continue ;;
    osx:Darwin:* | -mac:Darwin:* | windows:MINGW*:* | -win:MINGW*:* | windows:MSYS*:* | -win:MSYS*:*) continue ;;
  esac
  find "$TARGET/input" -name "*$pattern*.jar" -delete
done

# Libraries compiled for Java 5 would start without the archive of classes.
"$JAVA_HOME/bin/java" -cp "$TARGET/classes" dev.culvert.installer.jars.ModernClasses "$TARGET"/input/picocli-*.jar
# Native libraries beside the jars: nothing is unpacked when a program runs, least of all by root.
"$JAVA_HOME/bin/java" -cp "$TARGET/classes" dev.culvert.installer.jars.PackageJars "$TARGET/input" "$TIMESTAMP"

helper_jar=$(cd "$TARGET/input" && echo culvert-privileged-helper-*.jar)
# shellcheck disable=SC2016 # for jpackage's launcher
natives='-Djava.library.path=$APPDIR -Djna.boot.library.path=$APPDIR -Djna.nounpack=true'
access='--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow'
cat >"$TARGET/culvert-helper.properties" <<P
# The helper, over the same runtime and jars.
main-jar=$helper_jar
main-class=dev.culvert.helper.HelperMain
java-options=-XX:AOTCache=\$APPDIR/culvert-helper.aot -XX:+UseSerialGC -Xmx256m -XX:MaxHeapFreeRatio=40 -XX:ReservedCodeCacheSize=64m -Xss512k $access $natives
P
cat >"$TARGET/culvert-window.properties" <<P
# The window, the same.
main-class=dev.culvert.app.WindowMain
java-options=-XX:AOTCache=\$APPDIR/culvert-window.aot -XX:+UseSerialGC -Xms48m -Xmn24m -Xmx512m -XX:TieredStopAtLevel=1 -XX:MaxHeapFreeRatio=40 $access $natives -Dculvert.channel=package
P

# What jpackage takes from us instead of its own: icons, the RPM's build plan, scripts and rights of the macOS package.
icons="$here/../../icons/src/main/resources/dev/culvert/icons"
rm -rf "$TARGET/resources"
mkdir -p "$TARGET/resources"
case "$system" in
  Linux)
    sed -e "s|@EPOCH@|$SOURCE_DATE_EPOCH|" -e "s|@DATE@|$(LC_ALL=C date -u -d "$TIMESTAMP" '+%a %b %d %Y')|" \
      "$here/../linux/rpm/culvert.spec" >"$TARGET/resources/culvert.spec"
    ;;
  Darwin)
    python3 "$here/icons.py" "$icons" "$TARGET/app.icns"
    cp "$here/../macos/postinstall" "$TARGET/resources/postinstall"
    cp "$here/../macos/entitlements.plist" "$TARGET/resources/Culvert.entitlements"
    # Into the application, from where the package's script and a person take them.
    cp "$here/../macos/dev.culvert.helper.plist" "$here/../macos/uninstall.sh" "$TARGET/input/"
    ;;
  *) python "$here/icons.py" "$icons" "$TARGET/app.ico" ;;
esac
