# The stories on a real cluster as the last step of `./culvert verify`: those tagged "gate", where there can be a cluster.
# Where there cannot they are left out, and the reason is said. Sourced.

cluster_verify() {
  local STORIES='cluster & gate'
  case "${CULVERT_VERIFY_CLUSTER:-}" in
    '') ;;
    all) STORIES=cluster ;;
    no) left_out "CULVERT_VERIFY_CLUSTER=no" && return ;;
    *) die "CULVERT_VERIFY_CLUSTER is \"no\", \"all\" or not set, not \"$CULVERT_VERIFY_CLUSTER\"" ;;
  esac
  # A cluster of this run's own: neither a person's nor one that somebody looks at.
  unset KUBECONFIG
  CULVERT_CLUSTER=verify$$
  . .ci/cluster/main.sh
  forget_the_killed
  local reason
  node_can_run || { left_out "$reason" && return; }
  programs_are_there || { left_out "$reason" && return; }
  step "5/5 the stories on a real cluster"
  local report=ui-tests/target/surefire-reports/TEST-dev.culvert.uitests.cluster.ConnectIT.xml
  rm -f "$report"
  cluster_test
  # Stories that see no cluster leave themselves out, which here would be green for nothing.
  grep -qsE 'tests="[1-9][0-9]*" errors="0" skipped="0" failures="0"' "$report" ||
    die "no story was told on the cluster: $report"
}

left_out() { step "5/5 skipped: the stories on a real cluster: $1"; }

# What a run left that was killed without a chance to end its cluster: its name has its pid.
forget_the_killed() {
  local folder
  for folder in /run/culvert-cluster/verify*; do
    [ ! -d "$folder" ] || kill -0 "${folder##*/verify}" 2>/dev/null ||
      (CULVERT_CLUSTER=${folder##*/} && . .ci/cluster/env.sh && cluster_down quietly)
  done
}

# Whether a kubelet and containerd find what they need of this machine; says in $reason what is missing.
node_can_run() {
  local cgroup probe
  for cgroup in $(cgroup_roots); do
    mkdir "$cgroup/$CGROUP" 2>/dev/null && rmdir "$cgroup/$CGROUP" ||
      { reason="no cgroup can be made in $cgroup" && return 1; }
  done
  [ -n "${cgroup:-}" ] || { reason="there are no cgroups here" && return 1; }
  probe=$(mktemp -d /var/lib/culvert-probe.XXXXXX)
  mkdir "$probe"/{lower,upper,work,all}
  unshare --mount mount -t overlay overlay "$probe/all" \
    -o "lowerdir=$probe/lower,upperdir=$probe/upper,workdir=$probe/work" 2>/dev/null ||
    reason="no overlay file system can be made in /var/lib"
  rm -rf "$probe"
  [ -z "${reason:-}" ]
}

# Whether the programs are built, or can be. That they do not compile is a failure; that they cannot be fetched is not.
programs_are_there() {
  local said answer=0
  set_bin
  [ ! -f "$BIN/complete" ] || return 0
  command -v go >/dev/null || { reason="its programs are not built yet, and there is no Go on the PATH" && return 1; }
  go_is_there ||
    { reason="its programs are not built yet; that takes $(sed -n 's/^go /Go /p' .ci/cluster/node/go.mod), and this Go is older" && return 1; }
  step "fetching the Go modules of the cluster's programs"
  said=$(fetch_modules) || answer=$?
  case $answer in
    0) ;;
    1) reason="its programs are not built yet, and their Go modules cannot be fetched: $said" && return 1 ;;
    *) die "the Go modules of the cluster's programs: $said" ;;
  esac
}
