import { hubName } from "../resolve/network/site-router.js";
import { numbered, repeated, valuePlace } from "./lookups.js";
import type { Finding, PlatformContext, Rule } from "./rule.js";

type Named = Pick<Finding, "file" | "path"> & { readonly name: string; readonly what: string };

/** MAC addresses need no look: they follow from the VM ids, which unique-numbers compares. */
export const uniqueNames: Rule = {
  id: "unique-names",
  on: "model",
  phase: "platform",
  *check(context) {
    for (const [{ name, file, path }, first] of repeated(names(context), ({ name }) => name))
      yield {
        file,
        path,
        message: `host name ${name} is that of ${first.what} already`,
        hint: "another host name; names are unique in the Träger's domain",
      };
  },
};

function* names(context: PlatformContext): Iterable<Named> {
  for (const machine of numbered(context))
    yield {
      ...valuePlace(machine, "hostname", "name"),
      name: machine.numbers.name,
      what: `machine ${machine.key}`,
    };
  for (const [index, hub] of (context.declaration.traeger.coupling?.hubs ?? []).entries())
    yield {
      file: "traeger.yaml",
      path: ["coupling", "hubs", index, hub.hostname === undefined ? "id" : "hostname"],
      name: hubName(hub),
      what: `hub ${hub.id}`,
    };
  for (const [id, { router, switches, accessPoints }] of Object.entries(context.platform.sites)) {
    const file = `sites/${id}.yaml`;
    yield { file, path: ["router", "hostname"], name: router.name, what: `the router of site ${id}` };
    for (const { name } of switches) yield { file, path: ["switches"], name, what: `a switch of site ${id}` };
    for (const { name } of accessPoints)
      yield { file, path: ["accessPoints"], name, what: `an access point of site ${id}` };
  }
}
