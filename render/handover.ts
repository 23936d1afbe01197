import type { InstanceIntent, RouterIntent, TunnelIntent, UplinkIntent } from "../model/intent.js";
import type { Platform, PlatformSite } from "../model/platform.js";
import { table } from "./markdown.js";

const HEADS = ["Nr.", "Leitung", "Richtung", "Protokoll", "Von", "Nach", "Port", "Zweck", "Stand"] as const;

/**
 * The hand-over sheet (Übergabeblatt) of each site, for the operators of its lines: addresses, and what has to pass
 * their firewalls. In German, as Markdown for people and CSV for forms. It names no other site.
 */
export function renderHandover(platform: Platform): Map<string, string> {
  const files = new Map<string, string>();
  for (const site of Object.values(platform.sites)) {
    const router = platform.network.routers[site.router.name];
    if (!router) continue;
    const rows = requests(site, router);
    files.set(`handover/${site.id}.md`, markdown(platform, site, router, rows));
    files.set(`handover/${site.id}.csv`, [HEADS, ...rows].map((row) => `${row.map(csvCell).join(",")}\n`).join(""));
  }
  return files;
}

/** What the operators are asked to let through: outgoing tunnels only; nothing comes in from outside. */
function requests(site: PlatformSite, router: RouterIntent): string[][] {
  const tunnels = router.instances.flatMap((instance) => instance.tunnels.map((tunnel) => ({ instance, tunnel })));
  return tunnels.map(({ instance, tunnel }, index) => {
    const line = router.uplinks.find(({ interface: name }) => name === tunnel.uplink);
    const endpoint = tunnel.peers[0]?.endpoint;
    return [
      String(index + 1),
      `${line?.interface ?? ""} ${line?.kind ?? ""}`,
      "ausgehend",
      "UDP",
      `${ownAddress(line)} Port ${tunnel.listenPort}`,
      endpoint?.address ?? "",
      String(endpoint?.port ?? ""),
      purpose(instance, tunnel),
      status(
        site,
        router.uplinks.findIndex(({ interface: name }) => name === tunnel.uplink),
      ),
    ];
  });
}

function ownAddress(line: UplinkIntent | undefined): string {
  return line?.ipv4?.address.split("/")[0] ?? "vom Betreiber vergeben";
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
      ["Leitung", "Betreiber", "Technik", "Rolle", "Bandbreite", "Übergabe", "Adresse", "Gateway", "MTU", "Stand"],
      lines,
    ),
    "Auf keiner Leitung wird ein Routingprotokoll mit dem Betreiber gesprochen.",
    "## Freischaltungen",
    rows.length > 0
      ? table(HEADS, rows)
      : "Keine: Der Standort ist nicht an ein Rechenzentrum gekoppelt und braucht nur den Zugang zum Internet.",
    "Verbindungen gehen nur vom Standort aus; von außen muss keine hereingelassen werden.",
  ];
  if (prefixes.length > 0)
    sections.push(
      "## Präfixe im Tunnel",
      "Nur zur Kenntnis, damit Adresspläne sich nicht überschneiden; auf den Leitungen erscheinen sie nicht.",
      table(["Netz", "Präfix"], prefixes),
    );
  return `${sections.join("\n\n")}\n`;
}

/** RFC 4180; a leading sign would be a formula in a spreadsheet. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
