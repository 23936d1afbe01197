import type { Check, Method } from "./api-schema.js";
import { failure, forbidden } from "./errors.js";
import { splitList } from "./formats.js";
import type { RawParameters } from "./parameters.js";
import { BUILT_IN_ROLES } from "./roles.js";
import type { AclEntry } from "./state.js";
import type { Store } from "./store.js";

/** Who asks: `user@realm` or `user@realm!token`. */
export type AuthId = string;

const ROOT = "root@pam";
const EVERYTHING: ReadonlySet<string> = new Set(BUILT_IN_ROLES.Administrator);
export const userOf = (auth: AuthId): string => auth.split("!")[0] as string;
const tokenOf = (auth: AuthId): string | undefined => auth.split("!")[1];

/** Role id to whether it holds below the path, too. */
type Roles = Map<string, boolean>;

/** The access control list of a cluster and the checks that the API schema asks of it. */
export class Permissions {
  /** the ACL by path, made anew when it has changed: a list of 500 VMs asks for each of them */
  #index = { revision: -1, byPath: new Map<string, Readonly<AclEntry>[]>() };

  constructor(private readonly store: Store) {}

  /**
   * The privileges on a path. A token without privilege separation has its user's, one with separation
   * has those of both its own ACL and its user's.
   */
  privileges(auth: AuthId, path: string): ReadonlySet<string> {
    if (auth === ROOT) return EVERYTHING;
    const tokenName = tokenOf(auth);
    if (tokenName === undefined) return this.#ownPrivileges(auth, path);
    const token = this.store.get("users", userOf(auth))?.tokens[tokenName];
    if (!token) return new Set();
    const ofUser = this.privileges(userOf(auth), path);
    if (!token.privsep) return ofUser;
    return new Set([...this.#ownPrivileges(auth, path)].filter((privilege) => ofUser.has(privilege)));
  }

  /** Whether `auth` has all (`any`: at least one) of the privileges on the path. */
  has(auth: AuthId, path: string, privileges: readonly string[], any = false): boolean {
    const owned = this.privileges(auth, path);
    return any ? privileges.some((name) => owned.has(name)) : privileges.every((name) => owned.has(name));
  }

  /** @throws ApiError 403 naming the path and the first missing privilege */
  require(auth: AuthId, path: string, privileges: readonly string[], any = false): void {
    if (this.has(auth, path, privileges, any)) return;
    const owned = this.privileges(auth, path);
    const missing = any ? privileges.join("|") : privileges.find((name) => !owned.has(name));
    throw forbidden(`${path}, ${missing}`);
  }

  /** A pool's VMs may be judged by the pool, which is how a VM that is not there yet gets its rights. */
  requireForVm(auth: AuthId, vmid: number, pool: string | undefined, privileges: string[], any = false): void {
    if (pool && this.has(auth, `/pool/${pool}`, privileges, any)) return;
    this.require(auth, `/vms/${vmid}`, privileges, any);
  }

  /** The check that stands in the API schema beside a method. */
  checkMethod(auth: AuthId | undefined, method: Method, parameters: RawParameters): void {
    const permissions = method.permissions;
    if (auth === undefined) {
      if (permissions?.user === "world") return;
      throw forbidden("user != null");
    }
    if (auth === ROOT) return;
    if (tokenOf(auth) !== undefined && method.allowtoken === 0) throw forbidden("user tokens are not allowed");
    if (!permissions) throw forbidden("user != root@pam");
    if (permissions.user === "all" || permissions.user === "world") return;
    if (!permissions.check) throw forbidden();
    this.#evaluate(permissions.check, auth, parameters);
  }

  #evaluate(check: Check, auth: AuthId, parameters: RawParameters): void {
    const [kind, ...rest] = check;
    switch (kind) {
      case "and":
        for (const part of rest) this.#evaluate(part as Check, auth, parameters);
        return;
      case "or":
        if (rest.some((part) => this.#passes(part as Check, auth, parameters))) return;
        throw forbidden();
      case "perm": {
        const [template, privileges, any, yes] = rest as [string, string[], string?, number?];
        this.require(auth, fill(template, parameters), privileges, any === "any" && yes === 1);
        break;
      }
      case "perm-modify":
        this.requireModify(auth, fill(rest[0] as string, parameters));
        break;
      case "userid-param":
        this.#checkUserParameter(rest[0] as string, auth, parameters);
        break;
      case "userid-group":
        this.#checkUserGroup(rest[0] as string[], rest[2] as string | undefined, auth, parameters);
        break;
      default:
        throw new Error(`the API schema asks for an unknown permission check: ${JSON.stringify(check)}`);
    }
  }

  #passes(check: Check, auth: AuthId, parameters: RawParameters): boolean {
    try {
      this.#evaluate(check, auth, parameters);
      return true;
    } catch {
      return false;
    }
  }

  /** Who may change the ACL of a path: the manual's privilege list, "Permissions.Modify". */
  requireModify(auth: AuthId, path: string): void {
    const sufficient = ["Permissions.Modify"];
    if (/^\/storage\/./.test(path)) sufficient.push("Datastore.Allocate");
    if (/^\/vms\/./.test(path)) sufficient.push("VM.Allocate");
    if (/^\/pool\/./.test(path)) sufficient.push("Pool.Allocate");
    this.require(auth, path, sufficient, true);
  }

  #checkUserParameter(kind: string, auth: AuthId, parameters: RawParameters): void {
    const userid = String(parameters.userid ?? "");
    if (kind === "self") {
      if (auth !== userid) throw forbidden();
      return;
    }
    this.require(auth, `/access/realm/${userid.split("@")[1] ?? ""}`, [kind]);
  }

  /** The caller needs the privilege on all groups, or on a group that the user is or shall be in. */
  #checkUserGroup(privileges: string[], mode: string | undefined, auth: AuthId, parameters: RawParameters): void {
    const userid = String(parameters.userid ?? "");
    const user = this.store.get("users", userid);
    if (!user && mode !== "create") throw failure(`no such user ('${userid}')`);
    if (this.has(auth, "/access/groups", privileges, true)) return;
    if (mode) {
      const groups = splitList(String(parameters.groups ?? ""));
      if (groups.length === 0) throw forbidden(`/access/groups, ${privileges.join("|")}`);
      for (const group of groups) this.require(auth, `/access/groups/${group}`, privileges, true);
    }
    if (mode === "create") return;
    const allowed = user?.groups.some((group) => this.has(auth, `/access/groups/${group}`, privileges, true));
    if (!allowed) throw forbidden();
  }

