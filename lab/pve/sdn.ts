import type { Call, Routes } from "./call.js";
import { collection, list } from "./crud.js";
import { badParameters, failure } from "./errors.js";
import { parseOptions } from "./property-string.js";
import type { Plain } from "./state.js";

/** Collections that `PUT /cluster/sdn` makes real. */
const APPLIED = ["sdn/zones", "sdn/vnets", "sdn/subnets", "sdn/controllers"] as const;

/** Firewall scope of a vnet.  @throws ApiError if there is no such vnet */
export const sdnFirewallScope = (call: Call): string => `vnet/${requireVnet(call).vnet as string}`;

function requireVnet(call: Call): Readonly<Plain> {
  const vnet = call.store.get("plain", `sdn/vnets/${call.text("vnet")}`);
  if (!vnet) throw failure(`sdn vnet '${call.text("vnet")}' does not exist`);
  return vnet;
}

/**
 * How an entry is answered: as configured; with `running` as last applied; with `pending` as applied, what
 * differs beside it under `pending`, and `state` new or changed.
 */
function view(name: string, key: string) {
  return (entry: Readonly<Plain>, call: Call): unknown => {
    const applied = call.store.get("plain", `running/${name}/${String(entry[key])}`);
    if (call.flag("running")) return applied ?? { [key]: entry[key], type: entry.type };
    if (!call.flag("pending")) return entry;
    const names = new Set([...Object.keys(entry), ...Object.keys(applied ?? {})]);
    const differing = [...names].filter((field) => JSON.stringify(entry[field]) !== JSON.stringify(applied?.[field]));
    if (differing.length === 0) return entry;
    const pending = Object.fromEntries(differing.map((field) => [field, entry[field] ?? "deleted"]));
    return { ...applied, [key]: entry[key], type: entry.type, pending, state: applied ? "changed" : "new" };
  };
}

const zoneRoutes = collection({
  name: "sdn/zones",
  path: "/cluster/sdn/zones",
  key: "zone",
  noun: "sdn zone",
  show: view("sdn/zones", "zone"),
  beforeCreate: (_call, zone) => {
    if ((zone.type === "vlan" || zone.type === "qinq") && !zone.bridge) {
      throw badParameters({ bridge: "property is missing and it is not optional" });
    }
  },
  beforeDelete: (call, { zone }) => {
    const user = list(call, "sdn/vnets").find((vnet) => vnet.zone === zone);
    if (user) throw failure(`zone ${String(zone)} is used by vnet ${String(user.vnet)}`);
  },
});

const vnetRoutes = collection({
  name: "sdn/vnets",
  path: "/cluster/sdn/vnets",
  key: "vnet",
  noun: "sdn vnet",
  defaults: { type: "vnet" },
  show: view("sdn/vnets", "vnet"),
  beforeCreate: checkVnet,
  beforeUpdate: checkVnet,
  beforeDelete: (call, { vnet }) => {
    const user = list(call, "sdn/subnets").find((subnet) => subnet.vnet === vnet);
    if (user) throw failure(`can't delete vnet if subnets exists`);
    call.store.remove("firewalls", `vnet/${String(vnet)}`);
  },
});

function checkVnet(call: Call, vnet: Plain): void {
  const zone = call.store.get("plain", `sdn/zones/${String(vnet.zone)}`);
  if (!zone) throw failure(`zone ${String(vnet.zone)} does not exist`);
  if (zone.type !== "simple" && vnet.tag === undefined) throw badParameters({ tag: "missing vlan tag" });
  const twin = list(call, "sdn/vnets").find((other) => {
    return other.vnet !== vnet.vnet && other.zone === vnet.zone && other.tag !== undefined && other.tag === vnet.tag;
  });
  if (twin)
    throw badParameters({
      tag: `tag ${String(vnet.tag)} already exist in vnet ${String(twin.vnet)} in zone ${String(vnet.zone)}`,
    });
}

const showSubnet = view("sdn/subnets", "subnet");

/** `10.0.0.0/24` in zone `schulen` is the subnet `schulen-10.0.0.0-24`. */
function createSubnet(call: Call): null {
  const { zone, vnet } = requireVnet(call);
  const cidr = call.text("subnet");
  const subnet = `${String(zone)}-${cidr.replace("/", "-")}`;
  if (call.store.get("plain", `sdn/subnets/${subnet}`)) throw failure(`sdn subnet '${subnet}' already defined`);
  const [network, mask] = cidr.split("/");
  const entry = { ...call.rest("lock-token"), subnet, cidr, network, mask, zone, vnet } as Plain;
  call.store.put("plain", `sdn/subnets/${subnet}`, entry);
  return null;
}

function requireSubnet(call: Call): Readonly<Plain> {
  requireVnet(call);
  const subnet = call.store.get("plain", `sdn/subnets/${call.text("subnet")}`);
  if (!subnet) throw failure(`sdn subnet '${call.text("subnet")}' does not exist`);
  return subnet;
}

function answerSubnet(entry: Readonly<Plain>, call: Call): unknown {
  const shown = showSubnet(entry, call) as Record<string, unknown>;
  const ranges = (value: unknown): unknown =>
    Array.isArray(value) ? value.map((range) => parseOptions(String(range))) : undefined;
  return { ...shown, ...(shown["dhcp-range"] ? { "dhcp-range": ranges(shown["dhcp-range"]) } : {}) };
}

const subnetRoutes: Routes = {
  "GET /cluster/sdn/vnets/{vnet}/subnets": (call) =>
    list(call, "sdn/subnets")
      .filter(({ vnet }) => vnet === call.text("vnet"))
      .map((entry) => answerSubnet(entry, call)),
  "POST /cluster/sdn/vnets/{vnet}/subnets": createSubnet,
  "GET /cluster/sdn/vnets/{vnet}/subnets/{subnet}": (call) => answerSubnet(requireSubnet(call), call),
  "PUT /cluster/sdn/vnets/{vnet}/subnets/{subnet}": (call) => {
    const entry = {
      ...requireSubnet(call),
      ...call.rest("subnet", "vnet", "delete", "digest", "lock-token"),
    } as Plain;
    for (const name of [call.parameters.delete ?? []].flat()) delete entry[String(name)];
    call.store.put("plain", `sdn/subnets/${call.text("subnet")}`, entry);
    return null;
  },
  "DELETE /cluster/sdn/vnets/{vnet}/subnets/{subnet}": (call) => {
    requireSubnet(call);
    call.store.remove("plain", `sdn/subnets/${call.text("subnet")}`);
    return null;
  },
};

function apply(call: Call): string {
  const node = call.cluster.nodes[0]?.name ?? "";
  return call.task({ node, type: "reloadnetworkall" }, () => {
    for (const name of APPLIED) {
      for (const [id] of call.store.entries("plain")) {
        if (id.startsWith(`running/${name}/`)) call.store.remove("plain", id);
      }
      for (const [id, entry] of call.store.entries("plain")) {
        if (id.startsWith(`${name}/`)) call.store.put("plain", `running/${id}`, { ...entry });
      }
    }
  });
}

/** Zones, vnets, subnets and controllers; fabrics, DNS and IPAM are not simulated. */
export const sdnRoutes: Routes = {
  ...zoneRoutes,
  ...vnetRoutes,
  ...subnetRoutes,
  ...collection({
    name: "sdn/controllers",
    path: "/cluster/sdn/controllers",
    key: "controller",
    noun: "sdn controller",
    show: view("sdn/controllers", "controller"),
  }),
  "PUT /cluster/sdn": apply,
};
