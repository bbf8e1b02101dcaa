# `./culvert cluster …`. Sourced.

. .ci/cluster/env.sh
. .ci/cluster/build.sh
. .ci/cluster/pki.sh
. .ci/cluster/images.sh
. .ci/cluster/people.sh
. .ci/cluster/up.sh
. .ci/cluster/down.sh
. .ci/cluster/test.sh

cluster_usage() {
  cat <<'TXT'
usage: ./culvert cluster COMMAND [ARGUMENT…]

  up [--nodes 2]      a real Kubernetes of one node or two, and a laptop that reaches only its API server
  down                the end of both, without a trace
  status              whether it is up, where its files are
  test [-Dtest=…]     the stories on a real cluster; starts one when none is up, and ends that one. With KUBECONFIG
                      set: those that change nothing, on that cluster
  load ARCHIVE        imports an image (OCI or Docker archive), so that pods find it without a registry
  kubectl …           kubectl as the cluster's administrator
  laptop [COMMAND…]   a shell, or a command, in the laptop's namespaces, with a developer's KUBECONFIG
  node [COMMAND…]     the same in the node's
  build               only builds the programs, once, from Go modules

CULVERT_CLUSTER=NAME makes a second one beside the first. docs/testing.md has more.
TXT
}

run_cluster() {
  local command="${1:-help}"
  [ $# -eq 0 ] || shift
  case "$command" in
    up) export CULVERT_CLUSTER=$CLUSTER && cluster_up "$@" ;;
    down) cluster_down ;;
    build) build_node ;;
    test) cluster_test "$@" ;;
    status) cluster_status ;;
    load) need_cluster && load_everywhere "$(readlink -f "${1:?load needs an archive}")" ;;
    kubectl) need_cluster && kubectl "$@" ;;
    laptop)
      need_cluster
      [ $# -gt 0 ] || set -- bash
      in_laptop env HOME=/root KUBECONFIG="$RUN/developer.conf" PATH="$BIN:$PATH" "$@"
      ;;
    node)
      need_cluster
      [ $# -gt 0 ] || set -- bash
      in_node env HOME=/root KUBECONFIG="$RUN/admin.conf" PATH="$BIN:$PATH" "$@"
      ;;
    *) cluster_usage ;;
  esac
}

need_cluster() {
  alive || die "the cluster \"$CLUSTER\" is not up. Run: sudo ./culvert cluster up"
  set_bin
}

cluster_status() {
  if alive; then
    printf 'cluster "%s" is up: pid %s, files in %s, logs in %s\n' "$CLUSTER" "$(node_pid)" "$RUN" "$RUN/log"
  else
    printf 'cluster "%s" is not up\n' "$CLUSTER"
    return 1
  fi
}
