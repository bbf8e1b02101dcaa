# The container image: built without a container engine, tried, and its class list made anew. Sourced.

image_packages() { need_packages nftables util-linux grep sed coreutils bash; }

# Builds the image into a directory. Arguments: directory.
build_image() {
  "$JAVA_HOME/bin/java" -cp "$(class_path installer)" dev.culvert.installer.image.ImageMain \
    --out="$1" --java-home="$JAVA_HOME" --classpath="$(class_path manager)" \
    --classes=installer/src/main/image --scripts=manager/src/main/resources/dev/culvert/manager/agent \
    --version="$(sed -n 's|^  <version>\(.*\)</version>|\1|p' pom.xml | head -n 1)" \
    --created="$(sed -n 's|.*<project.build.outputTimestamp>\(.*\)</.*|\1|p' pom.xml)"
}

# Starts the manager of an image's tree, with nothing of this machine visible to it, and says how long that took and
# how much memory it needs. Arguments: directory of the image, more options for Java.
try_manager() {
  local root="$1/rootfs"
  shift
  [ "$(id -u)" = 0 ] || die "trying the image needs root: sudo ./culvert image"
  maven -q -pl manager -am -DskipTests package dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=target/test-classpath
  mkdir -p "$root/tmp/trial"
  # Without it a virtual machine makes its own randomness, which takes seconds.
  [ -e "$root/dev/urandom" ] || mknod -m 666 "$root/dev/urandom" c 1 9 || true
  "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -Dtrial.rest="${CULVERT_TRIAL_REST:-5}" \
    -cp "manager/target/test-classes:manager/target/classes:$(cat manager/target/test-classpath)" \
    dev.culvert.manager.ManagerTrial "$root/tmp/trial" /tmp/trial \
    unshare --mount --pid --fork --root="$root" --mount-proc --wd=/ \
    setpriv --reuid 65532 --regid 65532 --clear-groups --bounding-set=-all --no-new-privs \
    /opt/culvert/runtime/bin/java "$@" @/opt/culvert/manager.args
}

# Lists the classes of an agent that knows its manager and is not known by it: all but a few of those of one that is.
# Arguments: directory of the image.
try_agent() {
  local trial="$1/rootfs/tmp/trial"
  echo token >"$trial/token"
  until [ -s "$trial/port" ]; do sleep 0.2; done
  # The virtual machine writes its list when it ends, which it does at once when there is no application to outlive.
  CULVERT_MANAGER=127.0.0.1:$(cat "$trial/port") CULVERT_TARGET_PID=4194304 CULVERT_TOKEN_FILE=/tmp/trial/token CULVERT_AUTHORITY=$(cat "$trial/authority.pem") \
    timeout --signal=KILL 20 unshare --mount --pid --fork --kill-child=TERM --root="$1/rootfs" --mount-proc --wd=/ \
    setpriv --reuid 65532 --regid 65532 --clear-groups --bounding-set=-all --no-new-privs \
    /opt/culvert/runtime/bin/java -Xshare:off -XX:DumpLoadedClassList=/tmp/trial/agent-classes @/opt/culvert/agent.args \
    dev.culvert.manager.agent.AgentMain || true
  until grep -q Http2 "$trial/agent-classes"; do sleep 0.2; done
}

# A list of classes without ids, without what has no name of its own, and in an order that does not depend on the run.
class_list() { sed 's/ id: [0-9]*$//' "$1" | grep -v -e '^#' -e ' source:' -e '^@cp' | LC_ALL=C sort -u; }

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
      # Without an archive: a linked one loads all that it has, needed or not, and the list could only grow.
      try_manager target/image -Xshare:off -XX:DumpLoadedClassList=/tmp/trial/classes
      rm target/image/rootfs/tmp/trial/port
      CULVERT_TRIAL_REST=60 try_manager target/image &
      try_agent target/image
      wait
      class_list target/image/rootfs/tmp/trial/classes >installer/src/main/image/manager.classes
      class_list target/image/rootfs/tmp/trial/agent-classes >installer/src/main/image/agent.classes
      rm -rf target/image/rootfs/tmp/trial
      step "wrote installer/src/main/image/{manager,agent}.classes; now: ./culvert image"
      ;;
    *) die "usage: ./culvert image [--check | --train]" ;;
  esac
}
