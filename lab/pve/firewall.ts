import type { Call, Handler, Routes } from "./call.js";
import { deleted } from "./crud.js";
import { failure } from "./errors.js";
import { sdnFirewallScope } from "./sdn.js";
import type { Firewall, IpSet, Rule } from "./state.js";

type Scope = (call: Call) => string;

const clusterScope: Scope = () => "cluster";
const nodeScope: Scope = (call) => `node/${call.node}`;
const vmScope: Scope = (call) => `vm/${call.vmid}`;

/** Security group of a call.  @throws ApiError if it does not exist */
const groupScope: Scope = (call) => {
  const scope = `group/${call.text("group")}`;
  if (!call.store.get("firewalls", scope)) throw failure(`no such security group '${call.text("group")}'`);
  return scope;
};

const PATH_PARAMETERS = ["node", "vmid", "vnet", "name", "cidr", "pos", "digest", "delete", "moveto"];

function optionRoutes(path: string, scope: Scope): Routes {
  return {
    [`GET ${path}/options`]: (call) => call.cluster.firewall(scope(call)).options,
    [`PUT ${path}/options`]: (call) => {
      const { options } = call.cluster.editFirewall(scope(call));
      Object.assign(options, call.rest(...PATH_PARAMETERS));
      for (const name of deleted(call)) delete options[name];
    },
  };
}

function ruleAt(call: Call, firewall: Readonly<Firewall>): Rule {
  const rule = firewall.rules[Number(call.parameters.pos)];
  if (!rule) throw failure(`no rule at position ${String(call.parameters.pos)}`);
  return rule;
}

function changeRule(call: Call, scope: string): void {
  const firewall = call.cluster.editFirewall(scope);
  const rule = ruleAt(call, firewall);
  const moveTo = call.tryNumber("moveto");
  const position = Number(call.parameters.pos);
  if (moveTo !== undefined) {
    // The target counts before the rule is taken out, as in PVE::API2::Firewall::Rules.
    const rest = firewall.rules.filter((_, index) => index !== position);
    rest.splice(moveTo > position ? moveTo - 1 : moveTo, 0, rule);
    firewall.rules = rest;
    return;
  }
  Object.assign(rule, ruleValues(call));
  for (const name of [...deleted(call), ...Object.keys(rule).filter((key) => rule[key] === "")]) delete rule[name];
}

const ruleValues = (call: Call): Rule => call.rest(...PATH_PARAMETERS, "group") as Rule;

/** @param entry path of one rule: `…/rules/{pos}` or `…/groups/{group}/{pos}` */
function ruleRoutes(path: string, entry: string, scope: Scope): Routes {
  return {
    [`GET ${path}`]: (call) => call.cluster.firewall(scope(call)).rules.map((rule, pos) => ({ pos, ...rule })),
    // New rules go to the top, whatever `pos` says.
    [`POST ${path}`]: (call) => {
      const rule: Rule = { enable: 0, ...ruleValues(call) };
      if (rule.type === "group" && !call.store.get("firewalls", `group/${rule.action}`)) {
        throw failure(`security group '${rule.action}' does not exist`);
      }
      const given = Object.entries(rule).filter(([, value]) => value !== "");
      call.cluster.editFirewall(scope(call)).rules.unshift(Object.fromEntries(given));
    },
    // The position is a string here, whatever the schema says.
    [`GET ${entry}`]: (call) => ({
      pos: String(call.parameters.pos),
      ...ruleAt(call, call.cluster.firewall(scope(call))),
    }),
    [`PUT ${entry}`]: (call) => changeRule(call, scope(call)),
    [`DELETE ${entry}`]: (call) => {
      const firewall = call.cluster.editFirewall(scope(call));
      ruleAt(call, firewall);
      firewall.rules.splice(Number(call.parameters.pos), 1);
    },
  };
}

function requireAlias(call: Call, firewall: Readonly<Firewall>): Rule {
  const alias = firewall.aliases[call.text("name")];
  if (!alias) throw failure(`no such alias '${call.text("name")}'`);
  return alias;
}

function aliasRoutes(path: string, scope: Scope): Routes {
  return {
    [`GET ${path}/aliases`]: (call) => Object.values(call.cluster.firewall(scope(call)).aliases),
    [`POST ${path}/aliases`]: (call) => {
      const { aliases } = call.cluster.editFirewall(scope(call));
      const name = call.text("name");
      if (aliases[name]) throw failure(`alias '${name}' already exists`);
      aliases[name] = call.rest("node", "vmid", "digest") as Rule;
    },
    [`GET ${path}/aliases/{name}`]: (call) => requireAlias(call, call.cluster.firewall(scope(call))),
    [`PUT ${path}/aliases/{name}`]: (call) => {
      const firewall = call.cluster.editFirewall(scope(call));
      const { rename, ...values } = call.rest("node", "vmid", "digest", "name");
      const alias = requireAlias(call, firewall);
      delete firewall.aliases[call.text("name")];
      const name = String(rename ?? call.text("name"));
      firewall.aliases[name] = { ...alias, ...values, name } as Rule;
    },
    [`DELETE ${path}/aliases/{name}`]: (call) => {
      const firewall = call.cluster.editFirewall(scope(call));
      requireAlias(call, firewall);
      delete firewall.aliases[call.text("name")];
    },
  };
}

function requireSet(call: Call, firewall: Readonly<Firewall>): IpSet {
  const set = firewall.ipsets[call.text("name")];
  if (!set) throw failure(`no such IPSet '${call.text("name")}'`);
  return set;
}

