import type { InstanceIntent, RouterIntent } from "../../../model/intent.js";
import { HEAD, lines } from "../text.js";

/**
 * Layer 2 of the device, the only file that is another one in the twin: which network namespaces there are, which
 * port, VLAN or tunnel is an interface, and where it lives. Port 0 goes to the main switch, port n to line n; the port
 * below a PPPoE line is named `line-<n>`, because `wan-<n>` is the PPP interface on top of it.
 */
export function linkLayer({ instances, uplinks }: RouterIntent): string {
  const named = instances.filter(({ id }) => id !== "education");
  const segments = instances.flatMap((instance) => instance.segments.map((segment) => ({ instance, segment })));
  return (
    HEAD +
    lines(
      named.map(({ id }) => `netns ${id}`),
      "link lan ether eth0",
      uplinks.map(({ interface: name, handover }) => {
        const port = handover === "pppoe" ? name.replace("wan", "line") : name;
        return `link ${port} ether ${name.replace("wan-", "eth")}`;
      }),
      segments.map(
        ({ instance, segment: { interface: name, vlan } }) => `link ${name} vlan ${vlan} parent lan${place(instance)}`,
      ),
      instances.flatMap((instance) =>
        instance.tunnels.map(({ interface: name }) => `tunnel ${name} kernel${place(instance)}`),
      ),
    )
  );
}

function place({ id }: InstanceIntent): string {
  return id === "education" ? "" : ` netns ${id}`;
}
