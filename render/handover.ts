import { groupBy } from "../model/collections.js";
import type { InstanceIntent, Network, Policy, RouterIntent, TunnelIntent, UplinkIntent } from "../model/intent.js";
import { bare } from "../model/net.js";
import type { Platform, PlatformSite } from "../model/platform.js";
import { isInside } from "./adapters/linux/nft-inside.js";
import { firstContact } from "./first-contact.js";
import { table } from "./markdown.js";
import { outerPorts } from "./tunnel-ports.js";

const HEADS = [
  "Nr.",
  "Leitung",
  "Leitungsnummer",
  "Richtung",
  "Protokoll",
  "Von",
  "Nach",
  "Port",
  "Zweck",
  "Stand",
] as const;

/**
 * The hand-over sheet (Übergabeblatt) of each site, for the operators of its lines: addresses, and what has to pass
 * their firewalls. In German, as Markdown for people and CSV for forms. It names no other site.
 */
export function renderHandover(platform: Platform): Map<string, string> {
  const files = new Map<string, string>();
  for (const site of Object.values(platform.sites)) {
    const router = platform.network.routers[site.router.name];
    if (!router) continue;
    const rows = requests(platform, site, router);
    files.set(`handover/${site.id}.md`, markdown(platform, site, router, rows));
    files.set(`handover/${site.id}.csv`, [HEADS, ...rows].map((row) => `${row.map(csvCell).join(",")}\n`).join(""));
  }
  return files;
}

/**
 * What the operators are asked to let through: outgoing tunnels, the first access to a new router, the Internet by the
 * line itself, and names and time that are asked outside.
 */
function requests({ network }: Platform, site: PlatformSite, router: RouterIntent): string[][] {
  return [
    ...tunnelRequests(site, router),
    ...firstAccess(network, site, router),
    ...internet(site, router),
    ...namesAndTime(site, router),
  ].map((row, index) => [String(index + 1), ...row]);
}

/** Line and its number at the operator, which begin each row. */
function called({ uplinks }: PlatformSite, index: number, { interface: name, kind }: UplinkIntent): string[] {
  return [`${name} ${kind}`, uplinks[index]?.operator?.line ?? UNKNOWN];
}

/** Not declared yet: the operator writes it in. */
const UNKNOWN = "noch nicht genannt";

/** All that the segments may ask of the Internet by a line, however the flows are cut; the filter must let it pass, too. */
function internet(site: PlatformSite, { uplinks, instances }: RouterIntent): string[][] {
  const policies = instances.flatMap((instance) => instance.policies);
  return uplinks.flatMap((line, index) => {
    const own = policies.filter(({ to }) => to.at === "internet" && to.via.includes(line.interface));
    return [...groupBy(own, ({ protocol }) => protocol)].map(([protocol, some]) => [
      ...called(site, index, line),
      ...["ausgehend", PROTOCOL[protocol], ownAddress(line), "Internet", portsOf(some)],
      "Internet der Segmente",
      status(site, index),
    ]);
  });
}

const PROTOCOL = { tcp: "TCP", udp: "UDP", icmp: "ICMP Echo", any: "alle" } as const;

function portsOf(policies: readonly Policy[]): string {
  const ports = new Set(policies.flatMap(({ ports }) => ports?.split(",") ?? []));
  return [...ports].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).join(", ");
}

/** Servers that are reached by the lines; those behind the tunnels are nothing to an operator. */
function namesAndTime(site: PlatformSite, { uplinks, instances, nameservers, timeServers }: RouterIntent): string[][] {
  const [main] = instances;
  const rows = (servers: readonly string[], protocol: string, port: string, purpose: string) =>
    servers
      .filter((server) => main && !isInside(server, main))
      .map((server) => ["ausgehend", protocol, server, port, purpose] as const);
  const asked = [...rows(nameservers, "UDP und TCP", "53", "Namen"), ...rows(timeServers, "UDP", "123", "Zeit")];
  return uplinks.flatMap((line, index) =>
    line.idle
      ? []
      : asked.map(([direction, protocol, server, port, purpose]) => [
          ...called(site, index, line),
          ...[direction, protocol, ownAddress(line), server, port, purpose, status(site, index)],
        ]),
  );
}

/** Before its tunnels stand, a router with a fixed address is reached by its hubs only. */
function firstAccess(network: Network, site: PlatformSite, router: RouterIntent): string[][] {
  const { over, address, from } = firstContact(router, network);
  if (!("line" in over) || address === undefined) return [];
  const { line } = over;
  const own = router.uplinks.findIndex(({ interface: name }) => name === line.interface);
  return from.map((hub) => [
    ...called(site, own, line),
    ...["eingehend", "TCP", hub, address, "22"],
    "Erste Einrichtung oder Ersatz des Routers",
    status(site, own),
  ]);
}

