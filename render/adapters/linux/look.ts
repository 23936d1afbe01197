import type { InstanceIntent } from "../../../model/intent.js";

/** Where on a device it is seen what became of a packet; the names are those of `nftables`. */
export interface Look {
  /** Chain that begins, and whose last line counts what nothing allowed. */
  readonly base: "forward" | "input";
  /** Chain with the rules for what comes in there. */
  readonly chain: string;
  /** Begin of a line of the kernel's log. */
  readonly log: string;
  /** What stands before a command, so that it runs in the instance's network namespace. */
  readonly netns: string;
}

/** @param to  interface by which it leaves; undefined: it is for the device itself */
export function whereToLook({ id, segments, tunnels }: InstanceIntent, from: string, to: string | undefined): Look {
  const base = to === undefined ? "input" : "forward";
  const among = (ends: readonly { readonly interface: string }[]) => ends.some(({ interface: name }) => name === from);
  const branch = among(segments) ? from : among(tunnels) ? "tunnel" : "internet";
  return {
    ...{ base, chain: `${base}-${branch}`, log: `${id} ${base}: ` },
    netns: id === "education" ? "" : `ip netns exec ${id} `,
  };
}
