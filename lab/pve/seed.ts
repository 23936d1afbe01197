import { hashSecret } from "./auth.js";
import type { ClusterConfig } from "./config.js";
import { BUILT_IN_ROLES } from "./roles.js";
import type { User } from "./state.js";
import type { Store } from "./store.js";

const GIB = 1024 ** 3;

/**
 * Brings the entities that the configuration declares into the state. What an API call made stays; an
 * entity declared twice (by an earlier start) is renewed, so that a new secret or capacity takes effect.
 */
export function seed(store: Store, config: ClusterConfig): void {
  for (const [id, privs] of Object.entries(BUILT_IN_ROLES)) store.put("roles", id, { privs: [...privs], special: 1 });
  for (const role of config.roles) store.put("roles", role.id, { privs: role.privs });
  for (const pool of config.pools) if (!store.get("pools", pool)) store.put("pools", pool, { storages: [] });
  seedStorages(store, config);
  if (!store.get("users", "root@pam")) store.put("users", "root@pam", newUser());
  for (const declared of config.users) seedUser(store, declared);
  for (const { path, role, propagate, ...who } of config.acl) {
    const type = who.token ? "token" : who.user ? "user" : "group";
    const ugid = who.token ?? who.user ?? who.group;
    if (!ugid) throw new Error(`clusters.json: the ACL entry for ${path} names nobody`);
    const entry = { path, roleid: role, type, ugid, propagate: propagate ? 1 : 0 } as const;
    store.put("acl", `${path} ${type} ${ugid} ${role}`, entry);
  }
}

function seedStorages(store: Store, config: ClusterConfig): void {
  for (const { id, type, content, shared, sizeGiB } of config.datastores) {
    const options = store.get("storages", id)?.options ?? {};
    const entity = {
      storage: id,
      type,
      content: content.join(","),
      shared: shared ? 1 : 0,
      capacity: sizeGiB * GIB,
    };
    store.put("storages", id, { ...entity, options });
  }
}

function seedUser(store: Store, declared: ClusterConfig["users"][number]): void {
  const user = store.edit("users", declared.userid) ?? newUser();
  if (declared.password !== undefined) user.passwordHash = hashSecret(declared.password);
  user.groups = [...new Set([...user.groups, ...declared.groups])];
  for (const group of declared.groups) if (!store.get("groups", group)) store.put("groups", group, {});
  for (const token of declared.tokens) {
    user.tokens[token.id] = { secretHash: hashSecret(token.secret), privsep: token.privsep, expire: 0 };
  }
  store.put("users", declared.userid, user);
}

const newUser = (): User => ({ enable: 1, expire: 0, groups: [], tokens: {} });
