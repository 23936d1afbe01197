import type { InstanceIntent, RouterIntent } from "../../../model/intent.js";
import {
  AAA,
  ARCHIVE,
  account,
  BUFFER,
  clock,
  domain,
  hostname,
  keyChain,
  LOGINS,
  NO_HTTP,
  SSH,
  services,
  shellLists,
  shells,
} from "./device.js";
import { dialectOf } from "./dialect.js";
import { firewall } from "./firewall.js";
import { defaultRoutes, hiddenBehind, lineInterface, portOf, translation } from "./lines.js";
import { refuse } from "./refuse.js";
import { dhcpPool, segmentInterface } from "./segments.js";
import { block, capitals, configuration, isIpv6 } from "./words.js";

/** The complete configuration of the router of a site without tunnels, as `show running-config` prints it. */
export function routerConfiguration(intent: RouterIntent): string {
  const chassis = refuse(intent);
  const { device, instances, uplinks, administration } = intent;
  const dialect = dialectOf(device);
  const segments = instances.flatMap((instance) => instance.segments.map((segment) => ({ instance, segment })));
  const pools = segments.map(({ instance, segment }) => dhcpPool(segment, instance));
  const nat = translation(intent, chassis, dialect);
  const rules = firewall(intent, dialect);
  const hidden = new Set(instances.flatMap((it) => uplinks.flatMap((line) => hiddenBehind(it, line.interface))));
  return configuration([
    services(dialect),
    hostname(device),
    BUFFER,
    ...instances.filter(({ id }) => id === "verwaltung").map(instance),
    AAA,
    names(intent, domain(device, dialect)),
    LOGINS,
    pools.flatMap(({ excluded }) => excluded),
    ...pools.map(({ pool }) => pool),
    ["ipv6 unicast-routing"],
    account(chassis.account),
    ARCHIVE,
    ["no cdp run", "lldp run"],
    ...rules.classes,
    ...rules.maps,
    ...rules.zones,
    ...rules.pairs,
    block(`interface ${chassis.lan}`, ["no ip address"]),
    ...segments.map(({ instance, segment }) => segmentInterface(segment, instance, chassis, hidden.has(segment.ipv4))),
    ...uplinks.map((line) => lineInterface(line, portOf(intent, chassis, line.interface), nat.rules.length > 0)),
    ...chassis.lines.slice(uplinks.length).map((port) => block(`interface ${port}`, ["no ip address", "shutdown"])),
    [...NO_HTTP, ...nat.rules, ...defaultRoutes(intent, chassis).filter((route) => !isIpv6(route))],
    [...SSH, ...keyChain(chassis.account)],
    ...nat.lists,
    ...rules.lists,
    ...shellLists(administration, dialect),
    defaultRoutes(intent, chassis).filter(isIpv6),
    ...nat.maps,
    shells(dialect),
    clock(intent.timeServers),
    ...(intent.timeServers.length === 0 && serves(intent, "123") ? [["ntp master"]] : []),
  ]);
}

/** The Verwaltungsnetz is a routing instance of its own; no route leads out of it. */
function instance({ id }: InstanceIntent): string[] {
  return block(`vrf definition ${id}`, [
    "address-family ipv4",
    "exit-address-family",
    "address-family ipv6",
    "exit-address-family",
  ]);
}

/** Names for the segments are answered from the declared name servers; only then does the router look up names at all. */
function names(intent: RouterIntent, [noLookup = "", domain = ""]: readonly string[]): string[] {
  const asked = serves(intent, "53");
  if (!asked) return [noLookup, domain];
  const servers = intent.nameservers.map((server) => (isIpv6(server) ? capitals(server) : server));
  return [domain, ...(servers.length > 0 ? [`ip name-server ${servers.join(" ")}`] : []), "ip dns server"];
}

/** Whether segments may ask the device itself on a port. */
function serves({ instances }: RouterIntent, port: string): boolean {
  return instances.some(({ services }) => services.some(({ ports }) => ports?.split(",").includes(port)));
}
