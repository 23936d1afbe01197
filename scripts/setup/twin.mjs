import { debianImage, routerPackages } from "./debian.mjs";

const packages = [
  // the node itself
  ...["systemd", "systemd-sysv", "dbus", "kmod", "procps", "python3", "openssh-server", "sudo"],
  ...routerPackages,
  ...["wireguard-tools", "wireguard-go", "charon-systemd", "strongswan-swanctl", "libcharon-extra-plugins"],
  "libstrongswan-standard-plugins", // AES-GCM and elliptic curves
  // switch
  "openvswitch-switch",
  // whoever looks into a node
  ...["iputils-ping", "tcpdump"],
];

/** A router runs what its role enables, so nothing that a package enables by itself may run. */
const quiet = [
  ...["dnsmasq", "chrony", "frr", "keepalived", "ssh", "strongswan", "nftables", "openvswitch-switch", "ovsdb-server"],
  ...["ovs-vswitchd", "frr.service", "e2scrub_reap", "avahi-daemon.service", "avahi-daemon.socket", "rsyslog.service"],
];

/** What the twin's nodes are made of: what a router and a switch need. */
export function twinImage() {
  return debianImage({
    name: "twin",
    about: "image of the twin's nodes (about a minute, 350 MB)",
    folder: "image",
    program: "usr/sbin/nft",
    packages,
    quiet,
  });
}
