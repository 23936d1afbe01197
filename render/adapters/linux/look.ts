import type { InstanceIntent } from "../../../model/intent.js";
import { toSegmentBroadcast } from "./nft-policies.js";

/** Where on a device it is seen what became of a packet; the names are those of `nftables`. */
export interface Look {
  /** Chain that begins, and whose last line counts what nothing allowed. */
  readonly base: "forward" | "input" | "broadcasts";
  /** Chain with the rules for what comes in there. */
  readonly chain: string;
  /** Begin of a line of the kernel's log. */
  readonly log: string;
  /** What stands before a command, so that it runs in the instance's network namespace. */
  readonly netns: string;
}

/**
 * @param to  interface by which it leaves; undefined: it is for the device itself
 * @param broadcast  whether it is for all hosts there: where none may be, the kernel takes it for the device itself
 */
export function whereToLook(
  { id, segments, tunnels, policies }: InstanceIntent,
  from: string,
  to: string | undefined,
  broadcast = false,
): Look {
  const forwards = broadcast && policies.some(toSegmentBroadcast);
  const kind = forwards ? "broadcast" : to === undefined || broadcast ? "input" : "forward";
  const among = (ends: readonly { readonly interface: string }[]) => ends.some(({ interface: name }) => name === from);
  const branch = among(segments) ? from : among(tunnels) ? "tunnel" : "internet";
  return {
    ...{ base: kind === "broadcast" ? "broadcasts" : kind, chain: `${kind}-${branch}`, log: `${id} ${kind}: ` },
    netns: id === "education" ? "" : `ip netns exec ${id} `,
  };
}
