import { SWITCH_FEATURES } from "../../model/catalogue/network-schema.js";
import type { Catalogue } from "../../model/catalogue/schema.js";
import { groupBy } from "../../model/collections.js";
import type { DeviceIdentity, Network } from "../../model/intent.js";
import type { Said } from "./report.js";
import type { Topology } from "./topology.js";

/** What a tier means to the reader of a report. */
const MEANING = {
  A: { de: "Text mit Paketen nachgewiesen", en: "text proven with packets" },
  B: {
    de: "Text von einem fremden Parser gelesen und an ein nachgebildetes Gerät ausgeliefert, in diesem Zwilling ein Open vSwitch",
    en: "text read by a foreign parser and delivered to a simulated device, in this twin an Open vSwitch",
  },
  C: { de: "Text nur erzeugt, nicht nachgewiesen", en: "text rendered only, not proven" },
} as const;

type Tier = keyof typeof MEANING;

/**
 * How far each device of the twin's places is proven. What the twin runs has tier A whatever the table aims at, and what
 * it does not run never has.
 *
 * @param topology  of the twin; of a switch it runs the text only where its adapter is that of Open vSwitch
 */
export function tierLines(
  { adapters }: Catalogue,
  { routers, switches }: Network,
  topology: Pick<Topology, "nodes" | "switches">,
): Said[] {
  const nodes = topology.nodes.map(({ name }) => name);
  const bridges = topology.switches.flatMap(({ ports }) => ports.map((port) => port.switch));
  const runs = new Set([...nodes, ...bridges.filter((name) => switches[name]?.device.adapter === "openvswitch")]);
  const places = new Set(nodes.map((name) => routers[name]?.device.place));
  const devices = [
    ...Object.values(routers).map(({ device, role }) => ({ device, kind: role === "hub" ? "hub" : "router" }) as const),
    ...Object.values(switches).map(({ device }) => ({ device, kind: "switch" }) as const),
  ].filter(({ device }) => places.has(device.place));
  const tierOf = ({ device, kind }: { device: DeviceIdentity; kind: "hub" | "router" | "switch" }): Tier => {
    if (runs.has(device.name)) return "A";
    const aim = adapters[device.adapter]?.tiers[kind] ?? "C";
    return aim === "A" ? "C" : aim;
  };
  const byTier = groupBy(devices, tierOf);
  const tiers = (Object.entries(MEANING) as [Tier, Said][]).flatMap(([tier, meaning]) => {
    const found = byTier.get(tier);
    if (!found) return [];
    return [
      {
        de: `Stufe ${tier}, ${meaning.de}: ${kinds(found)}`,
        en: `tier ${tier}, ${meaning.en}: ${kinds(found)}`,
      },
    ];
  });
  return bridges.length > 0
    ? [
        ...tiers,
        {
          de: `an keinem Switch nachgewiesen, denn Open vSwitch hat nichts davon: ${lacks(adapters)}`,
          en: `proven at no switch, because Open vSwitch has none of it: ${lacks(adapters)}`,
        },
      ]
    : tiers;
}

function lacks({ openvswitch }: Catalogue["adapters"]): string {
  const features = openvswitch?.features ?? {};
  return SWITCH_FEATURES.filter((feature) => features[feature] !== true).join(", ");
}

function kinds(devices: readonly { device: DeviceIdentity; kind: string }[]): string {
  return [...groupBy(devices, ({ device, kind }) => `${device.adapter} ${kind}`)]
    .map(([what, found]) => `${found.length} ${what} (${found.map(({ device }) => device.name).join(", ")})`)
    .join("; ");
}
