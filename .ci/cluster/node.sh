#!/usr/bin/env bash
# PID 1 of the node: runs in network, mount, PID, UTS and IPC namespaces of its own. When it ends, everything ends.
# Called by up.sh with the folder of the programs; ends by itself when one of the cluster's parts ends.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
die() { printf 'culvert: %s\n' "$*" >&2; exit 1; }
. .ci/cluster/env.sh
BIN=$1
HERE=$PWD/.ci/cluster
export PATH=$BIN:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root

mounts() {
  # /run, /var/lib and /var/log are the cluster's own; the way back to $RUN stays.
  mount -t tmpfs -o mode=755 tmpfs /mnt
  mkdir -p "/mnt/culvert-cluster/$CLUSTER" /mnt/lock
  mount --bind "$RUN" "/mnt/culvert-cluster/$CLUSTER"
  mount --no-mtab --move /mnt /run
  mount --bind "$DATA" /var/lib
  mount --bind "$RUN/log" /var/log
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

network() {
  hostname node1
  sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.accept_dad=0
  ip link set lo up
  # up.sh makes the cable to the laptop.
  until ip -o link show laptop >/dev/null 2>&1; do sleep 0.05; done
  ip link set laptop up
  ip address add "$NODE_IP/24" dev laptop
  ip address add "$NODE_IP6/64" dev laptop nodad
  # Without a default route an address of a Service has no way out to be translated on; it leads nowhere.
  ip link add nowhere type veth peer name nobody
  ip link set nobody up
  ip link set nowhere up
  ip route add default dev nowhere src "$NODE_IP"
  ip -6 route add default dev nowhere src "$NODE_IP6"
  nft -f - <<NFT
table inet laptop {
  chain input {
    type filter hook input priority filter; policy accept;
    iifname "laptop" ct state established,related accept
    iifname "laptop" tcp dport 6443 accept
    iifname "laptop" meta l4proto { icmp, ipv6-icmp } accept
    iifname "laptop" reject
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    iifname { "laptop", "nowhere" } drop
    oifname { "laptop", "nowhere" } drop
  }
}
NFT
}

# Every part in the background, its output in $RUN/log.
part() {
  local name=$1
  shift
  "$@" >>"$RUN/log/$name.log" 2>&1 &
  PARTS[$!]=$name
}

control_plane() {
  cd "$RUN/pki"
  part etcd "$BIN/etcd" --data-dir /var/lib/etcd --unsafe-no-fsync --log-level warn \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380
  part apiserver "$BIN/kube-apiserver" --etcd-servers http://127.0.0.1:2379 --advertise-address "$NODE_IP" --secure-port 6443 \
    --service-cluster-ip-range "$SERVICE_CIDR,$SERVICE_CIDR6" --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction \
    --allow-privileged --tls-cert-file apiserver.crt --tls-private-key-file apiserver.key --client-ca-file ca.crt \
    --kubelet-client-certificate apiserver-kubelet-client.crt --kubelet-client-key apiserver-kubelet-client.key \
    --kubelet-preferred-address-types InternalIP --service-account-issuer https://kubernetes.default.svc.cluster.local \
    --service-account-key-file sa.pub --service-account-signing-key-file sa.key --requestheader-client-ca-file front-proxy-ca.crt \
    --requestheader-allowed-names front-proxy-client --requestheader-username-headers X-Remote-User \
    --requestheader-group-headers X-Remote-Group --requestheader-extra-headers-prefix X-Remote-Extra- \
    --proxy-client-cert-file front-proxy-client.crt --proxy-client-key-file front-proxy-client.key
  # Some of what follows gives up when it meets an API server that is not ready.
  until curl -fsk --max-time 5 --noproxy '*' "https://$NODE_IP:6443/readyz" >/dev/null 2>&1; do
    kill -0 "${!PARTS[@]}" || return 0
    sleep 0.1
  done
  part controller-manager "$BIN/kube-controller-manager" --kubeconfig "$RUN/controller-manager.conf" --leader-elect=false \
    --authentication-kubeconfig "$RUN/controller-manager.conf" --authorization-kubeconfig "$RUN/controller-manager.conf" \
    --use-service-account-credentials --root-ca-file ca.crt --service-account-private-key-file sa.key \
    --cluster-signing-cert-file ca.crt --cluster-signing-key-file ca.key --client-ca-file ca.crt \
    --allocate-node-cidrs --cluster-cidr "$POD_CIDR,$POD_CIDR6" --service-cluster-ip-range "$SERVICE_CIDR,$SERVICE_CIDR6"
  part scheduler "$BIN/kube-scheduler" --kubeconfig "$RUN/scheduler.conf" --leader-elect=false \
    --authentication-kubeconfig "$RUN/scheduler.conf" --authorization-kubeconfig "$RUN/scheduler.conf"
}

# A file of config/ with the addresses and places of this cluster in it.
configured() {
  sed -e "s|@RUN@|$RUN|g; s|@CGROUP@|$CGROUP|g; s|@BIN@|$BIN|g; s|@POD_CIDR@|$POD_CIDR|g; s|@POD_CIDR6@|$POD_CIDR6|g" \
    -e "s|@DNS_SERVICE@|$DNS_SERVICE|g" "$HERE/config/$1"
}

worker() {
  local file
  mkdir -p /run/config /run/cni
  for file in containerd.toml kubelet.yaml kube-proxy.yaml; do configured $file >/run/config/$file; done
  configured pods.conflist >/run/cni/pods.conflist
  part containerd "$BIN/containerd" --config /run/config/containerd.toml
  # Without IPv6 in the kernel the node has one address.
  part kubelet "$BIN/kubelet" --config /run/config/kubelet.yaml --kubeconfig "$RUN/node.conf" --root-dir /var/lib/kubelet \
    --hostname-override node1 --node-ip "$NODE_IP,$NODE_IP6"
  part kube-proxy "$BIN/kube-proxy" --config /run/config/kube-proxy.yaml --hostname-override node1
}

declare -A PARTS
mounts
network
control_plane
worker
# The first part that ends takes the others with it: half a cluster would only puzzle. Everything else that ends here
# is a child of a container that was adopted.
while true; do
  status=0
  wait -n -p ended "${!PARTS[@]}" || status=$?
  if [ -n "${ended:-}" ]; then
    printf '%s ended with %s; see %s/log/%s.log\n' "${PARTS[$ended]}" "$status" "$RUN" "${PARTS[$ended]}"
    exit 1
  fi
done
