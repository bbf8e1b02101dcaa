# `./culvert package`: the native packages of this system. Sourced by ./culvert.

package() {
  . .ci/lib/run.sh
  need_build_tools
  [ "$(uname -s)" != Linux ] || need_packages_of installer app-ui
  step "compiling"
  maven -q -DskipTests package
  step "packing: runtime, image, archives of classes, packages"
  # The .deb that jpackage makes is only a step on the way: not compressed, it is packed again at the end.
  DPKG_DEB_COMPRESSOR_TYPE=none maven -q -DskipTests -Ppackage package -pl installer -am "$@"
}
