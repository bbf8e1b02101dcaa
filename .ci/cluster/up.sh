# `./culvert cluster up`: starts the node and the laptop beside it, and waits until both can be used. Sourced.

cluster_up() {
  local nodes=1
  case "$*" in
    '' | '--nodes 1') ;;
    '--nodes 2') nodes=2 ;;
    *) die "usage: ./culvert cluster up [--nodes 1|2]" ;;
  esac
  [ "$(id -u)" = 0 ] || die "the cluster makes namespaces and runs containers. Run: sudo ./culvert cluster up"
  if alive; then
    set_bin
    step "the cluster \"$CLUSTER\" is up already (kubeconfig: $RUN/admin.conf)"
    return
  fi
  need_packages "${CLUSTER_PACKAGES[@]}"
  build_node
  cluster_down quietly
  local started=$SECONDS
  step "starting Kubernetes $KUBERNETES as cluster \"$CLUSTER\""
  mkdir -p -m 755 /run/culvert-cluster
  mkdir -p "$RUN/log" "$DATA"
  ln -s "$BIN" "$RUN/bin"
  make_pki
  copy_etc
  start_node
  start_laptop
  wait_for 120 "the API server" kubectl get --raw /readyz
  kubectl apply -f - <<<"$(. .ci/cluster/manifests/system.sh)" >/dev/null
  wait_for 60 "containerd" in_node "$BIN/ctr" version
  load_image <(busybox_image)
  # The first node has its subnets then, and the second gets the next.
  wait_for 120 "the node" kubectl wait --for=condition=Ready node/node1 --timeout=1s
  [ $nodes = 1 ] || second_node
  wait_for 120 "the cluster's DNS" kubectl -n kube-system wait --for=condition=Available deployment/coredns --timeout=1s
  kubectl apply -f - <.ci/cluster/manifests/web.yaml >/dev/null
  wait_for 120 "its workloads" workloads_are_there
  people
  step "ready after $((SECONDS - started)) s. KUBECONFIG=$RUN/developer.conf in the laptop: ./culvert cluster laptop"
}

start_node() {
  local cgroup
  for cgroup in $(cgroup_roots); do mkdir -p "$cgroup/$CGROUP"; done
  setsid -f unshare --net --mount --uts --ipc --pid --fork --mount-proc --kill-child -- \
    bash .ci/cluster/node.sh "$BIN" >"$RUN/log/node.log" 2>&1 </dev/null
  wait_for 20 "the node's namespaces" remember_node
}

# The node's PID 1 is the bash whose parent is an unshare of ours and that has our name in its environment.
remember_node() {
  local pid
  for pid in $(pgrep -f "^bash .ci/cluster/node.sh $BIN\$"); do
    if [ "$(awk '/^NSpid:/ {print $NF}' "/proc/$pid/status")" = 1 ] &&
      tr '\0' '\n' <"/proc/$pid/environ" | grep -qx "CULVERT_CLUSTER=$CLUSTER"; then
      printf '%s %s\n' "$pid" "$(start_time "$pid")" >"$RUN/pid"
      return 0
    fi
  done
  return 1
}

second_node() {
  local node node2 cgroup
  node=$(node_pid)
  for cgroup in $(cgroup_roots); do mkdir -p "$cgroup/$CGROUP/node2"; done
  # Its processes are adopted by the first node's PID 1. The way to its script is an absolute one: it begins in another view.
  setsid -f nsenter -t "$node" --pid --mount --ipc -- unshare --net --mount --uts -- \
    bash "$PWD/.ci/cluster/node2.sh" "$BIN" >"$RUN/log/node2.log" 2>&1 </dev/null
  wait_for 20 "the second node's namespaces" remember_node2
  node2=$(cut -d' ' -f1 "$RUN/node2.pid")
  ip link add name node2 netns "$node" type veth peer name eth0 netns "$node2"
  in_node sh -ec "ip link set node2 up; ip address add $CABLE_IP/30 dev node2; ip address add $CABLE_IP6/64 dev node2 nodad
    ip route add 10.244.1.0/24 via $NODE2_IP; ip -6 route add fd00:10:244:1::/64 via $NODE2_IP6"
  wait_for 60 "the second node's containerd" in_node2 "$BIN/ctr" version
  load_image <(busybox_image) in_node2
  wait_for 120 "the second node" kubectl wait --for=condition=Ready node/node2 --timeout=1s
}

