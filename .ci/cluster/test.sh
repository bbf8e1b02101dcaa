# `./culvert cluster test`: the stories of ui-tests that need a real cluster. Sourced.

# On the cluster that is up, with the manager in it: nothing here installs that yet.
cluster_test() {
  [ "$(id -u)" = 0 ] || die "the stories start the privileged helper. Run: sudo ./culvert cluster test"
  need_cluster
  kubectl -n culvert get deployment culvert-manager >/dev/null 2>&1 ||
    die "the manager is not in the cluster \"$CLUSTER\". Load its image and install it in the namespace culvert first"
  . .ci/lib/run.sh
  need_build_tools
  need_packages_of playground app-ui privileged-helper ui-tests
  export CULVERT_CLUSTER=$CLUSTER
  maven verify -pl ui-tests -am -Dtest.groups=cluster -Dtest.excludedGroups= "$@"
}
