import type { InstanceIntent, RoutedSegment, RouterIntent } from "../../../model/intent.js";
import { HEAD, lines } from "../text.js";

/** Seconds that a hub which comes back waits until its tunnels and their routes are there again. */
const PREEMPT_DELAY = 60;

/** VRRP of a hub pair: the gateway addresses of all its segments move together, so that both families go one way. */
export function keepalived({ device }: RouterIntent, { segments }: InstanceIntent): string {
  const shared = segments.filter((segment) => segment.shared);
  const groups = shared.flatMap((segment) =>
    [4, 6]
      .filter((family) => addresses(segment, family).length > 0)
      .map((family) => ({ segment, family, name: `${segment.interface}-${family}` })),
  );
  return (
    HEAD +
    lines(
      "global_defs {",
      `    router_id ${device.name}`,
      "    vrrp_version 3",
      "}",
      "vrrp_sync_group gateways {",
      "    group {",
      groups.map(({ name }) => `        ${name}`),
      "    }",
      "}",
      groups.flatMap(({ name, segment, family }) => instance(name, segment, family)),
    )
  );
}

function instance(name: string, segment: RoutedSegment, family: number): string[] {
  const { id = 0, priority = 0 } = segment.shared ?? {};
  return [
    `vrrp_instance ${name} {`,
    "    state BACKUP",
    `    interface ${segment.interface}`,
    `    virtual_router_id ${id}`,
    `    priority ${priority}`,
    `    preempt_delay ${PREEMPT_DELAY}`,
    // Seconds; RFC 5798 section 5.2.7. The other hub takes over after three.
    "    advert_int 1",
    "    virtual_ipaddress {",
    // RFC 5798 section 5.2.9: the first IPv6 address is the link-local one of the virtual router.
    ...(family === 6 ? [`        fe80::5e00:${(0x200 + id).toString(16)}/64`] : []),
    ...addresses(segment, family).map((address) => `        ${address}`),
    "    }",
    "}",
  ];
}

function addresses({ shared }: RoutedSegment, family: number): string[] {
  return (shared?.addresses ?? []).filter((address) => address.includes(":") === (family === 6));
}
