import type { Chassis, InstanceIntent, RouterIntent, UplinkIntent } from "../../../model/intent.js";
import { accessList4 } from "./device.js";
import type { Dialect } from "./dialect.js";
import { bestFirst } from "./refuse.js";
import { block, capitals, isIpv6, withMask, withWildcard } from "./words.js";

/** Port of a line: the first line has the first port. */
export function portOf({ uplinks }: RouterIntent, { lines }: Chassis, name: string): string {
  return lines[uplinks.findIndex((line) => line.interface === name)] ?? "";
}

export function lineInterface(line: UplinkIntent, port: string, translated: boolean): string[] {
  const { interface: zone, kind, handover, ipv4, ipv6, mtu } = line;
  return block(`interface ${port}`, [
    `description ${zone} ${kind}`,
    ...(handover === "static" && ipv4 ? [`ip address ${withMask(ipv4.address)}`] : ["ip address dhcp"]),
    ...(mtu === 1500 ? [] : [`ip mtu ${mtu}`]),
    ...(translated ? ["ip nat outside"] : []),
    `zone-member security ${zone}`,
    ...(mtu === 1500 ? [] : [`ip tcp adjust-mss ${mtu - 40}`]),
    ...(ipv6 ? [`ipv6 address ${capitals(ipv6.address)}`, "ipv6 nd ra suppress all"] : []),
  ]);
}

/** The better line has the shorter distance; 10 between them leaves room for a person's own in an emergency. */
export function defaultRoutes(intent: RouterIntent, chassis: Chassis): string[] {
  const best = bestFirst(intent.uplinks);
  const distance = (rank: number) => (rank === 0 ? "" : ` ${1 + 10 * rank}`);
  return [
    ...best.map(({ interface: name, ipv4 }, rank) => {
      const port = portOf(intent, chassis, name);
      return `ip route 0.0.0.0 0.0.0.0 ${port} ${ipv4?.gateway ?? "dhcp"}${distance(rank)}`;
    }),
    ...best.flatMap(({ interface: name, ipv6 }, rank) =>
      ipv6 ? [`ipv6 route ::/0 ${portOf(intent, chassis, name)} ${capitals(ipv6.gateway)}${distance(rank)}`] : [],
    ),
  ];
}

/** Prefixes that reach the Internet over a line and are hidden behind its address. */
export function hiddenBehind({ policies }: InstanceIntent, line: string): string[] {
  const prefixes = policies.flatMap(({ from, to }) =>
    from.at === "segment" && to.at === "internet" && to.via.includes(line) ? from.prefixes : [],
  );
  return [...new Set(prefixes.filter((prefix) => !isIpv6(prefix)))];
}

/** Address translation: by the line that the packet leaves by, so that both lines can be there at once. */
export function translation(intent: RouterIntent, chassis: Chassis, dialect: Dialect) {
  const education = intent.instances.find(({ id }) => id === "education");
  const lines = intent.uplinks.flatMap(({ interface: name }) => {
    const prefixes = education ? hiddenBehind(education, name) : [];
    return prefixes.length > 0 ? [{ name: `nat-${name}`, port: portOf(intent, chassis, name), prefixes }] : [];
  });
  return {
    rules: lines.map(({ name, port }) => `ip nat inside source route-map ${name} interface ${port} overload`),
    lists: lines.map(({ name, prefixes }) =>
      accessList4(
        name,
        prefixes.map((prefix) => `permit ip ${withWildcard(prefix)} any`),
        dialect,
      ),
    ),
    maps: lines.map(({ name, port }) =>
      block(`route-map ${name} permit 10`, [`match ip address ${name}`, `match interface ${port}`]),
    ),
  };
}
