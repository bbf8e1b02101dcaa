# `./culvert verify`: the fast gates first, then every test, then the whole story. Sourced by ./culvert.

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
  need_packages_of playground app-ui privileged-helper manager ui-tests
  bash installer/tests/definitions.sh
  step "3/5 compiling, unit tests and integration tests"
  maven verify -Dtest.excludedGroups=cluster "$@"
  mkdir -p target && touch target/.built
  step "4/5 the whole story: ./culvert demo"
  (run_demo)
  (. .ci/cluster/verify.sh && cluster_verify)
}
