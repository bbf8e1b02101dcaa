# `./culvert cluster test`: the stories of ui-tests that need a real cluster. Sourced.

# Starts the cluster when it is not up, and then ends it, too. The manager's image is made and loaded here; the stories
# install it themselves, as a person would. STORIES may name some of them by their tags.
# With KUBECONFIG set it is a person's own cluster that is visited.
cluster_test() {
  if [ -n "${KUBECONFIG:-}" ]; then
    own_cluster_test "$@"
    return
  fi
  [ "$(id -u)" = 0 ] || die "the stories start the privileged helper. Run: sudo ./culvert cluster test"
  . .ci/lib/run.sh
  . .ci/lib/image.sh
  need_build_tools
  image_packages
  need_packages_of playground app-ui privileged-helper ui-tests
  build
  cluster_with_image
  maven verify -pl ui-tests -am -Dtest.groups="${STORIES:-cluster}" -Dtest.excludedGroups= "$@"
}

# A cluster that is up, if need be for the time of this command only, and has the manager's image in its node.
cluster_with_image() {
  export CULVERT_CLUSTER=$CLUSTER
  if ! alive; then
    trap 'cluster_end $?' EXIT
    cluster_up
  fi
  set_bin
  step "the manager's image"
  build_image target/image
  load_everywhere target/image/culvert-manager-*.tar
}

# After a failure the logs of a cluster that goes are still wanted.
cluster_end() {
  if [ "$1" != 0 ] && [ -d "$RUN/log" ]; then
    rm -rf target/cluster-log
    mkdir -p target
    cp -a "$RUN/log" target/cluster-log
    step "the cluster's logs are in target/cluster-log"
  fi
  cluster_down quietly
}

# The stories that may be told on somebody's cluster: they look, and change nothing there. The manager is the one that is
# installed. This computer's routes are changed for as long as they last; its name resolution is left alone: the stories
# have an /etc and a /run of their own.
own_cluster_test() {
  [ "$(id -u)" = 0 ] || die "the stories start the privileged helper. Run: sudo --preserve-env=KUBECONFIG ./culvert cluster test"
  . .ci/lib/run.sh
  need_packages_of playground app-ui privileged-helper ui-tests
  build
  own_laptop
  step "on your own cluster, by $KUBECONFIG: connecting, names, datagrams, what is shown, and that nothing is left"
  step "skipped, since it would change the cluster or take something from it: installing, upgrading and uninstalling; missing rights;
    attaching to workloads; the API server's, the manager's and a pod's death; Pod Security levels"
  CULVERT_OWN_CLUSTER="$OWN" maven verify -pl ui-tests -am -Dtest.groups=own -Dtest.excludedGroups= \
    -Dsurefire.failIfNoSpecifiedTests=false "$@"
}

own_laptop() {
  OWN=$(mktemp -d /tmp/culvert-own.XXXXXX)
  # The word about a process that was ended is not this command's.
  trap '{ kill "${own_pid:-}" && wait "$own_pid"; } 2>/dev/null || true; rm -rf --one-file-system "$OWN"' EXIT
  mkdir -p "$OWN/laptop/run" "$OWN/log"
  cp -a /etc "$OWN/laptop/etc"
  rm -f "$OWN/laptop/etc/resolv.conf"
  cat /etc/resolv.conf >"$OWN/laptop/etc/resolv.conf"
  # A kubeconfig below /run stays where it is, as on a machine that hands out credentials there.
  local file view='for folder in $1; do mkdir -p "$0/laptop$folder"; mount --rbind "$folder" "$0/laptop$folder"; done
    mount --bind "$0/laptop/etc" /etc
    mount --rbind "$0/laptop/run" /run
    touch "$0/ready"
    exec sleep infinity'
  local folders=()
  for file in ${KUBECONFIG//:/ }; do
    file=$(readlink -f "$file")
    [[ "$file" != /run/* ]] || folders+=("$(dirname "$file")")
  done
  unshare --mount --propagation private -- sh -ec "$view" "$OWN" "${folders[*]}" >"$OWN/log/laptop.log" 2>&1 </dev/null &
  own_pid=$!
  wait_for 20 "the stories' own view of /etc and /run" test -e "$OWN/ready"
  printf '%s %s\n' "$own_pid" "$(start_time "$own_pid")" >"$OWN/laptop.pid"
}
