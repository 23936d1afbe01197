import { type Catalogue, tableFile } from "../catalogue/schema.js";
import type { Finding, Rule } from "./rule.js";

/** Discard and echo (RFC 863, RFC 862): on hosts that are awake nothing listens there. */
const PORTS = ["udp/7", "udp/9"];

export const wakeOnLan: Rule = {
  id: "wake-on-lan",
  on: "model",
  phase: "declaration",
  *check({ declaration: { extensions }, catalogue }) {
    const [senders, sleepers] = [servers(catalogue), schoolZones(catalogue)];
    for (const [id, { broadcast, from, to, ports }] of Object.entries(extensions.zoneFlows ?? {})) {
      if (!broadcast) continue;
      yield* others(id, "from", from, senders, {
        message: (end) => `${end} would wake computers: only servers do`,
        hint: "servers (at the school, or the school's own in the data centre), dc-servers, or machine:<kind> of a kind that stands in servers (machines.yaml)",
      });
      yield* others(id, "to", to, sleepers, {
        message: (end) => `computers would be woken in ${end}: no zone of the school's own devices`,
        hint: sleepers.join(", "),
      });
      yield* others(id, "ports", ports, PORTS, {
        message: (port) => `${port} to all hosts of a segment`,
        hint: `Wake-on-LAN is ${PORTS.join(" or ")}; whatever speaks to hosts that are awake has a row without \`broadcast\``,
      });
    }
  },
};

/** Zones of servers, and machines in them: not the DMZ, where others than the school's people come in. */
function servers({ machines }: Catalogue): string[] {
  const inside = Object.keys(machines).filter((kind) => machines[kind]?.segment === "servers");
  return ["servers", "dc-servers", ...inside.map((kind) => `machine:${kind}`)];
}

function schoolZones({ segments }: Catalogue): string[] {
  return Object.values(segments.roles).flatMap(({ zone, trust }) => (trust === "education" ? [zone] : []));
}

function* others(
  id: string,
  key: "from" | "to" | "ports",
  values: readonly string[],
  known: readonly string[],
  { message, hint }: { message(value: string): string; readonly hint: string },
): Iterable<Finding> {
  for (const [index, value] of values.entries())
    if (!known.includes(value))
      yield { file: `catalogue/${tableFile("zoneFlows")}`, path: [id, key, index], message: message(value), hint };
}
