#!/bin/sh
# A node of the twin: an operating system of its own in namespaces, with systemd as PID 1 over the common image.
#
#   node.sh supervise NAME IMAGE CGROUP FOLDER NAMESPACES   in a mount namespace of its own; starts it again when it reboots
#   node.sh boot NAME ROOT NAMESPACES AGAIN          PID 1 to be, still with the machine's root
#
# NAMESPACES: `main=/run/netns/… verwaltung=/run/netns/…`. They belong to the machine, so that cables stay plugged in
# over a reboot. All mounts end with the processes, because nobody else sees them.
set -eu

# What a router has lost after a reboot: all but its cables.
power_on() {
  for namespace in $1; do
    nsenter --net="${namespace#*=}" sh -c '
      echo 0 > /proc/sys/net/ipv4/ip_forward
      echo 0 > /proc/sys/net/ipv6/conf/all/forwarding
      chroot "$1" nft flush ruleset
      for link in /sys/class/net/*; do :; done
      ip -o link show | cut -d" " -f2 | cut -d: -f1 | cut -d@ -f1 | while read -r link; do
        ip link set "$link" down; ip addr flush dev "$link"
      done
      for family in -4 -6; do
        ip $family rule flush
        ip $family rule add lookup main priority 32766
        ip $family route flush table all 2>/dev/null || true
      done
      ip -4 rule add lookup default priority 32767
    ' sh "$2"
  done
}

supervise() {
  name=$1 image=$2 cgroup=$3 store=$4 namespaces=$5 again=no
  mkdir -p "$store" # only a place to mount at
  mount -t tmpfs tmpfs "$store"
  mkdir "$store/upper" "$store/work" "$store/root"
  mount -t overlay overlay -o "lowerdir=$image,upperdir=$store/upper,workdir=$store/work" "$store/root"
  main=${namespaces%% *}
  mkdir -p "$cgroup"
  status=129
  while [ "$status" = 129 ]; do # SIGHUP: how the kernel tells that PID 1 asked for a reboot (pid_namespaces(7))
    status=0
    sh -c 'echo 0 > "$0/cgroup.procs"; exec "$@"' "$cgroup" nsenter --net="${main#*=}" \
      unshare --mount --pid --uts --ipc --cgroup --fork --kill-child \
      sh "$0" boot "$name" "$store/root" "$namespaces" "$again" || status=$?
    again=yes
  done
  umount "$store/root" "$store"
  rmdir "$store"
}

boot() {
  name=$1 root=$2 namespaces=$3 again=$4
  mount --make-rprivate /
  if [ "$again" = yes ]; then power_on "$namespaces" "$root"; fi
  mount -t proc proc "$root/proc" -o nosuid,nodev,noexec
  mount -t sysfs sysfs "$root/sys" -o nosuid,nodev,noexec
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
  mount -t tmpfs tmpfs "$root/dev" -o mode=755,nosuid
  mkdir -p "$root/dev/pts" "$root/dev/shm" "$root/dev/net"
  for device in null zero full random urandom tty net/tun; do
    : > "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
  done
  ln -s /proc/self/fd "$root/dev/fd"
  ln -s fd/0 "$root/dev/stdin"; ln -s fd/1 "$root/dev/stdout"; ln -s fd/2 "$root/dev/stderr"
  ln -s pts/ptmx "$root/dev/ptmx"
  mount -t devpts devpts "$root/dev/pts" -o newinstance,ptmxmode=0666,mode=620
  mount -t tmpfs tmpfs "$root/dev/shm"
  mount -t tmpfs tmpfs "$root/tmp"
  mount -t tmpfs tmpfs "$root/run" -o mode=755
  mkdir -p "$root/run/netns"
  for namespace in $namespaces; do
    [ "${namespace%%=*}" = main ] && continue
    : > "$root/run/netns/${namespace%%=*}"
    mount --bind "${namespace#*=}" "$root/run/netns/${namespace%%=*}"
  done
  hostname "$name"
  echo "$name" > "$root/etc/hostname"
  echo "127.0.0.1 localhost $name" > "$root/etc/hosts"
  [ -s "$root/etc/machine-id" ] || echo "$name" | md5sum | cut -c1-32 > "$root/etc/machine-id"
  cd "$root"
  mkdir -p .machine
  pivot_root . .machine
  umount -l /.machine
  rmdir /.machine
  exec env -i container=twin PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    /lib/systemd/systemd --system --log-target=console --show-status=no < /dev/null
}

"$@"
