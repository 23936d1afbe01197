import { contains, formatPrefix, type Prefix, parseAddress, parsePrefix, single, sizeOf } from "../net.js";
import { handedOver } from "./lookups.js";
import type { Finding, Rule } from "./rule.js";

export const handoverGateway: Rule = {
  id: "handover-gateway",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    for (const { file, path, address, gateway, prefix } of handedOver(declaration)) {
      const own = reserved(address, prefix);
      if (own)
        yield {
          ...{ file, path: [...path, "address"] },
          message: `${address} is the ${own} address of ${formatPrefix(prefix)}, which no device can have`,
          hint: LETTER,
        };
      yield* gatewayProblem({ file, path: [...path, "gateway"] }, gateway, prefix, [parseAddress(address)]);
    }
    const exit = declaration.traeger.coupling?.verwaltung;
    if (!exit) return;
    for (const [key, text, gateway] of [
      ["gateway4", exit.ipv4, exit.gateway4],
      ["gateway6", exit.ipv6, exit.gateway6],
    ] as const) {
      const prefix = parsePrefix(text);
      // The hubs share the first address; the next two are their own (model/resolve/network/hub.ts).
      const hubs = [1n, 2n, 3n].map((n) => prefix.base + n);
      const place = { file: "traeger.yaml", path: ["coupling", "verwaltung", key] };
      yield* gatewayProblem(place, gateway, prefix, hubs);
    }
  },
};

const LETTER = "compare with the operator's letter: address, length and gateway";

/** Why no packet can leave by a gateway. RFC 4861 lets an IPv6 router be named by its link-local address. */
function* gatewayProblem(
  place: Pick<Finding, "file" | "path">,
  gateway: string,
  prefix: Prefix,
  own: readonly bigint[],
): Iterable<Finding> {
  if (contains(LINK_LOCAL, single(gateway))) return;
  const unusable = prefix.bits === 32 ? reserved(gateway, prefix) : undefined;
  if (!contains(prefix, single(gateway)))
    yield {
      ...place,
      message: `the gateway ${gateway} lies outside of ${formatPrefix(prefix)}, so it cannot be reached on the line`,
      hint: LETTER,
    };
  else if (own.includes(parseAddress(gateway)))
    yield { ...place, message: `the gateway ${gateway} is the device's own address`, hint: LETTER };
  else if (unusable)
    yield {
      ...place,
      message: `the gateway ${gateway} is the ${unusable} address of ${formatPrefix(prefix)}, which no device can have`,
      hint: LETTER,
    };
}

const LINK_LOCAL = parsePrefix("fe80::/10");

/** Point-to-point prefixes have no reserved addresses (RFC 3021, RFC 6164); IPv6 has no broadcast (RFC 4291). */
function reserved(address: string, prefix: Prefix): "network" | "broadcast" | undefined {
  if (prefix.bits - prefix.length < 2) return undefined;
  const part = parseAddress(address) - prefix.base;
  if (part === 0n) return "network";
  return prefix.bits === 32 && part === sizeOf(prefix) - 1n ? "broadcast" : undefined;
}
