import type { Call, Routes } from "./call.js";
import { badParameters, failure } from "./errors.js";
import { splitList } from "./formats.js";
import { PRIVILEGES } from "./roles.js";
import type { AclEntry, Role } from "./state.js";

function privilegesOf(call: Call): string[] {
  const privileges = splitList(call.tryText("privs"));
  const unknown = privileges.find((name) => !PRIVILEGES.has(name));
  if (unknown) throw badParameters({ privs: `invalid format - invalid privilege '${unknown}'\n` });
  return privileges;
}

function requireRole(call: Call): Readonly<Role> {
  const role = call.store.get("roles", call.text("roleid"));
  if (!role) throw failure(`role '${call.text("roleid")}' does not exist`);
  return role;
}

function requireOwnRole(call: Call): Readonly<Role> {
  const role = requireRole(call);
  if (role.special) throw failure(`auto-generated role '${call.text("roleid")}' cannot be modified`);
  return role;
}

const asMap = (privileges: readonly string[]): Record<string, number> =>
  Object.fromEntries(privileges.map((name) => [name, 1]));

/** Paths that can carry rights: the manual's section "Objects and Paths" (pveum). */
const PATHS =
  /^\/($|access($|\/groups($|\/[^/]+$)|\/realm($|\/[^/]+$))|(nodes|vms|storage)($|\/[^/]+$)|pool($|\/.+$)|sdn($|\/.+$)|mapping($|\/.+$))/;

function setAcl(call: Call): void {
  const path = call.text("path").replace(/(.)\/+$/, "$1");
  if (!PATHS.test(path)) throw badParameters({ path: `invalid ACL path '${path}'` });
  const propagate = Number(call.parameters.propagate ?? 1);
  const holders = (["user", "group", "token"] as const).flatMap((type) =>
    splitList(call.tryText(`${type}s`)).map((ugid) => ({ type, ugid })),
  );
  if (holders.length === 0) throw badParameters({ users: "either 'users', 'groups' or 'tokens' is required" });
  for (const roleid of splitList(call.text("roles"))) {
    if (!call.store.get("roles", roleid)) throw failure(`role '${roleid}' does not exist`);
    for (const { type, ugid } of holders) {
      const key = `${path} ${type} ${ugid} ${roleid}`;
      if (call.flag("delete")) call.store.remove("acl", key);
      else call.store.put("acl", key, entry(call, { path, roleid, type, ugid, propagate }));
    }
  }
}

function entry(call: Call, acl: AclEntry): AclEntry {
  const [userid = "", tokenName] = acl.ugid.split("!");
  if (acl.type === "group") {
    if (!call.store.get("groups", acl.ugid)) throw failure(`no such group '${acl.ugid}'`);
    return acl;
  }
  const user = call.store.get("users", userid);
  if (!user) throw failure(`no such user ('${userid}')`);
  if (tokenName !== undefined && !user.tokens[tokenName]) {
    throw failure(`no such token '${tokenName}' for user '${userid}'`);
  }
  return acl;
}

/** Paths that are always reported besides those with an ACL (PVE::RPCEnvironment). */
// biome-ignore format: a table
const COMMON_PATHS = [
  "/", "/access", "/access/groups", "/access/realm", "/mapping", "/nodes", "/pool", "/sdn", "/storage", "/vms",
];

function effectivePermissions(call: Call): Record<string, Record<string, number>> {
  const who = call.tryText("userid") ?? call.auth;
  if (who !== call.auth) call.require("/access", ["Sys.Audit"]);
  const wanted = call.tryText("path");
  const known = [...COMMON_PATHS, ...call.store.values("acl").map(({ path }) => path)];
  const members = call.store.values("vms").flatMap(({ vmid, pool }) => (pool ? [`/vms/${vmid}`] : []));
  const paths = wanted === undefined ? [...new Set([...known, ...members])] : [wanted];
  const granted = paths.map(
    (path) => [path, asMap([...call.cluster.permissions.privileges(who, path)].sort())] as const,
  );
  return Object.fromEntries(granted.filter(([path, map]) => path === wanted || Object.keys(map).length > 0));
}

/** Roles and the access control list. */
export const aclRoutes: Routes = {
  "GET /access/permissions": effectivePermissions,
  "GET /access/acl": (call) => call.store.values("acl"),
  "PUT /access/acl": setAcl,
  "GET /access/roles": (call) =>
    call.store
      .entries("roles")
      .map(([roleid, role]) => ({ roleid, privs: role.privs.join(","), special: role.special ?? 0 })),
  "POST /access/roles": (call) => {
    const id = call.text("roleid");
    if (call.store.get("roles", id)) throw failure(`role '${id}' already exists`);
    call.store.put("roles", id, { privs: privilegesOf(call) });
  },
  "GET /access/roles/{roleid}": (call) => asMap(requireRole(call).privs),
  "PUT /access/roles/{roleid}": (call) => {
    const { privs } = requireOwnRole(call);
    const privileges = privilegesOf(call);
    const next = call.flag("append") ? [...new Set([...privs, ...privileges])] : privileges;
    call.store.put("roles", call.text("roleid"), { privs: next });
  },
  "DELETE /access/roles/{roleid}": (call) => {
    requireOwnRole(call);
    call.store.remove("roles", call.text("roleid"));
  },
};
