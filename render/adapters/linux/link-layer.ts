import type { InstanceIntent, RouterIntent, UplinkIntent } from "../../../model/intent.js";
import { portsOf } from "../refusal.js";
import { HEAD, lines } from "../text.js";

/**
 * Layer 2 of the device, the only file that is another one in the twin: which network namespaces there are, which
 * port, VLAN or tunnel is an interface, and where it lives; `shaping` adds in which order packets leave. The segment that
 * the main switch sends untagged is the port itself, and the others are VLANs on it; where all are tagged, the port is
 * named `lan`.
 */
export function linkLayer(intent: RouterIntent): string {
  const { instances, uplinks } = intent;
  const { lan, native, lines: ports } = portsOf(intent);
  const named = instances.filter(({ id }) => id !== "education");
  const segments = instances.flatMap((instance) => instance.segments.map((segment) => ({ instance, segment })));
  const untagged = segments.find(({ segment }) => segment.vlan === native)?.segment.interface;
  const inside = untagged ?? "lan";
  return (
    HEAD +
    lines(
      named.map(({ id }) => `netns ${id}`),
      `link ${inside} ether ${lan}`,
      uplinks.map((line, index) => `link ${portOf(line)} ether ${ports[index]}`),
      segments
        .filter(({ segment }) => segment.interface !== untagged)
        .map(
          ({ instance, segment: { interface: name, vlan } }) =>
            `link ${name} vlan ${vlan} parent ${inside}${place(instance)}`,
        ),
      instances.flatMap((instance) =>
        instance.tunnels.map(
          ({ interface: name, ike }) =>
            `tunnel ${name} ${ike ? `xfrm ${ike.interfaceId}` : "kernel"}${place(instance)}`,
        ),
      ),
    )
  );
}

/** The port below a PPPoE line is named `line-<n>`, because `wan-<n>` is the PPP interface on top of it. */
export function portOf({ interface: name, handover }: UplinkIntent): string {
  return handover === "pppoe" ? name.replace("wan", "line") : name;
}

export function place({ id }: InstanceIntent): string {
  return id === "education" ? "" : ` netns ${id}`;
}
