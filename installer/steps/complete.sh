#!/usr/bin/env bash
# After jpackage has made the image: what jpackage has no place for (man pages, service, desktop entry, completions,
# set-up scripts) goes into lib/app/root, from where the packages take it: of an image, jpackage copies only the folders
# that it knows, and links not as such. Then the archives of classes are made from the image itself.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/common.sh"
linux="$here/../linux"
# What follows is for Linux. jpackage's own image is what the other systems' packages are made of, without archives of
# classes: the programs that would be trained do not run there yet.
[ "$system" = Linux ] || exit 0

step "the helper's class path: its own libraries, not the window's"
own=$(tr ':' '\n' <"$here/../../privileged-helper/target/classpath" | xargs -n1 basename)
awk -v own="$own" '
  BEGIN { split(own, names, "\n"); for (i in names) keep[names[i]] = 1 }
  /^app.classpath=/ { name = $0; sub(".*/", "", name); if (!(name in keep) && name !~ /^culvert-privileged-helper-/) next }
  { print }' "$image/lib/app/culvert-helper.cfg" >"$TARGET/culvert-helper.cfg"
mv "$TARGET/culvert-helper.cfg" "$image/lib/app/culvert-helper.cfg"

step "the rest of the package"
root="$image/lib/app/root"
rm -rf "$root"
cp -r "$linux/root" "$root"
mkdir -p "$root/usr/lib/culvert"
cp -r "$linux/setup" "$root/usr/lib/culvert/setup"
mkdir -p "$root/usr/share/man/man1" "$root/usr/share/man/man8" \
  "$root/usr/share/doc/culvert" "$root/usr/share/bash-completion/completions"
for page in "$linux"/man/*; do
  section=${page##*.}
  sed "s|@VERSION@|$VERSION|g" "$page" | gzip -9n >"$root/usr/share/man/man$section/${page##*/}.gz"
done
icons="$here/../../icons/src/main/resources/dev/culvert/icons"
for size in 16 24 32 48 64 128 256 512; do
  mkdir -p "$root/usr/share/icons/hicolor/${size}x$size/apps"
  cp "$icons/app-$size.png" "$root/usr/share/icons/hicolor/${size}x$size/apps/culvert.png"
done
mkdir -p "$root/usr/share/icons/hicolor/scalable/apps"
cp "$icons/app.svg" "$root/usr/share/icons/hicolor/scalable/apps/culvert.svg"
cp "$linux/copyright" "$root/usr/share/doc/culvert/copyright"
printf 'culvert (%s) unstable; urgency=low\n\n  * See the release notes in the repository.\n\n -- The Culvert authors <maintainers@culvert.dev>  %s\n' \
  "$VERSION" "$(date -u -R -d "$TIMESTAMP")" | gzip -9n >"$root/usr/share/doc/culvert/changelog.gz"
rm -f "$image/lib/"*.png

# The launchers need the library of Java, not its commands; the training does.
java="$TARGET/runtime/bin/java"
"$java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "$(program_classpath culvert)" dev.culvert.app.cli.CulvertMain \
  completion | sed '1{/^#!/d}' >"$root/usr/share/bash-completion/completions/culvert"

step "the programs"
bash "$here/launchers.sh"

find "$image" -type d -exec chmod 755 {} +
find "$image" -type f ! -perm -100 -exec chmod 644 {} +
find "$image" -type f -perm -100 -exec chmod 755 {} +
find "$image/lib/runtime" -name '*.so' -exec chmod 644 {} +
settle_times "$image"

bash "$here/train.sh"
# Java under its own name was for the training.
rm -f "$image/lib/runtime/bin/"{java,jfr,keytool}
settle_times "$image"
