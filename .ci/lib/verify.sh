# `./culvert verify`: the fast gates first, then every test, then the whole story, then a real cluster. Sourced by ./culvert.

verify() {
  . .ci/lib/run.sh
  need_build_tools
  step "1/5 fast gates: formatting, rules, versions"
  maven -q validate
  if [ "$(id -u)" != 0 ]; then
    step "2/5 compiling and unit tests (the integration tests need root: sudo ./culvert verify)"
    maven verify "$@"
    return
  fi
  step "2/5 system packages"
  need_packages_of playground app-ui privileged-helper ui-tests
  step "3/5 compiling, unit tests and integration tests"
  maven verify -Dtest.excludedGroups=cluster "$@"
  mkdir -p target && touch target/.built
  step "4/5 the whole story: ./culvert demo"
  (run_demo)
  step "5/5 the stories on a real cluster"
  (verify_on_a_cluster "$@")
}

# In a cluster of its own, which ends with it. Built from Go modules the first time.
verify_on_a_cluster() {
  export CULVERT_CLUSTER=verify
  . .ci/cluster/main.sh
  set_bin
  if [ ! -f "$BIN/complete" ] && ! go_is_there; then
    step "skipped: no cluster has been built on this machine and there is no Go to build one with (see docs/testing.md)"
    return
  fi
  trap cluster_down EXIT
  run_cluster up
  maven verify -pl ui-tests -am -Dtest.groups=cluster -Dtest.excludedGroups= -Dspotless.check.skip -Dcheckstyle.skip "$@"
}