function tunnelRequests(site: PlatformSite, router: RouterIntent): string[][] {
  const tunnels = router.instances.flatMap((instance) => instance.tunnels.map((tunnel) => ({ instance, tunnel })));
  return tunnels.map(({ instance, tunnel }) => {
    const own = router.uplinks.findIndex(({ interface: name }) => name === tunnel.uplink);
    const line = router.uplinks[own];
    const endpoint = tunnel.peers[0]?.endpoint;
    const ports = endpoint ? outerPorts(tunnel, endpoint) : [];
    return [
      ...(line ? called(site, own, line) : ["", ""]),
      "ausgehend",
      "UDP",
      `${ownAddress(line)} Port ${ports.map(({ own }) => own).join(", ")}`,
      endpoint?.address ?? "",
      ports.map(({ far }) => far).join(", "),
      purpose(instance, tunnel),
      status(site, own),
    ];
  });
}

function ownAddress(line: UplinkIntent | undefined): string {
  return (line?.ipv4 && bare(line.ipv4.address)) ?? "vom Betreiber vergeben";
}

function purpose({ id }: InstanceIntent, { peers }: TunnelIntent): string {
  return `Tunnel ${id === "education" ? "Schulnetz" : "Verwaltungsnetz"} zu ${peers[0]?.device ?? ""}`;
}

/** What was asked for and agreed on, as the declaration says. */
function status({ uplinks }: PlatformSite, index: number): string {
  const order = uplinks[index]?.order;
  if (!order) return "offen";
  const ticket = order.ticket === undefined ? "" : ` (${order.ticket})`;
  return order.confirmed === undefined
    ? `beantragt ${order.requested}${ticket}`
    : `bestätigt ${order.confirmed}${ticket}`;
}

function markdown(platform: Platform, site: PlatformSite, router: RouterIntent, rows: readonly string[][]): string {
  const lines = router.uplinks.map((line, index) => [
    line.interface,
    line.kind,
    site.uplinks[index]?.operator?.line ?? UNKNOWN,
    site.uplinks[index]?.operator?.site ?? UNKNOWN,
    line.technology,
    line.role === "primary" ? "Hauptleitung" : "Ersatz",
    `${line.downMbit}/${line.upMbit} Mbit/s`,
    line.handover,
    [line.ipv4?.address, line.ipv6?.address].filter((one) => one !== undefined).join(", ") || "vom Betreiber vergeben",
    [line.ipv4?.gateway, line.ipv6?.gateway].filter((one) => one !== undefined).join(", ") || "vom Betreiber vergeben",
    String(line.mtu),
    status(site, index),
  ]);
  const prefixes = router.instances.flatMap(({ id, advertise }) =>
    advertise.map((prefix) => [id === "education" ? "Schulnetz" : "Verwaltungsnetz", prefix]),
  );
  const sections = [
    `# Übergabeblatt ${site.name}`,
    `Erzeugt aus der Deklaration von ${platform.name}; nicht von Hand ändern. Standort ${site.number}, Router ${router.device.fqdn}.`,
    "## Leitungen, wie der Betreiber sie übergibt",
    table(
      [
        "Leitung",
        "Betreiber",
        "Leitungsnummer",
        "Standortnummer",
        "Technik",
        "Rolle",
        "Bandbreite",
        "Übergabe",
        "Adresse",
        "Gateway",
        "MTU",
        "Stand",
      ],
      lines,
    ),
    "Leitungsnummer und Standortnummer sind die des Betreibers. Der Anschluss am Router ist Ethernet ohne VLAN-Tag. Auf keiner Leitung wird ein Routingprotokoll mit dem Betreiber gesprochen.",
    senders(router),
    "ICMP und ICMPv6 mit „Paket zu groß“ (RFC 1191, RFC 4890) müssen ankommen, sonst bleiben Verbindungen hängen.",
    "## Freischaltungen",
    rows.length > 0
      ? table(HEADS, rows)
      : "Keine: Der Standort ist nicht an ein Rechenzentrum gekoppelt und braucht nur den Zugang zum Internet.",
    "Verbindungen gehen vom Standort aus; hereingelassen wird nur, was hier als eingehend steht.",
  ];
  if (router.instances.some(({ tunnels }) => tunnels.some(({ ike }) => ike)))
    sections.push(
      "Tunnel mit IKEv2 verpacken ESP immer in UDP, Port 4500 (RFC 3948); das IP-Protokoll 50 muss nicht freigegeben werden.",
    );
  if (prefixes.length > 0)
    sections.push(
      "## Präfixe im Tunnel",
      "Nur zur Kenntnis, damit Adresspläne sich nicht überschneiden; auf den Leitungen erscheinen sie nicht.",
      table(["Netz", "Präfix"], prefixes),
    );
  return `${sections.join("\n\n")}\n`;
}

/** Who appears on the lines, and what the operator has to route. */
function senders({ instances, uplinks }: RouterIntent): string {
  const own =
    "Absender auf jeder Leitung ist allein die Adresse des Routers (NAT); Präfixe des Standorts braucht der Betreiber nicht zu routen";
  const [main] = instances;
  const open = (main?.segments ?? []).flatMap(({ ipv6Mode, ipv6 }) => (ipv6Mode === "gua" ? [ipv6] : []));
  return open.length > 0 && uplinks.some(({ ipv6 }) => ipv6)
    ? `${own}. Ausgenommen sind diese öffentlichen IPv6-Präfixe: ${open.join(", ")}.`
    : `${own}.`;
}

/** RFC 4180; a leading sign would be a formula in a spreadsheet. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
