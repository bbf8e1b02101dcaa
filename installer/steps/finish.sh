#!/usr/bin/env bash
# Last step: what jpackage's own packages lack is put in its place, and both are sealed so that a second build of the
# same commit gives the same bytes. Prints sizes and checksums.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/common.sh"
linux="$here/../linux"

finish_deb() {
  local made tree out
  made=$(echo "$TARGET"/deb/*.deb)
  tree="$TARGET/deb-tree"
  rm -rf "$tree"
  dpkg-deb -R "$made" "$tree"
  cp -a "$tree/usr/lib/culvert/lib/app/root/." "$tree/"
  # Notes of jpackage's for launchers that are not there.
  rm -f "$tree/usr/lib/culvert/lib/app/"{*.cfg,.jpackage.xml}
  rm -rf "$tree/usr/lib/culvert/lib/app/root" "$tree"/DEBIAN/* "$tree/usr/lib/culvert/share"
  sed -e "s|@VERSION@|$VERSION|" -e "s|@ARCH@|$(dpkg --print-architecture)|" \
    -e "s|@SIZE@|$(du -sk --apparent-size --exclude=DEBIAN "$tree" | cut -f1)|" \
    "$linux/debian/control" >"$tree/DEBIAN/control"
  install -m 755 "$linux"/debian/{postinst,prerm,postrm} "$tree/DEBIAN/"
  mkdir -p "$tree/usr/share/lintian/overrides"
  install -m 644 "$linux/debian/lintian-overrides" "$tree/usr/share/lintian/overrides/culvert"
  (cd "$tree" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
  find "$tree" -type d -exec chmod 755 {} +
  chmod 644 "$tree/DEBIAN/control" "$tree/DEBIAN/md5sums"
  settle_times "$tree"
  out="$TARGET/culvert_${VERSION}_$(dpkg --print-architecture).deb"
  dpkg-deb --root-owner-group -Zxz -b "$tree" "$out" >/dev/null
  rm -rf "$tree"
}

finish_rpm() {
  local made
  made=$(echo "$TARGET"/rpm/*.rpm)
  cp "$made" "$TARGET/culvert-$VERSION-1.$(uname -m).rpm"
}

[ ! -d "$TARGET/deb" ] || finish_deb
[ ! -d "$TARGET/rpm" ] || finish_rpm
[ ! -d "$TARGET/pkg" ] || cp "$TARGET"/pkg/*.pkg "$TARGET/culvert-$VERSION-$(uname -m).pkg"
[ ! -d "$TARGET/msi" ] || cp "$TARGET"/msi/*.msi "$TARGET/culvert-$VERSION-$(uname -m).msi"
[ "$system" = Linux ] || exit 0
(cd "$TARGET" && for package in culvert_*.deb culvert-*.rpm; do
  [ ! -f "$package" ] || printf '    %s  %s  %s\n' "$package" "$(numfmt --to=iec --suffix=B "$(stat -c %s "$package")")" "$(sha256sum "$package" | cut -c1-64)"
done)
