# What every node has: its own view of /run, /var/lib and /var/log, and the programs that run pods. Sourced by node.sh and
# node2.sh, which set BIN, NODE and HERE.

declare -A PARTS

# mounts DATA LOG
mounts() {
  LOG=$2
  # /run, /var/lib and /var/log are the cluster's own; the way back to $RUN stays.
  mount -t tmpfs -o mode=755 tmpfs /mnt
  mkdir -p "/mnt/culvert-cluster/$CLUSTER" /mnt/lock
  mount --bind "$RUN" "/mnt/culvert-cluster/$CLUSTER"
  mount --no-mtab --move /mnt /run
  mount --bind "$1" /var/lib
  mount --bind "$LOG" /var/log
  mkdir -p /var/lib/kubelet /var/lib/containerd /var/lib/cni
  # The kubelet wants these values of the whole computer; it finds them, and the computer keeps its own.
  local tunable
  for tunable in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
    kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
    [ -e "/proc/sys/${tunable%=*}" ] || continue
    printf '%s\n' "${tunable#*=}" >"/run/$(basename "${tunable%=*}")"
    mount --bind "/run/$(basename "${tunable%=*}")" "/proc/sys/${tunable%=*}"
  done
  [ -e /dev/kmsg ] || ln -s /dev/null /dev/kmsg
  mount --make-rshared /
}

# Every part in the background, its output in $LOG.
part() {
  local name=$1
  shift
  "$@" >>"$LOG/$name.log" 2>&1 &
  PARTS[$!]=$name
}

# A file of config/ with the addresses and places of this cluster in it.
configured() {
  sed -e "s|@RUN@|$RUN|g; s|@BIN@|$BIN|g; s|@CGROUP@|$cgroup|g; s|@SUBNET@|$subnet|g; s|@SUBNET6@|$subnet6|g" \
    -e "s|@POD_CIDR@|$POD_CIDR|g; s|@POD_CIDR6@|$POD_CIDR6|g; s|@DNS_SERVICE@|$DNS_SERVICE|g" "$HERE/config/$1"
}

# worker ADDRESSES CGROUP SUBNET SUBNET6: containerd, kubelet and kube-proxy; pods get addresses of the subnets.
worker() {
  local addresses=$1 cgroup=$2 subnet=$3 subnet6=$4 file
  mkdir -p /run/config /run/cni
  for file in containerd.toml kubelet.yaml kube-proxy.yaml; do configured $file >/run/config/$file; done
  configured pods.conflist >/run/cni/pods.conflist
  part containerd "$BIN/containerd" --config /run/config/containerd.toml
  # Without IPv6 in the kernel the node has one address.
  part kubelet "$BIN/kubelet" --config /run/config/kubelet.yaml --kubeconfig "$RUN/$NODE.conf" --root-dir /var/lib/kubelet \
    --hostname-override $NODE --node-ip "$addresses"
  part kube-proxy "$BIN/kube-proxy" --config /run/config/kube-proxy.yaml --hostname-override $NODE
}

# The first part that ends takes the others with it: half a cluster would only puzzle. Everything else that ends here
# is a child of a container that was adopted.
stay() {
  local status
  while true; do
    status=0
    wait -n -p ended "${!PARTS[@]}" || status=$?
    if [ -n "${ended:-}" ]; then
      printf '%s ended with %s; see %s/%s.log\n' "${PARTS[$ended]}" "$status" "$LOG" "${PARTS[$ended]}"
      exit 1
    fi
  done
}
