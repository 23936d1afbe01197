import type { Call, Routes } from "./call.js";
import { collection, list } from "./crud.js";
import { badParameters, failure } from "./errors.js";
import { splitList } from "./formats.js";
import { setPower } from "./power.js";
import type { Plain } from "./state.js";

/** `100` → `vm:100` */
const fullSid = (sid: unknown): string => (String(sid).includes(":") ? String(sid) : `vm:${String(sid)}`);

/** The CRM brings the VM into the state that is asked for. */
function enforce(call: Call, resource: Plain): void {
  const vm = call.store.edit("vms", String(resource.sid).slice("vm:".length));
  if (!vm) throw failure(`unable to add HA resource '${String(resource.sid)}' - resource does not exist`);
  const state = resource.state ?? "started";
  if (state === "started") setPower(call.cluster, vm, true);
  if (state === "stopped" || state === "disabled") setPower(call.cluster, vm, false);
}

const resourceRoutes = collection({
  name: "ha/resources",
  path: "/cluster/ha/resources",
  key: "sid",
  noun: "no such resource",
  defaults: { type: "vm", state: "started" },
  beforeCreate: (call, resource) => {
    resource.sid = fullSid(resource.sid);
    enforce(call, resource);
  },
  beforeUpdate: (call, resource) => {
    resource.sid = fullSid(resource.sid);
    enforce(call, resource);
  },
  beforeDelete: (call, { sid }) => {
    // Rules lose the resource; an empty one goes (PVE::HA::Rules, on purge).
    for (const rule of list(call, "ha/rules")) {
      const left = splitList(String(rule.resources)).filter((entry) => entry !== sid);
      if (left.length === splitList(String(rule.resources)).length) continue;
      if (left.length === 0) call.store.remove("plain", `ha/rules/${String(rule.rule)}`);
      else call.store.put("plain", `ha/rules/${String(rule.rule)}`, { ...rule, resources: left.join(",") });
    }
  },
});

function checkRule(call: Call, rule: Plain): void {
  const resources = splitList(String(rule.resources));
  const missing = resources.find((sid) => !call.store.get("plain", `ha/resources/${fullSid(sid)}`));
  if (missing) throw badParameters({ resources: `cannot use unmanaged resource(s) ${missing}.` });
  if (rule.type === "resource-affinity" && resources.length < 2) {
    throw badParameters({ resources: "rule is defined with fewer than two resources" });
  }
  const unknown = splitList(rule.nodes === undefined ? undefined : String(rule.nodes))
    .map((entry) => entry.split(":")[0] as string)
    .find((name) => !call.cluster.nodes.some((node) => node.name === name));
  if (unknown) throw badParameters({ nodes: `node '${unknown}' does not exist` });
}

const ruleRoutes = collection({
  name: "ha/rules",
  path: "/cluster/ha/rules",
  key: "rule",
  noun: "HA rule",
  beforeCreate: checkRule,
  beforeUpdate: checkRule,
});

/** The 404 of a missing resource reads differently from all other collections. */
const getResource: Routes = {
  "GET /cluster/ha/resources/{sid}": (call) => {
    const sid = fullSid(call.text("sid"));
    const resource = call.store.get("plain", `ha/resources/${sid}`);
    if (!resource) throw failure(`no such resource '${sid}'`);
    return resource;
  },
};

/** Groups became rules with Proxmox VE 9. */
const noGroups: Routes = Object.fromEntries(
  ["GET /cluster/ha/groups", "POST /cluster/ha/groups"].map((route) => [
    route,
    () => {
      throw failure("ha groups have been migrated to rules");
    },
  ]),
);

export const haRoutes: Routes = {
  ...resourceRoutes,
  ...getResource,
  ...ruleRoutes,
  ...noGroups,
  "GET /cluster/ha/status/current": (call) => [
    { id: "quorum", type: "quorum", node: call.cluster.nodes[0]?.name, quorate: 1, status: "OK" },
    ...list(call, "ha/resources").map(({ sid, state }) => ({
      id: `service:${String(sid)}`,
      type: "service",
      sid,
      state,
      status: state,
    })),
  ],
};
