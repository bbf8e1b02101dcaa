# `./culvert verify`: the fast gates first, then every test. Sourced by ./culvert.

verify() {
  need_build_tools
  step "gates and unit tests"
  maven verify "$@"
}
