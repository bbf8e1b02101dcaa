# `./culvert package`: the native packages of this system. Sourced by ./culvert.

package() {
  if [ "${1:-}" = --test ]; then
    . .ci/lib/run.sh
    need_build_tools
    need_packages_of installer playground app-ui
    exec bash installer/tests/acceptance.sh
  fi
  if [ "${1:-}" = --sizes ]; then
    . .ci/lib/run.sh
    need_packages_of installer app-ui
    exec python3 installer/tests/sizes.py "${CULVERT_PACKAGES:-installer/target}"
  fi
  . .ci/lib/run.sh
  need_build_tools
  [ "$(uname -s)" != Linux ] || need_packages_of installer app-ui
  step "compiling"
  maven -q -DskipTests package
  mkdir -p target && touch target/.built
  step "packing: runtime, image, archives of classes, packages"
  # Every time in a package is the commit's, also those that rpmbuild writes by itself.
  SOURCE_DATE_EPOCH=$(date -u -d "$(sed -n 's|.*<project.build.outputTimestamp>\(.*\)</.*|\1|p' pom.xml)" +%s)
  export SOURCE_DATE_EPOCH
  # The .deb that jpackage makes is only a step on the way: not compressed, it is packed again at the end.
  DPKG_DEB_COMPRESSOR_TYPE=none maven -q -DskipTests -Ppackage package -pl installer -am "$@"
}
