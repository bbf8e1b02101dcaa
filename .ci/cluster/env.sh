# Names, versions and places of the real cluster. Sourced by everything else in this folder.
#
# A cluster has a name, so that two people (or a person and CI) on one machine do not share one: CULVERT_CLUSTER,
# "default" when it is not set. All that it is stands in three places, removed by `./culvert cluster down`:
#   $RUN     kubeconfigs, logs, pids                     (host)
#   $DATA    etcd, containerd, kubelet                   (host)
#   cgroups  /culvert-cluster-NAME in every hierarchy    (host)
# Everything else (processes, network, mounts) is inside namespaces and ends with one process, the node's PID 1.

KUBERNETES=v1.36.3 # the same as in node/go.mod
CLUSTER="${CULVERT_CLUSTER:-default}"
[[ "$CLUSTER" =~ ^[a-z0-9]{1,20}$ ]] || die "a cluster's name has 1 to 20 small letters and digits, not \"$CLUSTER\""
RUN=/run/culvert-cluster/$CLUSTER
DATA=/var/lib/culvert-cluster/$CLUSTER
CGROUP=culvert-cluster-$CLUSTER
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/culvert/cluster"

# The same addresses as in the playground (machine/Layout.java), where they have the same meaning.
NODE_IP=192.0.2.10 NODE_IP6=fd00:192:0:2::10
# The cable between the first node and a second one.
CABLE_IP=203.0.113.9 CABLE_IP6=fd00:203:0:113::9
NODE2_IP=203.0.113.10 NODE2_IP6=fd00:203:0:113::10
LAPTOP_IP=192.0.2.20 LAPTOP_IP6=fd00:192:0:2::20
POD_CIDR=10.244.0.0/16 POD_CIDR6=fd00:10:244::/56
SERVICE_CIDR=10.96.0.0/16 SERVICE_CIDR6=fd00:10:96::/112
API_SERVICE=10.96.0.1
DNS_SERVICE=10.96.0.10

CLUSTER_PACKAGES=(curl runc containernetworking-plugins busybox-static iproute2 nftables iptables openssl util-linux procps)

alive() { [ -f "$RUN/pid" ] && [ "$(start_time "$(cut -d' ' -f1 "$RUN/pid")")" = "$(cut -d' ' -f2 "$RUN/pid")" ]; }

# When a process started, in ticks since boot: tells it from a later one with the same pid.
start_time() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

node_pid() { cut -d' ' -f1 "$RUN/pid"; }
laptop_pid() { cut -d' ' -f1 "$RUN/laptop.pid"; }

in_node() { nsenter -t "$(node_pid)" --net --mount --pid --uts --ipc -- "$@"; }
has_node2() { [ -f "$RUN/node2.pid" ]; }
in_node2() { nsenter -t "$(cut -d' ' -f1 "$RUN/node2.pid")" --net --mount --pid --uts --ipc -- "$@"; }
in_laptop() { nsenter -t "$(laptop_pid)" --net --mount -- "$@"; }
kubectl() { in_node env HOME=/root KUBECONFIG="$RUN/admin.conf" "$BIN/kubectl" "$@"; }
