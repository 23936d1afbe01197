import { z } from "zod";
import { hostname, id, ipv4, ipv4Prefix, ipv6, ipv6Prefix, label, vlan } from "./common.js";
import { lineKind, serial, staticHandover, technology } from "./line.js";

/** Hub ids are part of interface names such as `tun-1-dc1`, which have at most 15 characters (Linux). */
const hubId = id.max(8, "expected at most 8 characters (part of interface names)");

const hubLine = z.strictObject({
  kind: lineKind.describe("Whose line it is."),
  serves: z
    .array(lineKind)
    .optional()
    .describe("Kinds of the sites' lines that call the hub on this line. Default: its own kind."),
  technology: technology.default("fibre").describe("Technology of the line. Default: fibre."),
  downMbit: z.int().min(1).describe("Bandwidth towards the hub in Mbit/s."),
  upMbit: z.int().min(1).describe("Bandwidth from the hub in Mbit/s."),
  ipv4: staticHandover("ipv4").describe("Public address that the sites call, and the operator's gateway."),
  ipv6: staticHandover("ipv6").optional().describe("IPv6 address and gateway."),
  mtu: z.int().min(1280).max(9000).default(1500).describe("Bytes of an IP packet on the line. Default: 1500."),
});

const hub = z.strictObject({
  id: hubId.describe("Short id; part of interface names. Never change it."),
  model: id.optional().describe("Model, out of model/catalogue/devices.yaml. Default: debian-12."),
  serial: serial.optional().describe("Serial number; compared before anything is written."),
  hostname: hostname.optional().describe("Existing host name. Default: hub-<id>."),
  lines: z.array(hubLine).min(1).max(4).describe("Lines of the hub; the first is its primary one."),
});
export type Hub = z.infer<typeof hub>;
export type HubLine = z.infer<typeof hubLine>;

const protocol = z.enum(["wireguard", "ikev2"]);

const servers = z.array(z.union([ipv4, ipv6])).min(1);

const verwaltungExit = z.strictObject({
  protocol: protocol.optional().describe("Tunnel protocol of the Verwaltungsnetz. Default: that of `coupling`."),
  vlan: vlan.describe("VLAN between the hubs and the Verwaltungsnetz of the city."),
  ipv4: ipv4Prefix.describe("IPv4 prefix of that VLAN; the hubs share the first address, .2 and .3 are their own."),
  ipv6: ipv6Prefix.describe("IPv6 prefix of that VLAN."),
  gateway4: ipv4.describe("Router of the Verwaltungsnetz."),
  gateway6: ipv6.describe("Router of the Verwaltungsnetz, IPv6."),
  prefixes: z
    .array(z.union([ipv4Prefix, ipv6Prefix]))
    .min(1)
    .describe("What the sites' Verwaltung reaches through the hub; 0.0.0.0/0 and ::/0 mean its Internet, too."),
  nameservers: servers
    .optional()
    .describe("DNS servers of the Verwaltungsnetz, which its clients ask themselves. Default: none."),
});

const filter = z.strictObject({
  by: z.enum(["state", "provider", "own"]).describe("Who filters."),
  name: label.describe("Name of the filter, for the auditor."),
});

export const coupling = z
  .strictObject({
    dataCentre: id.describe("Data centre in which the hubs stand; all data centres are reached through them."),
    protocol: protocol.default("wireguard").describe("Tunnel protocol between sites and hubs. Default: wireguard."),
    timers: z
      .enum(["fast", "robust"])
      .default("robust")
      .describe("Profile of model/catalogue/timers.yaml. Default: robust."),
    hubs: z.array(hub).length(2, "expected a pair of hubs").describe("The pair, in the order of preference."),
    verwaltung: verwaltungExit
      .optional()
      .describe("Exit of the Verwaltungsnetz at the hubs. Default: the sites' Verwaltung goes nowhere."),
    filters: z
      .partialRecord(lineKind, filter)
      .default({})
      .describe(
        "Kind of line → Jugendschutzfilter in force on it. Default: the state's on the Landesnetz, none on others; without one, pupils have no Internet there.",
      ),
    nameservers: z
      .partialRecord(lineKind, servers)
      .default({})
      .describe("Kind of line → DNS servers of its operator; asked after the platform's own. Default: none."),
    timeServers: z
      .partialRecord(lineKind, servers)
      .default({})
      .describe("Kind of line → time servers (NTP) of its operator; asked after the platform's own. Default: none."),
  })
  .describe("How the sites are coupled to the data centre: a tunnel over every line to each hub of a pair.");
export type Coupling = z.infer<typeof coupling>;
