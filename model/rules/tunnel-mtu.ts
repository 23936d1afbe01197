import type { KeyPath } from "../diagnostics.js";
import { INSTANCES } from "../resolve/network/context.js";
import { protocolOf, siteLines } from "../resolve/network/lines.js";
import { tunnelMtu as inner } from "../resolve/network/numbers.js";
import type { Coupling } from "../schema/coupling.js";
import type { Finding, Rule } from "./rule.js";

/** RFC 8200 section 5: every link carries packets of 1280 bytes. */
const LEAST = 1280;

export const tunnelMtu: Rule = {
  id: "tunnel-mtu",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const { coupling } = declaration.traeger;
    if (!coupling) return;
    const protocols = INSTANCES.map((id) => protocolOf(coupling, id));
    for (const [hub, { lines }] of coupling.hubs.entries())
      for (const [index, { mtu }] of lines.entries())
        yield* tooSmall("traeger.yaml", ["coupling", "hubs", hub, "lines", index, "mtu"], mtu, protocols);
    for (const [id, site] of declaration.sites)
      for (const [index, { mtu }] of siteLines(catalogue, site).entries())
        yield* tooSmall(`sites/${id}.yaml`, ["uplinks", index, "mtu"], mtu, protocols);
  },
};

function* tooSmall(file: string, path: KeyPath, mtu: number, protocols: Coupling["protocol"][]): Iterable<Finding> {
  const inside = Math.min(...protocols.map((protocol) => inner(mtu, protocol)));
  if (inside < LEAST)
    yield {
      file,
      path,
      message: `packets of ${mtu} bytes leave ${inside} inside the tunnel; IPv6 needs ${LEAST}`,
      hint: `at least ${LEAST + mtu - inside}; ask the operator for the MTU of the line`,
    };
}
