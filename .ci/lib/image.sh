# The container image: built without a container engine, tried, and its class list made anew. Sourced.

image_packages() { need_packages nftables util-linux grep sed coreutils bash; }

# Builds the image into a directory. Arguments: directory.
build_image() {
  "$JAVA_HOME/bin/java" -cp "$(class_path installer)" dev.culvert.installer.image.ImageMain \
    --out="$1" --java-home="$JAVA_HOME" --classpath="$(class_path manager)" \
    --classes=installer/src/main/image/manager.classes --scripts=manager/src/main/resources/dev/culvert/manager/agent \
    --version="$(sed -n 's|^  <version>\(.*\)</version>|\1|p' pom.xml | head -n 1)" \
    --created="$(sed -n 's|.*<project.build.outputTimestamp>\(.*\)</.*|\1|p' pom.xml)"
}

# Starts the manager of an image's tree, with nothing of this machine visible to it, and says how long that took and
# how much memory it needs. Arguments: directory of the image, more options for Java.
try_manager() {
  local root="$1/rootfs"
  shift
  [ "$(id -u)" = 0 ] || die "trying the image needs root: sudo ./culvert image"
  maven -q -pl manager dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=target/test-classpath
  mkdir -p "$root/tmp/trial"
  "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -Dtrial.rest=5 \
    -cp "manager/target/test-classes:manager/target/classes:$(cat manager/target/test-classpath)" \
    dev.culvert.manager.ManagerTrial "$root/tmp/trial" /tmp/trial \
    unshare --mount --pid --fork --root="$root" --mount-proc --wd=/ \
    setpriv --reuid 65532 --regid 65532 --clear-groups --bounding-set=-all --no-new-privs \
    /opt/culvert/runtime/bin/java "$@" @/opt/culvert/manager.args
}

# Lists the classes of an agent that finds no manager, which are those of one that does but for a few. Arguments:
# directory of the image.
try_agent() {
  local trial="$1/rootfs/tmp/trial"
  echo token >"$trial/token"
  # The virtual machine writes its list when it ends.
  CULVERT_MANAGER=127.0.0.1:1 CULVERT_TOKEN_FILE=/tmp/trial/token CULVERT_AUTHORITY=$(cat "$trial/authority.pem") timeout --signal=KILL 20 \
    unshare --mount --pid --fork --kill-child=TERM --root="$1/rootfs" --mount-proc --wd=/ \
    setpriv --reuid 65532 --regid 65532 --clear-groups --bounding-set=-all --no-new-privs \
    /opt/culvert/runtime/bin/java -XX:DumpLoadedClassList=/tmp/trial/agent-classes @/opt/culvert/java.args \
    dev.culvert.manager.agent.AgentMain || true
  until grep -q AgentClient "$trial/agent-classes"; do sleep 0.2; done
}

# `./culvert image`: the image. `--check`: a second time, which must give the same bytes, and a manager from it.
# `--train`: lists the classes that a manager and an agent load; to be done when libraries or the start change.
run_image() {
  image_packages
  build
  case "${1:-}" in
    "") build_image target/image ;;
    --check)
      build_image target/image
      build_image target/image-again >/dev/null
      cmp target/image/oci/index.json target/image-again/oci/index.json ||
        die "two builds of the image differ: compare target/image and target/image-again"
      rm -rf target/image-again
      step "two builds gave the same bytes; starting the manager from the image"
      try_manager target/image
      ;;
    --train)
      build_image target/image
      chmod 1777 target/image/rootfs/tmp && mkdir -p -m 1777 target/image/rootfs/tmp/trial
      try_manager target/image -XX:DumpLoadedClassList=/tmp/trial/classes
      try_agent target/image
      # Without ids, without what has no name of its own, and in an order that does not depend on the run.
      sed 's/ id: [0-9]*$//' target/image/rootfs/tmp/trial/{classes,agent-classes} | grep -v -e '^#' -e ' source:' -e '^@cp' |
        LC_ALL=C sort -u >installer/src/main/image/manager.classes
      rm -rf target/image/rootfs/tmp/trial
      step "wrote installer/src/main/image/manager.classes; now: ./culvert image"
      ;;
    *) die "usage: ./culvert image [--check | --train]" ;;
  esac
}
