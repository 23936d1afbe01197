import type { Chassis, RoutedSegment, RouterIntent, UplinkIntent } from "../model/intent.js";
import { bare } from "../model/net.js";
import type { Platform } from "../model/platform.js";
import { portsOf } from "./adapters/refusal.js";
import { requireTokens } from "./adapters/text.js";
import { localRules } from "./apparmor.js";
import { bindPorts, findPorts } from "./bootstrap-ports.js";
import { type FirstContact, firstContact } from "./first-contact.js";

/** Debian's packages with the programs that the adapter `linux` writes files for. */
const PACKAGES = [
  ...["chrony", "conntrack", "dnsmasq", "frr", "frr-pythontools", "iproute2", "keepalived", "nftables"],
  ...["openssh-server", "python3", "rsyslog", "sudo", "udhcpc", "wireguard-tools"],
];

/**
 * What Debian's packages and its installer let run by themselves: a second server on the ports of the role's own, a second
 * hand on the clock or on the interfaces. FRR's is not among them: the main instance runs by it.
 */
export const DEBIANS_OWN = [
  ...["avahi-daemon.service", "avahi-daemon.socket", "chrony.service", "dnsmasq.service", "keepalived.service"],
  ...["nftables.service", "rsyslog.service", "strongswan.service", "strongswan-starter.service"],
  ...["syslog.socket", "systemd-timesyncd.service"],
  ...["NetworkManager.service", "systemd-networkd.service", "systemd-networkd.socket"],
];

/**
 * What a person runs once as root on an empty Debian device: an interface with its address, SSH with the keys of the
 * declaration's account, a firewall that lets in nobody else. It survives a reboot until the first delivery, holds no
 * secret, changes nothing before it knows which port is which, and leaves interfaces that have their names already.
 */
export function debianBootstrap({ access, network }: Platform, router: RouterIntent): string {
  const { name } = router.device;
  const contact = firstContact(router, network);
  requireTokens(name, [name, access.user, contact]);
  const { link, up, asked = [] } = interfaceOf(contact, router);
  return `${[
    "#!/bin/sh",
    `# First access to ${name}, an empty device with Debian 12: once, as root. Holds no secret.`,
    "set -eu",
    'if [ -e /etc/schulplattform ]; then echo "this device has a configuration already; nothing was done" >&2; exit 3; fi',
    `for package in ${packagesFor(router).join(" ")}; do`,
    `  dpkg-query --show "$package" >/dev/null 2>&1 || missing="\${missing:-} $package"`,
    "done",
    'if [ -n "${missing:-}" ]; then echo "first: apt-get install --no-install-recommends$missing" >&2; exit 1; fi',
    ...findPorts(router),
    ...asked,
    ...quietened(),
    ...logs(router),
    ...bindPorts(router),
    ...localRules(),
    ...account(access),
    "cat > /usr/local/sbin/plattform-bootstrap <<'SCRIPT'",
    ...["#!/bin/sh", "set -eu", ...up, "nft -f - <<'RULES'", ...rules(contact, link), "RULES"],
    "SCRIPT",
    "chmod 755 /usr/local/sbin/plattform-bootstrap",
    "cat > /etc/systemd/system/plattform-bootstrap.service <<'UNIT'",
    ...UNIT,
    "UNIT",
    "systemctl daemon-reload",
    "systemctl enable --quiet plattform-bootstrap.service ssh.service",
    "systemctl restart plattform-bootstrap.service ssh.service",
    `echo "${name} can be delivered to. SSH must show this key at the first call:"`,
    "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
    `ip -brief address show dev ${link}`,
  ].join("\n")}\n`;
}

const packagesFor = ({ uplinks, instances }: RouterIntent) => [
  ...PACKAGES,
  ...(uplinks.some(({ handover }) => handover === "pppoe") ? ["ppp", "pppoe"] : []),
  ...(instances.some(({ discovery }) => discovery) ? ["avahi-daemon"] : []),
  ...(instances.some(({ tunnels }) => tunnels.some(({ ike }) => ike))
    ? ["charon-systemd", "libstrongswan-standard-plugins", "strongswan-swanctl"]
    : []),
];

/** Debian's own configuration of the interfaces stays beside ours as a copy; what it started ends. */
function quietened(): string[] {
  const file = "/etc/network/interfaces";
  return [
    `if [ -e ${file} ] && [ ! -e ${file}.before-plattform ]; then`,
    "  systemctl stop networking.service 2>/dev/null || true",
    `  mv ${file} ${file}.before-plattform`,
    `  printf 'auto lo\\niface lo inet loopback\\n' > ${file}`,
    "fi",
    `systemctl mask --quiet --now ${DEBIANS_OWN.join(" ")}`,
    // Debian starts FRR without BGP and BFD; the role starts it with them.
    "systemctl disable --quiet --now frr.service",
  ];
}

/**
 * What a packet filter drops stands in the kernel's log for the main network namespace only, unless the host says otherwise.
 * The journal outlives a reboot, and ends after its days. Both are settings of the host, not of an instance, so they are no
 * part of the tree; a node of the twin keeps no logs.
 */
function logs({ logDays }: RouterIntent): string[] {
  const file = "/etc/sysctl.d/60-plattform.conf";
  return [
    "mkdir -p /etc/systemd/journald.conf.d",
    `printf '[Journal]\\nStorage=persistent\\nSystemMaxUse=1G\\nMaxRetentionSec=${logDays}day\\n' > /etc/systemd/journald.conf.d/plattform.conf`,
    "systemctl try-restart systemd-journald.service",
    `echo 'net.netfilter.nf_log_all_netns = 1' > ${file}`,
    `[ ! -e /proc/sys/net/netfilter/nf_log_all_netns ] || sysctl --quiet --load=${file}`,
  ];
}

const UNIT = [
  ...["[Unit]", "Description=Access for the first delivery"],
  // The ports have their names then.
  ...["After=systemd-udev-settle.service", "Wants=systemd-udev-settle.service"],
  // From then on `plattform boot` brings the device to its tree.
  ...["ConditionPathExists=!/etc/schulplattform", "Before=ssh.service", ""],
  ...["[Service]", "Type=oneshot", "RemainAfterExit=yes", "ExecStart=/usr/local/sbin/plattform-bootstrap", ""],
  ...["[Install]", "WantedBy=multi-user.target"],
];

/** Ansible's account: with keys only, and root by sudo. */
function account({ user, keys }: Platform["access"]): string[] {
  const home = `/home/${user}`;
  return [
    `id ${user} >/dev/null 2>&1 || useradd --create-home --shell /bin/bash ${user}`,
    `install -d -m 700 -o ${user} -g ${user} ${home}/.ssh`,
    `cat > ${home}/.ssh/authorized_keys <<'KEYS'`,
    ...keys,
    "KEYS",
    `chown ${user}:${user} ${home}/.ssh/authorized_keys && chmod 600 ${home}/.ssh/authorized_keys`,
    `echo '${user} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/plattform && chmod 440 /etc/sudoers.d/plattform`,
    "printf 'PasswordAuthentication no\\nKbdInteractiveAuthentication no\\n' > /etc/ssh/sshd_config.d/plattform.conf",
    "ssh-keygen -A",
  ];
}