  #ownPrivileges(auth: AuthId, path: string): ReadonlySet<string> {
    const user = this.store.get("users", userOf(auth));
    if (!user?.enable) return new Set();
    const roles = this.#roles(auth, path);
    this.#addPoolRoles(auth, path, roles);
    if (roles.has("NoAccess")) return new Set();
    return new Set([...roles.keys()].flatMap((id) => this.store.get("roles", id)?.privs ?? []));
  }

  /** The deepest level that says anything about the caller decides; a user's entry beats a group's. */
  #roles(auth: AuthId, path: string): Roles {
    let roles: Roles = new Map();
    const groups = this.store.get("users", auth)?.groups ?? [];
    for (const level of levels(path)) {
      const here = this.#aclAt(level).filter((entry) => level === path || entry.propagate);
      const own = here.filter((entry) => entry.type !== "group" && entry.ugid === auth);
      const ofGroups = here.filter((entry) => entry.type === "group" && groups.includes(entry.ugid));
      const decisive = own.length > 0 ? own : ofGroups;
      if (decisive.length > 0) roles = new Map(decisive.map((entry) => [entry.roleid, entry.propagate === 1]));
    }
    return roles;
  }

  /** A pool's ACL covers its members unless the member's own ACL names the role or NoAccess. */
  #addPoolRoles(auth: AuthId, path: string, roles: Roles): void {
    if (roles.has("NoAccess")) return;
    for (const pool of this.#poolsOf(path)) {
      for (const role of this.#roles(auth, `/pool/${pool}`).keys()) if (!roles.has(role)) roles.set(role, false);
    }
  }

  #poolsOf(path: string): string[] {
    const vmid = /^\/vms\/(\d+)$/.exec(path)?.[1];
    if (vmid) {
      const pool = this.store.get("vms", vmid)?.pool;
      return pool ? [pool] : [];
    }
    const storage = /^\/storage\/([^/]+)$/.exec(path)?.[1];
    if (!storage) return [];
    return this.store
      .entries("pools")
      .filter(([, pool]) => pool.storages.includes(storage))
      .map(([id]) => id);
  }

  #aclAt(path: string): readonly Readonly<AclEntry>[] {
    const revision = this.store.revision("acl");
    if (this.#index.revision !== revision) {
      const byPath = new Map<string, Readonly<AclEntry>[]>();
      for (const entry of this.store.values("acl")) {
        byPath.set(entry.path, [...(byPath.get(entry.path) ?? []), entry]);
      }
      this.#index = { revision, byPath };
    }
    return this.#index.byPath.get(path) ?? [];
  }
}

/** `/a/b` → `/`, `/a`, `/a/b` */
function levels(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return ["/", ...parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`)];
}

function fill(template: string, parameters: RawParameters): string {
  const path = template.replace(/\{([^}]+)\}/g, (_, name: string) => String(parameters[name] ?? ""));
  return path.length > 1 ? path.replace(/\/+/g, "/").replace(/\/$/, "") : path;
}
