import type { SiteSwitches } from "../../lab/twin/switches.js";
import type { Topology } from "../../lab/twin/topology.js";

/** A topology without routers: the switches of its first site, with empty namespaces at the ends of their cables. */
export function switchesAlone(all: Topology): { topology: Topology; site: SiteSwitches } {
  const [site] = all.switches;
  if (!site) throw new Error("no site has switches");
  const cables = all.cables.filter(({ b }) => b.namespace === site.name);
  const far = cables.filter(({ a }) => a.namespace !== site.name).map(({ a }) => a);
  const plain = [...new Set(far.map(({ namespace }) => namespace))].map((name) => ({
    name,
    forwards: false,
    lines: far.filter(({ namespace }) => namespace === name).map(({ device }) => `link set ${device} up`),
  }));
  return { site, topology: { ...all, nodes: [], switches: [site], plain, cables, hosts: [], handovers: [] } };
}
