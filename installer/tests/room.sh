# A computer of its own for the packages: a fresh Debian in a root of its own, with its own processes, devices and
# mounts, in the network of the playground's laptop. Sourced by acceptance.sh.
#
# Made once: the Debian with everything that the package asks for, since the laptop's network leads nowhere but to the
# cluster in a box. Each run lays a folder of its own over it, which takes all changes.

cache="${XDG_CACHE_HOME:-$HOME/.cache}/culvert/debian-root"

# What the package asks for, first choices, and what the test itself uses: a display and its pictures, curl.
room_packages() {
  sed -n 's/^\(Depends\|Recommends\): //p' "$here/../linux/debian/control" | tr ',' '\n' | sed 's/|.*//; s/(.*//; s/ //g'
  printf '%s\n' systemd-sysv dbus ca-certificates curl procps xvfb xauth x11-apps netpbm desktop-file-utils xdotool
}

# The first mirror that this machine's apt uses.
mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
    sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb \(\[[^]]*\] \)\?\([^ ]*\).*/\2/p' | head -n 1
}

make_base() {
  local suite wanted
  suite=bookworm
  wanted=$(room_packages | sort -u | tr '\n' ' ')
  [ "$(cat "$cache/made" 2>/dev/null)" != "$suite $wanted" ] || return 0
  step "making a fresh Debian ($suite); kept in $cache"
  rm -rf "$cache"
  mkdir -p "$cache"
  debootstrap --variant=minbase "$suite" "$cache/root" "$(mirror)" >"$cache/log" 2>&1 || die_with "$cache/log"
  cp /etc/resolv.conf "$cache/root/etc/resolv.conf"
  # shellcheck disable=SC2086 # words
  DEBIAN_FRONTEND=noninteractive chroot "$cache/root" \
    apt-get install -y -q --no-install-recommends $wanted >>"$cache/log" 2>&1 || die_with "$cache/log"
  rm -f "$cache/root/var/cache/apt/archives/"*.deb "$cache/root/etc/resolv.conf"
  printf '%s' "$suite $wanted" >"$cache/made"
}

# Where this machine keeps control groups of the second version, which a systemd needs a corner of.
cgroups() { awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts; }

# Starts the computer: make_room NETWORK PROGRAM, which becomes its first process, a systemd or what only waits. Sets
# `init`, the process that holds it.
make_room() {
  local network=$1 program=$2 groups
  mkdir -p "$work/upper" "$work/lay" "$work/root"
  cat >"$work/init.sh" <<'INIT'
set -e
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/lay" "$2/root"
cd "$2/root"
mount -t proc proc proc
mount -t sysfs sysfs sys
[ -z "$4" ] || mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/net dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mknod -m 666 dev/null c 1 3
mknod -m 666 dev/zero c 1 5
mknod -m 666 dev/full c 1 7
mknod -m 666 dev/random c 1 8
mknod -m 666 dev/urandom c 1 9
mknod -m 666 dev/tty c 5 0
mknod -m 600 dev/net/tun c 10 200
hostname laptop
pivot_root . mnt
umount -l mnt
cd /
echo ready
exec env -i container=culvert PATH=/usr/sbin:/usr/bin:/sbin:/bin /bin/bash -c "exec $3"
INIT
  groups=$(cgroups)
  group=
  if [ -n "$groups" ]; then
    group="$groups/culvert-package-test.$$"
    mkdir "$group"
  fi
  (
    [ -z "$group" ] || echo "$BASHPID" >"$group/cgroup.procs"
    exec nsenter "--net=$network" unshare --mount --pid --ipc --uts --cgroup --fork --kill-child --propagation private \
      /bin/bash "$work/init.sh" "$cache/root" "$work" "$program" "$group"
  ) >"$work/init.log" 2>&1 &
  holder=$!
  await 30 "the computer is there" grep -q ready "$work/init.log"
  init=$(pgrep -P "$holder")
}

end_room() {
  [ -z "${holder:-}" ] || kill -KILL "$holder" 2>/dev/null || true
  [ -z "${holder:-}" ] || wait "$holder" 2>/dev/null || true
  holder=
  [ -z "${group:-}" ] || remove_group
}

# The last process of it needs a moment to go.
remove_group() {
  local left=100
  while [ -d "$group" ] && [ "$left" -gt 0 ]; do
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
    left=$((left - 1))
    [ ! -d "$group" ] || sleep 0.1
  done
}

# Runs a command on it as root, with a plain environment.
on() {
  nsenter --target "$init" --mount --pid --ipc --uts --net --root \
    /usr/bin/env -i -C / PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"
}

# Runs a command as a person: person NAME COMMAND…
person() {
  local name=$1
  shift
  on setpriv --reuid "$name" --regid "$name" --init-groups --no-new-privs env HOME="/home/$name" USER="$name" \
    KUBECONFIG="/home/$name/.kube/config" DISPLAY=:9 "$@"
}
