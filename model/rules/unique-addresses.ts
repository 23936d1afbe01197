import { numbered, repeated, valuePlace } from "./lookups.js";
import type { Finding, PlatformContext, Rule } from "./rule.js";

type Held = Pick<Finding, "file" | "path"> & { readonly address: string; readonly what: string };

export const uniqueAddresses: Rule = {
  id: "unique-addresses",
  on: "model",
  phase: "platform",
  *check(context) {
    for (const [{ address, file, path }, first] of repeated(addresses(context), ({ address }) => address))
      yield {
        file,
        path,
        message: `address ${address} is that of ${first.what} already`,
        hint: "delete the newer of the two entries, if it was never applied, and run: npm run allocate",
      };
  },
};

function* addresses(context: PlatformContext): Iterable<Held> {
  const { platform } = context;
  for (const machine of numbered(context))
    for (const { ipv4 } of platform.machines[machine.key]?.nics ?? [])
      yield { ...valuePlace(machine, "ipv4", "host"), address: ipv4, what: `machine ${machine.key}` };
  for (const [id, { switches }] of Object.entries(platform.sites)) {
    const keys = Object.keys(context.declaration.sites.get(id)?.switches ?? {});
    for (const [index, { ipv4 }] of switches.entries()) {
      const path = ["switches", keys[index] ?? ""];
      yield {
        file: `allocations/sites/${id}.yaml`,
        path,
        address: ipv4,
        what: `switch ${keys[index]} of site ${id}`,
      };
    }
  }
}
