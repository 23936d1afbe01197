import ipaddr from "ipaddr.js";
import { type HandedOver, handedOver, repeated } from "./lookups.js";
import type { Rule } from "./rule.js";

export const uniqueLineAddress: Rule = {
  id: "unique-line-address",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    for (const [{ file, path, address }, first] of repeated(handedOver(declaration), network))
      yield {
        file,
        path: [...path, "address"],
        message: `${address} is the address of ${first.what} already`,
        hint: "compare both with the operators' letters; one of them was copied",
      };
  },
};

/** The address within the network in which it may stand once only. */
function network({ address, kind, site }: HandedOver): string {
  const behindNat = ["private", "carrierGradeNat"].includes(ipaddr.parse(address).range());
  // Behind each DSL router there is a 192.168.0.0/16 of its own; state and municipality run one network for all.
  return behindNat && (kind === "telekom" || kind === "provider") ? `${site ?? "hubs"} ${address}` : address;
}
