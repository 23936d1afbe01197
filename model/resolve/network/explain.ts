import type { InstanceIntent, Policy, RouterIntent, SwitchIntent, WlanIntent } from "../../intent.js";
import type { Declaration } from "../../load.js";
import type { PlatformSite } from "../../platform.js";
import type { Trace } from "../../trace.js";
import type { NetworkContext } from "./context.js";

const NUMBERS =
  "derived from the site's transit segment, the ordinal of the line and the hub (resolve/network/numbers.ts)";

/** Where the values of a site's router come from. */
export function explainRouter(
  trace: Trace,
  { catalogue }: NetworkContext,
  site: PlatformSite,
  { device, instances, uplinks }: RouterIntent,
): void {
  const root = ["network", "routers", device.name];
  const file = `sites/${site.id}.yaml`;
  trace.note(root, { file, path: ["router"], rule: "each site has one router (domain.md section 4)" });
  for (const index of uplinks.keys()) noteLine(trace, [...root, "uplinks", index], { file, path: ["uplinks", index] });
  for (const [index, instance] of instances.entries()) {
    const path = [...root, "instances", index];
    if (instance.discovery)
      trace.note([...path, "discovery"], {
        ...{ file, path: ["discovery"] },
        rule: "services that the site declares; directions and types of model/catalogue/discovery.yaml",
      });
    for (const [place, { role }] of instance.segments.entries())
      trace.note([...path, "segments", place], {
        ...(catalogue.segments.roles[role] ? { file, path: ["segments", role] } : {}),
        rule: "segment of the site; gateway, DHCP and IPv6 as declared, else model/catalogue/segments.yaml",
      });
    trace.note([...path, "tunnels"], {
      file: "traeger.yaml",
      path: ["coupling"],
      rule: `a tunnel over each line to each hub; ${NUMBERS}`,
    });
    explainPolicies(trace, path, instance);
  }
}

function noteLine(trace: Trace, path: (string | number)[], line: { file: string; path: (string | number)[] }): void {
  trace.note(path, { ...line, rule: "as the operator hands it over" });
  trace.note([...path, "refuses"], {
    ...line,
    rule: "`carries` of the line; else classes with `narrow: false` (model/catalogue/traffic-classes.yaml) on a line that has less than narrowShare (lines.yaml) of the primary one",
  });
  trace.note([...path, "shapedKbit"], {
    ...line,
    rule: "shapedShare (model/catalogue/lines.yaml) of `upMbit`, up to shapedMbit, where tunnels run over it",
  });
}

export function explainHubs(trace: Trace, routers: readonly RouterIntent[]): void {
  for (const { device, role, instances } of routers) {
    if (role !== "hub") continue;
    const root = ["network", "routers", device.name];
    trace.note(root, { file: "traeger.yaml", path: ["coupling", "hubs"], rule: "hub of the pair" });
    for (const [index, instance] of instances.entries()) {
      const path = [...root, "instances", index];
      trace.note([...path, "tunnels"], {
        rule: "one for each ordinal of the sites' lines; all sites that have it are peers",
      });
      explainPolicies(trace, path, instance);
    }
  }
}

function explainPolicies(trace: Trace, path: (string | number)[], { policies, services }: InstanceIntent): void {
  const note = (key: string, { id, source }: Policy, index: number) =>
    trace.note([...path, key, index], { rule: `flow ${id}: ${source}` });
  for (const [index, policy] of policies.entries()) note("policies", policy, index);
  for (const [index, policy] of services.entries()) note("services", policy, index);
}

export function explainSwitches(trace: Trace, { sites }: Declaration, switches: readonly SwitchIntent[]): void {
  for (const [index, { device, site, ports, portAuthentication }] of switches.entries()) {
    const id = Object.keys(sites.get(site)?.switches ?? {})[index] ?? "";
    const [root, file] = [["network", "switches", device.name], `sites/${site}.yaml`];
    trace.note(root, { file, path: ["switches", id], rule: "declared" });
    trace.note([...root, "members"], { file, path: ["switches", id, "stack"], rule: "declared" });
    if (portAuthentication)
      trace.note([...root, "portAuthentication"], {
        ...{ file, path: ["radiusSecret"] },
        rule: "ports with `authentication` (model/catalogue/ports.yaml); servers as of the WLAN (resolve/network/radius.ts), timers of model/catalogue/port-authentication.yaml",
      });
    for (const [place, { profile }] of ports.entries()) {
      const declared = sites.get(site)?.switches[id]?.profiles[profile] !== undefined;
      trace.note([...root, "ports", place], {
        ...(declared ? { file, path: ["switches", id, "profiles", profile] } : { file, path: ["switches", id] }),
        rule: declared
          ? "declared range"
          : `profile ${profile}: what is left over, in the order of resolve/network/cabling.ts`,
      });
    }
  }
}

export function explainWlan(trace: Trace, { sites }: Declaration, site: string, ssids: readonly WlanIntent[]): void {
  for (const [index, { id }] of ssids.entries()) {
    const declared = Object.hasOwn(sites.get(site)?.ssids ?? {}, id);
    trace.note(["network", "wlan", site, index], {
      ...(declared
        ? { file: `sites/${site}.yaml`, path: ["ssids", id] }
        : { file: "model/catalogue/ssids.yaml", path: [id] }),
      rule: declared
        ? "declared; what is not written is as in model/catalogue/ssids.yaml"
        : "sent where a school of the site has its Baustein and devices of its segment",
    });
  }
}