remember_node2() {
  local pid
  for pid in $(pgrep -f "^bash $PWD/.ci/cluster/node2.sh $BIN\$"); do
    if [ "$(readlink "/proc/$pid/ns/pid")" = "$(readlink "/proc/$(node_pid)/ns/pid")" ]; then
      printf '%s %s\n' "$pid" "$(start_time "$pid")" >"$RUN/node2.pid"
      return 0
    fi
  done
  return 1
}

# The laptop: a network that reaches the API server's port and nothing else, with /etc and /run of its own.
# It is in the node's PID namespace, so that it ends with it, and sees the computer's files and processes.
start_laptop() {
  local view='
    mount -t sysfs sysfs /sys
    mount --bind "$0/laptop/etc" /etc
    mount --bind "$0" "$0/laptop$0"
    mount --rbind "$0/laptop/run" /run
    hostname laptop
    exec sleep infinity'
  mkdir -p "$RUN/laptop$RUN"
  setsid -f nsenter -t "$(node_pid)" --pid -- unshare --net --mount --uts --propagation private -- \
    sh -ec "$view" "$RUN" >"$RUN/log/laptop.log" 2>&1 </dev/null
  wait_for 20 "the laptop's namespaces" remember_laptop
  local node laptop
  node=$(node_pid) laptop=$(laptop_pid)
  ip link add name laptop netns "$node" type veth peer name eth0 netns "$laptop"
  # The node goes on by itself from here. Link-local addresses would come and go while somebody compares before and after.
  in_laptop sh -ec "sysctl -qw net.ipv6.conf.eth0.addr_gen_mode=1; ip link set lo up; ip link set eth0 up
    ip address add $LAPTOP_IP/24 dev eth0; ip address add $LAPTOP_IP6/64 dev eth0 nodad
    ip route add unreachable default; ip -6 route add unreachable default"
}

remember_laptop() {
  local pid
  for pid in $(pgrep -x sleep); do
    if [ "$(readlink "/proc/$pid/ns/pid")" = "$(readlink "/proc/$(node_pid)/ns/pid")" ] &&
      [ "$(readlink "/proc/$pid/ns/net")" != "$(readlink "/proc/$(node_pid)/ns/net")" ]; then
      printf '%s %s\n' "$pid" "$(start_time "$pid")" >"$RUN/laptop.pid"
      return 0
    fi
  done
  return 1
}

copy_etc() {
  mkdir -p "$RUN/laptop/run"
  cp -a /etc "$RUN/laptop/etc"
  rm -f "$RUN"/laptop/etc/{resolv.conf,hosts,hostname,nsswitch.conf}
  # The node refuses queries, so that public names fail at once.
  echo "nameserver $NODE_IP" >"$RUN/laptop/etc/resolv.conf"
  echo '127.0.0.1 localhost laptop' >"$RUN/laptop/etc/hosts"
  echo laptop >"$RUN/laptop/etc/hostname"
  printf 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n' >"$RUN/laptop/etc/nsswitch.conf"
}

workloads_are_there() {
  kubectl -n default wait --for=condition=Available deployment --all --timeout=1s &&
    kubectl -n default rollout status statefulset/db --timeout=1s
}

# wait_for SECONDS WHAT COMMAND…: prints what the command said when the time is over, or why the node ended.
wait_for() {
  local seconds=$1 what=$2 deadline=$((SECONDS + $1)) said
  shift 2
  until said=$("$@" 2>&1); do
    if [ -f "$RUN/pid" ] && ! alive; then
      die "the node ended while waiting for $what: $(tail -n 3 "$RUN/log/node.log")"
    fi
    [ $SECONDS -lt $deadline ] ||
      die "not within $seconds s: $what. The last word: $(tail -n 3 - "$RUN/log/node.log" <<<"$said"). Logs: $RUN/log"
    sleep 0.2
  done
}
