# `./culvert cluster test`: the stories of ui-tests that need a real cluster. Sourced.

# Starts the cluster when it is not up, and then ends it, too. The manager's image is made and loaded here; the stories
# install it themselves, as a person would.
cluster_test() {
  [ "$(id -u)" = 0 ] || die "the stories start the privileged helper. Run: sudo ./culvert cluster test"
  . .ci/lib/run.sh
  . .ci/lib/image.sh
  need_build_tools
  image_packages
  need_packages_of playground app-ui privileged-helper ui-tests
  build
  cluster_with_image
  maven verify -pl ui-tests -am -Dtest.groups=cluster -Dtest.excludedGroups= "$@"
}

# A cluster that is up, if need be for the time of this command only, and has the manager's image in its node.
cluster_with_image() {
  export CULVERT_CLUSTER=$CLUSTER
  if ! alive; then
    trap 'cluster_down quietly' EXIT
    cluster_up
  fi
  set_bin
  step "the manager's image"
  build_image target/image
  load_image target/image/culvert-manager-*.tar
}
