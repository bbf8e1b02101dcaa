#!/usr/bin/env bash
# A second node: in network, mount and UTS namespaces of its own, made out of the first one's, with which it ends.
# Called by up.sh with the folder of the programs.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
die() { printf 'culvert: %s\n' "$*" >&2; exit 1; }
. .ci/cluster/env.sh
. .ci/cluster/worker.sh
BIN=$1 NODE=node2
HERE=$PWD/.ci/cluster
export PATH=$BIN:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root

network() {
  hostname $NODE
  sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.accept_dad=0
  ip link set lo up
  # up.sh makes the cable.
  until ip -o link show eth0 >/dev/null 2>&1; do sleep 0.05; done
  ip link set eth0 up
  ip address add "$NODE2_IP/30" dev eth0
  ip address add "$NODE2_IP6/64" dev eth0 nodad
  # To the API server and to the first node's pods; the first node has a way to nowhere else.
  ip route add default via "$CABLE_IP"
  ip -6 route add default via "$CABLE_IP6"
}

mkdir -p /var/lib/node2 "$RUN/log/node2"
mounts /var/lib/node2 "$RUN/log/node2"
network
worker "$NODE2_IP,$NODE2_IP6" "$CGROUP/node2" 10.244.1.0/24 fd00:10:244:1::/64
stay
