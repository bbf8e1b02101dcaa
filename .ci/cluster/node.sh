#!/usr/bin/env bash
# PID 1 of the node: runs in network, mount, PID, UTS and IPC namespaces of its own. When it ends, everything ends.
# Called by up.sh with the folder of the programs; ends by itself when one of the cluster's parts ends.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
die() { printf 'culvert: %s\n' "$*" >&2; exit 1; }
. .ci/cluster/env.sh
. .ci/cluster/worker.sh
BIN=$1 NODE=node1
HERE=$PWD/.ci/cluster
export PATH=$BIN:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root

network() {
  hostname $NODE
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

mounts "$DATA" "$RUN/log"
network
control_plane
worker "$NODE_IP,$NODE_IP6" "$CGROUP" 10.244.0.0/24 fd00:10:244::/64
stay
