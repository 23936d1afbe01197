import type { Catalogue } from "../catalogue/schema.js";
import { counted } from "../counted.js";
import type { PortIntent, RouterIntent, SwitchIntent } from "../intent.js";
import { rounded } from "./lookups.js";
import type { Finding, Rule } from "./rule.js";

export const uplinkNarrow: Rule = {
  id: "uplink-narrow",
  on: "model",
  phase: "platform",
  *check({ declaration, catalogue, platform: { sites, network } }) {
    for (const [id, site] of declaration.sites) {
      const file = `sites/${id}.yaml`;
      const switches = (sites[id]?.switches ?? []).flatMap(({ name }) => network.switches[name] ?? []);
      const router = network.routers[sites[id]?.router.name ?? ""];
      const main = switches.find(({ role }) => role === "main");
      for (const [index, key] of Object.keys(site.switches).entries()) {
        const one = switches[index];
        if (one && main && one !== main) yield* crowded(catalogue, one, main, { file, path: ["switches", key] });
      }
      if (router && main) yield* outrun(catalogue, router, main, file);
    }
  },
};

/** More behind a distributor's way to the main one than gets through it at a time, even by the rule of thumb. */
function* crowded(
  { devices, lines: { oversubscription } }: Catalogue,
  one: SwitchIntent,
  main: SwitchIntent,
  place: Pick<Finding, "file" | "path">,
): Iterable<Finding> {
  const up = leadingTo(one, main.device.name);
  const ends = [speed(devices, one, up), speed(devices, main, leadingTo(main, one.device.name))];
  const link = slowest(ends);
  const used = one.ports.filter((port) => port !== up && port.mode !== "shut");
  const behind = used.reduce((sum, port) => sum + (speed(devices, one, port) ?? 0), 0);
  if (link === undefined || behind <= oversubscription.value * link) return;
  yield {
    ...place,
    of: "key",
    message: `${counted(used.length, "port")} with ${behind} Mbit/s share a way of ${link} Mbit/s to ${main.device.name}: ${rounded(behind / link)} to 1`,
    hint: `at most ${oversubscription.value} to 1: fewer ports in use behind it, or a model with a faster uplink (source: ${oversubscription.source})`,
  };
}

/** A line that is faster than a port on the way from it to the segments: the router's two, and the main distributor's. */
function* outrun(
  { devices }: Catalogue,
  { device, uplinks }: RouterIntent,
  main: SwitchIntent,
  file: string,
): Iterable<Finding> {
  const router = devices[device.model];
  const way = slowest([router?.uplinkMbit, router?.accessMbit, speed(devices, main, leadingTo(main, device.name))]);
  for (const [index, { downMbit }] of uplinks.entries())
    if (way !== undefined && downMbit > way)
      yield {
        file,
        path: ["uplinks", index, "downMbit"],
        message: `the line has ${downMbit} Mbit/s; from it over ${device.name} to ${main.device.name} only ${way} Mbit/s get through`,
        hint: "models with faster ports, or a narrower line",
      };
}

const leadingTo = ({ ports }: SwitchIntent, device: string) =>
  ports.find(({ mode, description }) => mode === "trunk" && description === device);

function speed(devices: Catalogue["devices"], { device }: SwitchIntent, port: PortIntent | undefined) {
  return port && devices[device.model]?.[port.uplink ? "uplinkMbit" : "accessMbit"];
}

/** Of those that are known. */
function slowest(speeds: readonly (number | undefined)[]): number | undefined {
  const known = speeds.filter((one) => one !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}