function requireEntry(call: Call, set: IpSet): Rule {
  const entry = set.cidrs.find(({ cidr }) => cidr === call.text("cidr"));
  if (!entry) throw failure(`no such IP/Network '${call.text("cidr")}' in IPSet`);
  return entry;
}

/** Creating a set under a name with `rename` renames it: that is how the API does it. */
const createSet =
  (scope: Scope): Handler =>
  (call) => {
    const { ipsets } = call.cluster.editFirewall(scope(call));
    const name = call.text("name");
    const old = call.tryText("rename");
    const comment = call.tryText("comment");
    if (old === undefined && ipsets[name]) throw failure(`IPSet '${name}' already exists`);
    const cidrs = old === undefined ? [] : ipsets[old]?.cidrs;
    if (!cidrs) throw failure(`IPSet '${old}' does not exist`);
    if (old !== undefined) delete ipsets[old];
    ipsets[name] = { cidrs, ...(comment === undefined ? {} : { comment }) };
  };

function ipSetRoutes(path: string, scope: Scope): Routes {
  const edit = (call: Call): IpSet => requireSet(call, call.cluster.editFirewall(scope(call)));
  return {
    [`GET ${path}/ipset`]: (call) =>
      Object.entries(call.cluster.firewall(scope(call)).ipsets).map(([name, { comment }]) => ({
        name,
        comment,
      })),
    [`POST ${path}/ipset`]: createSet(scope),
    [`DELETE ${path}/ipset/{name}`]: (call) => {
      if (edit(call).cidrs.length > 0 && !call.flag("force"))
        throw failure(`IPSet '${call.text("name")}' is not empty`);
      delete call.cluster.editFirewall(scope(call)).ipsets[call.text("name")];
    },
    [`GET ${path}/ipset/{name}`]: (call) => requireSet(call, call.cluster.firewall(scope(call))).cidrs,
    [`POST ${path}/ipset/{name}`]: (call) => {
      const set = edit(call);
      if (set.cidrs.some(({ cidr }) => cidr === call.text("cidr")))
        throw failure(`address '${call.text("cidr")}' already exists`);
      set.cidrs.push(call.rest("node", "vmid", "name", "digest") as Rule);
    },
    [`GET ${path}/ipset/{name}/{cidr}`]: (call) =>
      requireEntry(call, requireSet(call, call.cluster.firewall(scope(call)))),
    [`PUT ${path}/ipset/{name}/{cidr}`]: (call) => {
      Object.assign(
        requireEntry(call, requireSet(call, call.cluster.firewall(scope(call)))),
        call.rest("node", "vmid", "name", "digest"),
      );
    },
    [`DELETE ${path}/ipset/{name}/{cidr}`]: (call) => {
      const set = edit(call);
      requireEntry(call, set);
      set.cidrs = set.cidrs.filter(({ cidr }) => cidr !== call.text("cidr"));
    },
  };
}

const groupRoutes: Routes = {
  "GET /cluster/firewall/groups": (call) =>
    call.store
      .entries("firewalls")
      .flatMap(([scope, { comment }]) =>
        scope.startsWith("group/")
          ? [{ group: scope.slice("group/".length), ...(comment === undefined ? {} : { comment }) }]
          : [],
      ),
  "POST /cluster/firewall/groups": (call) => {
    const [group, old, comment] = [call.text("group"), call.tryText("rename"), call.tryText("comment")];
    if (old === undefined && call.store.get("firewalls", `group/${group}`))
      throw failure(`Security group '${group}' already exists`);
    if (old !== undefined && !call.store.get("firewalls", `group/${old}`))
      throw failure(`Security group '${old}' does not exist`);
    const { comment: _old, ...firewall } = call.cluster.firewall(`group/${old ?? group}`);
    if (old !== undefined) call.store.remove("firewalls", `group/${old}`);
    call.store.put("firewalls", `group/${group}`, {
      ...firewall,
      ...(comment === undefined ? {} : { comment }),
    });
  },
  "DELETE /cluster/firewall/groups/{group}": (call) => {
    const scope = groupScope(call);
    if (call.cluster.firewall(scope).rules.length > 0)
      throw failure(`Security group '${call.text("group")}' is not empty`);
    call.store.remove("firewalls", scope);
  },
};

const [CLUSTER, NODE, VM, VNET] = [
  "/cluster/firewall",
  "/nodes/{node}/firewall",
  "/nodes/{node}/qemu/{vmid}/firewall",
  "/cluster/sdn/vnets/{vnet}/firewall",
] as const;

/** Firewall of the cluster, of nodes, VMs and vnets, and security groups. */
export const firewallRoutes: Routes = {
  ...optionRoutes(CLUSTER, clusterScope),
  ...ruleRoutes(`${CLUSTER}/rules`, `${CLUSTER}/rules/{pos}`, clusterScope),
  ...aliasRoutes(CLUSTER, clusterScope),
  ...ipSetRoutes(CLUSTER, clusterScope),
  ...groupRoutes,
  ...ruleRoutes(`${CLUSTER}/groups/{group}`, `${CLUSTER}/groups/{group}/{pos}`, groupScope),
  ...optionRoutes(NODE, nodeScope),
  ...ruleRoutes(`${NODE}/rules`, `${NODE}/rules/{pos}`, nodeScope),
  ...optionRoutes(VM, vmScope),
  ...ruleRoutes(`${VM}/rules`, `${VM}/rules/{pos}`, vmScope),
  ...aliasRoutes(VM, vmScope),
  ...ipSetRoutes(VM, vmScope),
  ...optionRoutes(VNET, sdnFirewallScope),
  ...ruleRoutes(`${VNET}/rules`, `${VNET}/rules/{pos}`, sdnFirewallScope),
};
