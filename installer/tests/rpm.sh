# The .rpm, unpacked by rpm's own tools into a root of its own and compared with the .deb. Sourced by acceptance.sh.

check_rpm() {
  local rpm root line
  rpm=$(echo "$target"/culvert-*.rpm)
  [ -f "$rpm" ] || fail "there is no .rpm in $target"
  root="$work/rpm-root"
  mkdir -p "$root"
  rpm --checksig --nosignature "$rpm" >/dev/null || fail "the digests of the .rpm are wrong"
  rpm --root "$root" --initdb
  rpm --root "$root" --install --nodeps --noscripts --ignorearch --ignoreos "$rpm" >"$keep/rpm.log" 2>&1 || die_with "$keep/rpm.log"
  line=$(rpm --root "$root" --verify --nodeps --noscripts culvert || true)
  [ -z "$line" ] || fail "rpm --verify: $line"
  dpkg-deb -x "$deb" "$work/deb-root"
  diff <(cd "$work/deb-root" && find . ! -type d ! -path '*lintian*' | sort) \
    <(cd "$root" && find . ! -type d ! -path './var/lib/rpm/*' ! -path './usr/lib/sysimage/*' ! -path './root/*' | sort) >"$keep/rpm-deb.diff" ||
    die_with "$keep/rpm-deb.diff"
  diff -r --no-dereference "$work/deb-root/usr/lib/culvert" "$root/usr/lib/culvert" >"$keep/rpm-deb.diff" || die_with "$keep/rpm-deb.diff"
  rpm -qp --requires "$rpm" | grep -qx iproute || fail "the .rpm does not ask for iproute"
  rpm -qp --scripts "$rpm" | grep -q 'setup/installed rpm' || fail "the .rpm's script after installation"
  # Its own programs run from where rpm has put them.
  mkdir -p "$root/proc"
  "$root/usr/lib/culvert/bin/culvert-helper" --version >"$keep/rpm-version" 2>&1 || die_with "$keep/rpm-version"
  good "rpm installs and verifies it; the same files and contents as the .deb; $(cat "$keep/rpm-version")"
}
