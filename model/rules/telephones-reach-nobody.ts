import { counted } from "../counted.js";
import { portPlaces } from "../resolve/network/ports.js";
import { entryOf } from "./lookups.js";
import type { Rule } from "./rule.js";

/** Zone of telephones (segments.yaml). */
const VOICE = "voice";
/** Every segment asks for these; no call goes out by them. */
const NO_CALL = "names-and-time";

export const telephonesReachNobody: Rule = {
  id: "telephones-reach-nobody",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const isVoice = (role = "") => entryOf(catalogue.segments.roles, role)?.zone === VOICE;
    const rows = [...Object.values(catalogue.flows), ...Object.values(catalogue.zoneFlows)];
    const everywhere = rows.filter((row) => row.class !== NO_CALL).flatMap(({ from }) => from);
    if (everywhere.includes(VOICE)) return;
    const mute = [...declaration.sites].flatMap(([site, { switches, exceptions }]) => {
      if (Object.values(exceptions).some(({ from }) => from.includes(VOICE))) return [];
      return Object.entries(switches).flatMap(([id, { profiles }]) =>
        Object.entries(profiles).flatMap(([name, range]) => {
          const profile = entryOf(catalogue.ports, name);
          if (!isVoice(profile?.segment) && !isVoice(profile?.voice)) return [];
          const path = ["switches", id, "profiles", name];
          return [{ file: `sites/${site}.yaml`, path, ports: portPlaces(range).length }];
        }),
      );
    });
    const [first] = mute;
    if (!first) return;
    const ports = mute.reduce((sum, one) => sum + one.ports, 0);
    yield {
      file: first.file,
      path: first.path,
      message: `${counted(ports, "port")} for telephones, and no flow from the zone ${VOICE}: nobody can make a call, nor an emergency call`,
      hint: `a row in catalogue/zone-flows.yaml from ${VOICE} to internet, or in catalogue/flows.yaml to a machine, with the ports that the provider names`,
    };
  },
};
