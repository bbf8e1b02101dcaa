# Starting what was built: the demo, the playground, the helper, the window. Sourced by ./culvert.

# Compiles and packs, unless nothing has changed since the last time.
build() {
  need_build_tools
  local stamp=target/.built
  if [ -f "$stamp" ] && [ -z "$(find pom.xml config .mvn ./*/pom.xml ./*/src -newer "$stamp" -print -quit)" ]; then
    return
  fi
  step "building (the first time takes a few minutes: libraries are fetched)"
  maven -q -DskipTests package
  mkdir -p target
  touch "$stamp"
}

# The class path of one module: its own jar, then what it needs.
class_path() {
  local jar
  jar=$(find "$PWD/$1/target" -maxdepth 1 -name '*.jar' ! -name '*-tests.jar' ! -name '*-sources.jar' | head -n 1)
  printf '%s:%s' "$jar" "$(cat "$1/target/classpath")"
}

# Debian packages that a module names in its packages.txt, one a line.
need_packages_of() {
  local module packages=()
  for module in "$@"; do
    [ ! -f "$module/packages.txt" ] || mapfile -t -O "${#packages[@]}" packages < <(grep -v '^ *#' "$module/packages.txt")
  done
  need_packages "${packages[@]}"
}

java_25() {
  exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow "$@"
}

need_root() {
  [ "$(id -u)" = 0 ] || die "$1 makes network namespaces and a TUN device. Run: sudo ./culvert $2"
}

run_playground() {
  need_root "the playground" playground
  need_build_tools
  need_packages_of playground
  build
  java_25 -cp "$(class_path playground)" dev.culvert.playground.PlaygroundMain "$@"
}

run_demo() {
  need_root "the demo" demo
  need_build_tools
  need_packages_of playground app-ui
  build
  java_25 -XX:TieredStopAtLevel=1 -Dculvert.app.classpath="$(class_path app-ui)" -Dculvert.uitests.classpath="$(class_path ui-tests)" \
    -cp "$(class_path playground)" dev.culvert.playground.demo.Demo "$@"
}

# The engine by itself: its steps one by one with what each allocates, and its TUN device against a plain one.
bench_engine() {
  need_root "the benchmark of the device" "bench --engine"
  need_build_tools
  need_packages_of privileged-helper
  step "compiling"
  maven -q -DskipTests -Pbenchmarks -Dclasspath.scope=test package -pl privileged-helper -am
  (java_25 -cp "core-tunnel/target/test-classes:$(class_path core-tunnel)" dev.culvert.core.bench.EngineBenchmark)
  (java_25 -cp "privileged-helper/target/test-classes:$(class_path privileged-helper)" dev.culvert.helper.engine.LoopBench)
  # The class paths of these modules have the tests' libraries in them now.
  rm -f target/.built
}

run_bench() {
  if [ "${1:-}" = --ui ]; then
    need_packages_of app-ui
    build
    # On a display when there is one; otherwise on JavaFX' platform without a screen.
    local platform=()
    [ -n "${DISPLAY:-}" ] || platform=(-Dglass.platform=Headless -Dprism.order=sw -Djava.awt.headless=true)
    java_25 -XX:+UseSerialGC "${platform[@]}" -cp "$(class_path ui-tests)" dev.culvert.uitests.FeelBench
  fi
  if [ "${1:-}" = --engine ]; then
    bench_engine
    return
  fi
  need_root "the benchmark" bench
  need_build_tools
  need_packages_of playground
  need_packages socat openssl
  build
  case " $* " in
    *' --cluster '*)
      . .ci/cluster/main.sh
      . .ci/lib/image.sh
      image_packages
      cluster_with_image
      ;;
  esac
  (java_25 -Dculvert.app.classpath="$(class_path app-ui)" -cp "$(class_path playground)" \
    dev.culvert.playground.bench.Bench "$@")
}

run_app() {
  build
  java_25 -cp "$(class_path app-ui)" dev.culvert.app.WindowMain "$@"
}

run_cli() {
  build
  java_25 -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$(class_path app-ui)" dev.culvert.app.cli.CulvertMain "$@"
}

run_helper() {
  build
  java_25 -cp "$(class_path privileged-helper)" dev.culvert.helper.HelperMain "$@"
}

run_manager() {
  build
  java_25 -cp "$(class_path manager)" dev.culvert.manager.ManagerMain "$@"
}
