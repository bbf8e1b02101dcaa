# `./culvert package`: the native packages of this system, and what is done with them. Sourced by ./culvert.

package() {
  . .ci/lib/run.sh
  need_build_tools
  [ "$(uname -s)" != Linux ] || need_packages_of installer app-ui
  case "${1:-}" in
    --test)
      need_packages_of playground
      exec bash installer/tests/acceptance.sh
      ;;
    --lint) exec bash installer/tests/lint.sh ;;
    --sizes) exec python3 installer/tests/sizes.py "${CULVERT_PACKAGES:-installer/target}" ;;
    --twice) exec bash installer/tests/twice.sh ;;
  esac
  step "compiling"
  maven -q -DskipTests package
  mkdir -p target && touch target/.built
  step "packing: runtime, image, archives of classes, packages"
  local options=()
  case "$(uname -s)" in
    Linux) options=(-Ppackage,package-linux) ;;
    Darwin)
      options=(-Ppackage,package-macos -Dpackage.name=Culvert -Dpackage.icon="$PWD/installer/target/app.icns")
      [ -z "${MACOS_SIGNING_USER:-}" ] || options+=(-Dpackage.mac.sign=true -Dpackage.mac.user="$MACOS_SIGNING_USER")
      ;;
    MINGW* | MSYS* | CYGWIN*) options=(-Ppackage,package-windows -Dpackage.icon="$PWD/installer/target/app.ico") ;;
    *) die "packages are made on Linux, macOS and Windows" ;;
  esac
  # Every time in a package is the commit's, also those that rpmbuild writes by itself. The .deb that jpackage makes is
  # only a step on the way: not compressed, it is packed again at the end.
  SOURCE_DATE_EPOCH=$(. installer/steps/common.sh && epoch "$(sed -n 's|.*<project.build.outputTimestamp>\(.*\)</.*|\1|p' pom.xml)")
  export SOURCE_DATE_EPOCH
  DPKG_DEB_COMPRESSOR_TYPE=none maven -q -DskipTests "${options[@]}" package -pl installer -am "$@"
}
