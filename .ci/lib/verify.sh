# `./culvert verify`: the fast gates first, then every test, then the whole story. Sourced by ./culvert.

verify() {
  . .ci/lib/run.sh
  need_build_tools
  step "1/4 fast gates: formatting, rules, versions"
  maven -q validate
  if [ "$(id -u)" != 0 ]; then
    step "2/4 compiling and unit tests (the integration tests need root: sudo ./culvert verify)"
    maven verify "$@"
    return
  fi
  step "2/4 system packages"
  need_packages_of playground app-ui privileged-helper manager ui-tests
  bash installer/tests/definitions.sh
  step "3/4 compiling, unit tests and integration tests"
  maven verify -Dtest.excludedGroups=cluster "$@"
  mkdir -p target && touch target/.built
  step "4/4 the whole story: ./culvert demo"
  (run_demo)
  step "the stories on a real cluster are not among these: sudo ./culvert cluster test"
}
