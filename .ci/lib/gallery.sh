# `./culvert gallery`: pictures of every screen and state, into target/gallery. `--renew`: into docs/pictures too.
# `--check`: only those that are not like the one in docs/pictures, each with the difference in red; fails when there
# is one. Sourced by ./culvert.

gallery() {
  . .ci/lib/run.sh
  need_build_tools
  # Chinese has no letters in Culvert's own font.
  need_packages_of app-ui
  need_packages fonts-noto-cjk
  local renew='' before=() pattern='.*'
  while [ $# -gt 0 ]; do
    case "$1" in
      --renew) renew=1 ;;
      # Chinese is drawn in whatever font the computer has.
      --check) before=(docs/pictures) pattern='.*(?<!-zh)' ;;
      -*) die "usage: ./culvert gallery [--renew | --check] [PATTERN]" ;;
      *) pattern="$1" ;;
    esac
    shift
  done
  build
  rm -rf target/gallery
  (java_25 -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dglass.platform=Headless -Dprism.order=sw -Djava.awt.headless=true \
    -Duser.timezone=UTC -cp "$(class_path ui-tests)" dev.culvert.uitests.gallery.Gallery target/gallery "$pattern" "${before[@]}") ||
    die "what is not as it was is in target/gallery; if it is meant to be: ./culvert gallery --renew"
  [ -z "$renew" ] || cp target/gallery/*.png docs/pictures/
  step "$(find target/gallery -name '*.png' | wc -l) pictures are in ${renew:+docs/pictures and }target/gallery"
}
