# `./culvert cluster down`: ends the node and removes what a cluster leaves on this computer, however it ended. Sourced.

cgroup_roots() {
  if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
    echo /sys/fs/cgroup
  else
    awk '$3 == "cgroup" || $3 == "cgroup2" {print $2}' /proc/mounts
  fi
}

cluster_down() {
  [ "$(id -u)" = 0 ] || die "the cluster belongs to root. Run: sudo ./culvert cluster down"
  if alive; then
    # The end of a PID namespace's first process ends all of its processes, and with them network and mounts.
    kill -KILL "$(node_pid)"
    local deadline=$((SECONDS + 30))
    while alive; do
      [ $SECONDS -lt $deadline ] || die "the node (pid $(node_pid)) does not end"
      sleep 0.1
    done
  fi
  local root cgroup deadline=$((SECONDS + 30))
  for root in $(cgroup_roots); do
    [ -d "$root/$CGROUP" ] || continue
    # A cgroup can be removed when its last process has been reaped, which may take a moment.
    until find "$root/$CGROUP" -depth -type d -exec rmdir {} + 2>/dev/null || [ ! -d "$root/$CGROUP" ]; do
      [ $SECONDS -lt $deadline ] || die "the cgroup $root/$CGROUP still has processes"
      sleep 0.1
    done
  done
  rm -rf --one-file-system "$RUN" "$DATA"
  rmdir /run/culvert-cluster /var/lib/culvert-cluster 2>/dev/null || true
  [ "${1:-}" = quietly ] || step "the cluster \"$CLUSTER\" is gone"
}
