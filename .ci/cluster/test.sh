# `./culvert cluster test`: the stories of ui-tests that need a real cluster. Sourced.

# On the cluster that is up; where none is, on one that ends with the stories.
cluster_test() {
  [ "$(id -u)" = 0 ] || die "the stories start the privileged helper. Run: sudo ./culvert cluster test"
  . .ci/lib/run.sh
  need_build_tools
  need_packages_of playground app-ui privileged-helper ui-tests
  export CULVERT_CLUSTER=$CLUSTER
  if ! alive; then
    trap cluster_down EXIT
    cluster_up
  fi
  maven verify -pl ui-tests -am -Dtest.groups=cluster -Dtest.excludedGroups= "$@"
}
