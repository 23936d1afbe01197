import ipaddr from "ipaddr.js";

/** Says whether a value has the named format. */
type Format = (value: string) => boolean;

const pattern =
  (expression: RegExp): Format =>
  (value) =>
    expression.test(value);
const anything: Format = () => true;
const either =
  (...formats: Format[]): Format =>
  (value) =>
    formats.some((format) => format(value));

const ipv4: Format = (value) => ipaddr.IPv4.isValidFourPartDecimal(value);
const ipv6: Format = (value) => ipaddr.IPv6.isValid(value);
const ip = either(ipv4, ipv6);
const cidr: Format = (value) => value.includes("/") && ipaddr.isValidCIDR(value);
const dnsName = pattern(
  /^(?=.{1,253}$)([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*\.?$/,
);
const configId = pattern(/^[a-z][a-z0-9_-]+$/i);
const vmId = pattern(/^[1-9][0-9]{2,8}$/);
const storageId = pattern(/^[a-z][a-z0-9\-_.]*[a-z0-9]$/i);
const volumeId = pattern(/^([a-z][a-z0-9\-_.]*[a-z0-9]):(.+)$/i);
const interfaceName = pattern(/^[a-zA-Z][a-zA-Z0-9_]{1,20}([:.]\d+)?$/);
const userId = pattern(/^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+$/);
const firewallName = /^(\+(dc\/|guest\/|sdn\/)?|dc\/|guest\/)?[A-Za-z][A-Za-z0-9\-_]+$/;
const port = "\\d{1,5}([:-]\\d{1,5})?|[a-z][a-z0-9-]*";

const firewallAddress: Format = (value) =>
  value.split(",").every((part) => firewallName.test(part) || addressRange(part));

function addressRange(value: string): boolean {
  const [low, high, ...rest] = value.split("-");
  if (rest.length > 0 || low === undefined) return false;
  return high === undefined ? ip(low) || cidr(low) : ip(low) && ip(high);
}

/** `ip=10.0.0.2/24,gw=10.0.0.1,ip6=auto`: the source is the manual page qm(1), `--ipconfig[n]`. */
const ipConfig: Format = (value) =>
  value.split(",").every((part) => {
    const [key, text = ""] = [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)];
    if (key === "ip") return text === "dhcp" || (cidr(text) && ipv4(text.split("/")[0] as string));
    if (key === "ip6") return text === "dhcp" || text === "auto" || (cidr(text) && !ipv4(text.split("/")[0] as string));
    return (key === "gw" && ipv4(text)) || (key === "gw6" && ipv6(text));
  });

/**
 * The named formats of the API schema. The schema carries only their names; the expressions follow the
 * descriptions in the Proxmox VE API viewer and manual pages.
 */
const FORMATS: Readonly<Record<string, Format>> = {
  CIDR: cidr,
  CIDRv4: (value) => cidr(value) && !value.includes(":"),
  CIDRv6: (value) => cidr(value) && value.includes(":"),
  IPorCIDR: either(ip, cidr),
  IPorCIDRorAlias: either(ip, cidr, pattern(firewallName)),
  address: either(ip, dnsName),
  "disk-size": pattern(/^\d+(\.\d+)?[KMGT]?$/),
  "dns-name": dnsName,
  email: pattern(/^[^\s@]+@[^\s@]+$/),
  "email-or-username": either(pattern(/^[^\s@]+@[^\s@]+$/), userId),
  ip,
  ipv4,
  ipv4mask: pattern(/^(255|254|252|248|240|224|192|128|0)(\.(255|254|252|248|240|224|192|128|0)){3}$/),
  ipv6,
  "mac-addr": pattern(/^[a-f0-9][02468ace](:[a-f0-9]{2}){5}$/i),
  "mac-prefix": pattern(/^[a-f0-9][02468ace](:[a-f0-9]{2}){0,2}:?$/i),
  "pve-bridge-id": pattern(/^[-_.\w\d]+$/),
  "pve-configid": configId,
  "pve-cpuset": pattern(/^\d+(-\d+)?(,\d+(-\d+)?)*$/),
  "pve-day-of-week": pattern(/^(mon|tue|wed|thu|fri|sat|sun)$/),
  "pve-fw-addr-spec": firewallAddress,
  "pve-fw-dport-spec": pattern(new RegExp(`^(${port})(,(${port}))*$`)),
  "pve-fw-sport-spec": pattern(new RegExp(`^(${port})(,(${port}))*$`)),
  "pve-fw-icmp-type-spec": pattern(/^[a-z0-9-]+(\/\d+)?$/),
  "pve-fw-protocol-spec": pattern(/^[a-z0-9-]+$/i),
  "pve-groupid": pattern(/^[A-Za-z0-9.\-_]+$/),
  "pve-ha-node": pattern(/^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(:\d{1,4})?$/),
  "pve-ha-resource-id": pattern(/^(vm|ct):\d+$/),
  "pve-ha-resource-or-vm-id": pattern(/^((vm|ct):)?\d+$/),
  "pve-hotplug-features": pattern(
    /^(0|1|(network|disk|cpu|memory|usb|cloudinit)(,(network|disk|cpu|memory|usb|cloudinit))*)$/,
  ),
  "pve-iface": interfaceName,
  "pve-node": pattern(/^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/),
  "pve-poolid": pattern(/^[A-Za-z0-9.\-_]+(\/[A-Za-z0-9.\-_]+){0,2}$/),
  "pve-priv": pattern(/^[A-Z][A-Za-z]+(\.[A-Z][A-Za-z]+)+$/),
  "pve-qm-boot": pattern(/^([acdn]{1,4}|(legacy=[acdn]{1,4}|order=(\w+\d*(;\w+\d*)*)?)(,.*)?)$/),
  "pve-qm-bootdisk": pattern(/^(ide|sata|scsi|virtio)\d+$/),
  "pve-qm-ipconfig": ipConfig,
  "pve-realm": pattern(/^[A-Za-z][A-Za-z0-9.\-_]+$/),
  "pve-replication-job-id": pattern(/^[1-9][0-9]{2,8}-\d{1,9}$/),
  "pve-roleid": pattern(/^[A-Za-z0-9.\-_]+$/),
  "pve-sdn-subnet-id": either(cidr, pattern(/^[a-zA-Z][a-zA-Z0-9]*-.+-\d+$/)),
  "pve-sdn-dhcp-range": pattern(/^start-address=[^,]+,end-address=[^,]+$/),
  "pve-startup-order": pattern(/^((order|up|down)=)?\d+(,((order|up|down)=)?\d+)*$/),
  "pve-storage-content": pattern(/^(images|rootdir|vztmpl|iso|backup|snippets|import|none)$/),
  "pve-storage-id": storageId,
  "pve-storage-path": pattern(/^\/.*$/),
  "pve-tag": pattern(/^[a-z0-9_][a-z0-9_\-+.]*$/i),
  "pve-tokenid": pattern(/^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+![A-Za-z][A-Za-z0-9.\-_]+$/),
  "pve-userid": userId,
  "pve-vmid": vmId,
  "pve-volume-id": volumeId,
  "pve-volume-id-or-absolute-path": either(volumeId, pattern(/^\//)),
  "pve-volume-id-or-qm-path": either(pattern(/^(none|cdrom)$/), volumeId, pattern(/^\//)),
  string: anything,
  urlencoded: pattern(/^([A-Za-z0-9\-_.!~*'()]|%[0-9A-Fa-f]{2})*$/),
};

/** Formats of things that the simulator does not model: any text passes. A test keeps this list complete. */
// biome-ignore format: a table
export const UNCHECKED_FORMATS: ReadonlySet<string> = new Set([
  "FullRangeCIDR", "backup-fleecing", "backup-performance", "bridge-pair", "graphite-path",
  "ldap-simple-attr", "lxc-ip-with-ll-iface", "pem-certificate-chain", "pem-string", "proxmox-remote",
  "prune-backups", "pve-acme-alias", "pve-acme-domain", "pve-calendar-event", "pve-command-batch",
  "pve-ct-timezone", "pve-dir-override", "pve-fw-comment-spec", "pve-fw-conntrack-helper",
  "pve-ipv4-config", "pve-ipv6-config", "pve-lxc-dev-string", "pve-lxc-mp-string", "pve-node-location",
  "pve-phys-bits", "pve-qemu-sev-fmt", "pve-qemu-tdx-fmt", "pve-qm-cicustom", "pve-qm-hostpci",
  "pve-qm-ide", "pve-qm-rng", "pve-qm-smbios1", "pve-qm-watchdog", "pve-sdn-bgp-rt", "pve-sdn-fabric-id",
  "pve-sdn-fabric-wireguard-interface", "pve-sdn-isis-net", "pve-sdn-prefix-list-id",
  "pve-sdn-route-map-id", "pve-storage-options", "pve-storage-path-in-property-string",
  "pve-storage-portal-dns", "pve-storage-server", "pve-storage-vgname", "pve-storage-zfs-blocksize",
  "pve-task-status-type", "pve-tfa-config", "pve-vlan-id-or-range", "pve-vm-cpu-conf",
  "realm-sync-options", "storage-pair",
]);

/** Drops the suffixes with which Proxmox VE derives formats: `-list` and `-opt`. */
export const baseFormat = (name: string): string => name.replace(/-(list|opt)$/, "");

export const isKnownFormat = (name: string): boolean => {
  const base = baseFormat(name);
  return name in FORMATS || base in FORMATS || UNCHECKED_FORMATS.has(name) || UNCHECKED_FORMATS.has(base);
};

/** Splits a `-list` value as Proxmox VE does: at commas, semicolons, blanks and NUL. */
export const splitList = (value: string | undefined): string[] =>
  (value ?? "").split(/[,;\s\0]+/).filter((part) => part !== "");

/**
 * Checks one value.
 * @returns undefined if it fits, else the first part that does not
 */
export function formatOffender(name: string, value: string): string | undefined {
  // An empty part of a firewall rule means that the rule does not look at it.
  if (value === "" && name.startsWith("pve-fw-")) return undefined;
  const exact = FORMATS[name];
  if (exact) return exact(value) ? undefined : value;
  const base = FORMATS[baseFormat(name)];
  if (!base || (name.endsWith("-opt") && value === "")) return undefined;
  return splitList(value).find((part) => !base(part));
}
