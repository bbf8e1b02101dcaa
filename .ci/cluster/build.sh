# Builds the programs of a node from public Go modules, once for each state of node/. Sourced.
# Sets BIN to the folder that has them.

go_is_there() { command -v go >/dev/null && (cd .ci/cluster/node && go version >/dev/null 2>&1); }

set_bin() {
  local hash
  hash=$(cat .ci/cluster/node/go.mod .ci/cluster/node/go.sum .ci/cluster/node/*.go .ci/cluster/build.sh | sha256sum | cut -c1-16)
  BIN=$CACHE/$hash
}

# The modules of go.sum into Go's cache; prints what hinders. Says no by 1 when they cannot be had here, by 2 when they are
# not what go.sum says, which is nobody's network.
fetch_modules() {
  local said
  said=$(
    cd .ci/cluster/node
    export GOFLAGS=-mod=readonly
    # One small module first: without a way out, three hundred would each wait for the end of its patience.
    timeout 90 go mod download github.com/spf13/cobra 2>&1 && timeout 1200 go mod download 2>&1
  ) && return
  said=$(grep -v '^go: downloading' <<<"$said" | tail -n 3)
  printf '%s' "${said:-they did not come in time}"
  ! grep -qE 'checksum mismatch|SECURITY ERROR|errors parsing|missing go.sum' <<<"$said" || return 2
  return 1
}

build_node() {
  set_bin
  [ ! -f "$BIN/complete" ] || return 0
  go_is_there || die "the cluster's programs are built with $(sed -n 's/^go /Go /p' .ci/cluster/node/go.mod) or newer, and there is none here"
  step "building Kubernetes $KUBERNETES, etcd, CoreDNS and containerd from Go modules into $BIN (once; ten minutes on two idle cores)"
  local half=$BIN.$$ said
  said=$(fetch_modules) || die "the modules of the cluster's programs cannot be fetched: $said"
  rm -rf "$half"
  mkdir -p "$half"
  (
    cd .ci/cluster/node
    export CGO_ENABLED=0 GOFLAGS=-mod=readonly
    version=k8s.io/component-base/version
    with_progress "$half" node \
      -ldflags "-s -w -X $version.gitVersion=$KUBERNETES -X $version.gitMajor=1 -X $version.gitMinor=${KUBERNETES:3:2}" .
    for program in containerd containerd-shim-runc-v2 ctr; do
      with_progress "$half" $program -tags no_btrfs,no_zfs,no_devmapper,no_aufs -ldflags '-s -w' \
        github.com/containerd/containerd/v2/cmd/$program
    done
  )
  local program
  for program in etcd coredns kubectl kubelet kube-apiserver kube-controller-manager kube-scheduler kube-proxy; do
    ln -s node "$half/$program"
  done
  touch "$half/complete"
  # Another session may have been first.
  mv -T "$half" "$BIN" 2>/dev/null || rm -rf "$half"
  [ -f "$BIN/complete" ] || die "the build did not reach $BIN"
}

# go build of one program, with a line now and then that tells how many packages are done.
with_progress() {
  local into=$1 program=$2
  shift 2
  printf '    %s: ' "$program" >&2
  nice -n 5 go build -v -trimpath -buildvcs=false -o "$into/$program" "$@" 2> >(
    done=0
    while IFS= read -r line; do
      # A package's path has no space; anything else is what the compiler has to say.
      case "$line" in
        *' '* | '#'*) printf '\n%s' "$line" ;;
        *) done=$((done + 1)) && [ $((done % 100)) != 0 ] || printf '%s ' "$done" ;;
      esac
    done
    printf 'done\n'
  ) >&2 || die "$program does not build"
}