interface Interface {
  readonly link: string;
  readonly up: readonly string[];
  /** What the person is asked for before anything is written. */
  readonly asked?: readonly string[];
}

function interfaceOf({ over }: FirstContact, router: RouterIntent): Interface {
  const chassis = portsOf(router);
  if ("segment" in over) return { link: over.segment.interface, up: segmentUp(over.segment, over.address, chassis) };
  const { line } = over;
  const port = chassis.lines[router.uplinks.indexOf(line)] ?? "";
  return line.handover === "pppoe"
    ? pppoe(line, port)
    : { link: line.interface, up: [...named(port, line.interface), ...addressed(line)] };
}

function named(port: string, name: string): string[] {
  return [
    `[ -e /sys/class/net/${name} ] || { ip link set ${port} down; ip link set ${port} name ${name}; }`,
    `ip link set ${name} up`,
  ];
}

function addressed({ interface: link, ipv4, mtu }: UplinkIntent): string[] {
  if (!ipv4) return [`udhcpc --background --interface ${link}`];
  return [
    `ip link set ${link} mtu ${mtu}`,
    `ip address replace ${ipv4.address} dev ${link}`,
    `ip route replace default via ${ipv4.gateway} dev ${link}`,
  ];
}

/** The line's credentials are secrets: they are asked for on the device, and only root reads them there. */
function pppoe(line: UplinkIntent, port: string): Interface {
  const under = line.interface.replace("wan-", "line-");
  const peer = "/etc/ppp/peers/plattform-bootstrap";
  const options = `plugin rp-pppoe.so ${under}\\nifname ${line.interface}\\nnoauth\\nhide-password\\ndefaultroute\\nupdetach\\npersist`;
  return {
    link: line.interface,
    asked: [
      "printf 'user of the line: '; read -r user",
      "printf 'password of the line: '; stty -echo; read -r password; stty echo; echo",
      `mkdir -p /etc/ppp/peers && touch ${peer} && chmod 600 ${peer}`,
      `printf '${options}\\nuser "%s"\\npassword "%s"\\n' "$user" "$password" > ${peer}`,
    ],
    up: [...named(port, under), "pppd call plattform-bootstrap"],
  };
}

/** As in the file `link-layer`: the segment that comes untagged is the port itself. */
function segmentUp(
  { interface: link, vlan, gateway4 }: RoutedSegment,
  address: string,
  { lan, native }: Chassis,
): string[] {
  const tagged = [
    ...named(lan, "lan"),
    `[ -e /sys/class/net/${link} ] || ip link add link lan name ${link} type vlan id ${vlan}`,
  ];
  return [
    ...(vlan === native
      ? named(lan, link)
      : [`if ! [ -e /sys/class/net/${link} ]; then`, ...tagged.map((line) => `  ${line}`), "fi"]),
    `ip link set ${link} up`,
    `ip address replace ${address} dev ${link}`,
    ...(gateway4 === bare(address) ? [] : [`ip route replace default via ${gateway4} dev ${link}`]),
  ];
}

/** Nothing is forwarded; what comes in is SSH from those who deliver. */
function rules({ over, from }: FirstContact, link: string): string[] {
  const ssh = (family: string, some: readonly string[]) =>
    some.length === 0 ? [] : [`    iifname "${link}" ${family} saddr { ${some.join(", ")} } tcp dport 22 accept`];
  return [
    "flush ruleset",
    "table inet bootstrap {",
    "  chain input {",
    "    type filter hook input priority filter; policy drop;",
    "    ct state established accept",
    '    iifname "lo" accept',
    "    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept",
    ...("line" in over && !over.line.ipv4 ? [`    iifname "${link}" udp sport 67 udp dport 68 accept`] : []),
    ...ssh(
      "ip",
      from.filter((one) => !one.includes(":")),
    ),
    ...ssh(
      "ip6",
      from.filter((one) => one.includes(":")),
    ),
    "  }",
    "  chain forward {",
    "    type filter hook forward priority filter; policy drop;",
    "  }",
    "}",
  ];
}
