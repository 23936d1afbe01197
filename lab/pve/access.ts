import { randomUUID } from "node:crypto";
import { hashSecret } from "./auth.js";
import type { Call, Routes } from "./call.js";
import { failure } from "./errors.js";
import { splitList } from "./formats.js";
import type { Group, Token, User } from "./state.js";

function requireUser(call: Call): Readonly<User> {
  const user = call.store.get("users", call.text("userid"));
  if (!user) throw failure(`no such user ('${call.text("userid")}')`);
  return user;
}

function editUser(call: Call): User {
  requireUser(call);
  return call.store.edit("users", call.text("userid")) as User;
}

function applyUser(call: Call, user: User): User {
  const { groups, password, append, userid: _userid, ...rest } = call.parameters;
  Object.assign(user, rest);
  if (password !== undefined) user.passwordHash = hashSecret(String(password));
  if (groups === undefined) return user;
  const wanted = splitList(String(groups));
  for (const group of wanted) if (!call.store.get("groups", group)) throw failure(`no such group '${group}'`);
  user.groups = append === 1 ? [...new Set([...user.groups, ...wanted])] : wanted;
  return user;
}

const showToken = ({ secretHash: _hash, ...token }: Token): Omit<Token, "secretHash"> => token;

function showUser(user: Readonly<User>): Record<string, unknown> {
  const { passwordHash: _hash, tokens, ...rest } = user;
  return {
    ...rest,
    tokens: Object.fromEntries(Object.entries(tokens).map(([id, token]) => [id, showToken(token)])),
  };
}

function removeAcl(call: Call, who: (ugid: string) => boolean): void {
  for (const [key, entry] of call.store.entries("acl")) if (who(entry.ugid)) call.store.remove("acl", key);
}

function token(call: Call, user: Readonly<User>): Token {
  const found = user.tokens[call.text("tokenid")];
  if (!found) throw failure(`no such token '${call.text("tokenid")}' for user '${call.text("userid")}'`);
  return found;
}

const userRoutes: Routes = {
  "POST /access/ticket": (call) => {
    const realm = call.tryText("realm");
    const name = call.text("username");
    const username = realm !== undefined && !name.includes("@") ? `${name}@${realm}` : name;
    return {
      ...call.cluster.authenticator.ticket(username, call.text("password")),
      cap: {},
      clustername: call.cluster.config.id,
    };
  },
  "PUT /access/password": (call) => {
    editUser(call).passwordHash = hashSecret(call.text("password"));
  },
  "GET /access/users": (call) =>
    call.store.entries("users").map(([userid, { tokens: _tokens, passwordHash: _hash, groups, ...user }]) => ({
      userid,
      ...user,
      ...(call.flag("full") ? { groups: groups.join(",") } : {}),
    })),
  "POST /access/users": (call) => {
    const id = call.text("userid");
    if (call.store.get("users", id)) throw failure(`create user failed: user '${id}' already exists`);
    call.store.put("users", id, applyUser(call, { enable: 1, expire: 0, groups: [], tokens: {} }));
  },
  "GET /access/users/{userid}": (call) => showUser(requireUser(call)),
  "PUT /access/users/{userid}": (call) => {
    applyUser(call, editUser(call));
  },
  "DELETE /access/users/{userid}": (call) => {
    requireUser(call);
    const id = call.text("userid");
    call.store.remove("users", id);
    removeAcl(call, (ugid) => ugid === id || ugid.startsWith(`${id}!`));
  },
};

const tokenRoutes: Routes = {
  "GET /access/users/{userid}/token": (call) =>
    Object.entries(requireUser(call).tokens).map(([tokenid, entry]) => ({ tokenid, ...showToken(entry) })),
  "GET /access/users/{userid}/token/{tokenid}": (call) => showToken(token(call, requireUser(call))),
  "POST /access/users/{userid}/token/{tokenid}": (call) => {
    const user = editUser(call);
    const id = call.text("tokenid");
    if (user.tokens[id]) throw failure(`Token already exists.`);
    const value = randomUUID();
    const info = { privsep: 1, expire: 0, ...call.rest("userid", "tokenid") } as Omit<Token, "secretHash">;
    user.tokens[id] = { ...info, secretHash: hashSecret(value) };
    return { "full-tokenid": `${call.text("userid")}!${id}`, value, info };
  },
  "PUT /access/users/{userid}/token/{tokenid}": (call) =>
    showToken(Object.assign(token(call, editUser(call)), call.rest("userid", "tokenid"))),
  "DELETE /access/users/{userid}/token/{tokenid}": (call) => {
    const user = editUser(call);
    token(call, user);
    delete user.tokens[call.text("tokenid")];
    removeAcl(call, (ugid) => ugid === `${call.text("userid")}!${call.text("tokenid")}`);
  },
};

function requireGroup(call: Call): Readonly<Group> {
  const group = call.store.get("groups", call.text("groupid"));
  if (!group) throw failure(`group '${call.text("groupid")}' does not exist`);
  return group;
}

const membersOf = (call: Call, group: string): string[] =>
  call.store.entries("users").flatMap(([id, user]) => (user.groups.includes(group) ? [id] : []));

const groupRoutes: Routes = {
  "GET /access/groups": (call) =>
    call.store
      .entries("groups")
      .map(([groupid, group]) => ({ groupid, ...group, users: membersOf(call, groupid).join(",") })),
  "POST /access/groups": (call) => {
    const { groupid, ...group } = call.parameters;
    if (call.store.get("groups", String(groupid)))
      throw failure(`create group failed: group '${String(groupid)}' already exists`);
    call.store.put("groups", String(groupid), group as Group);
  },
  "GET /access/groups/{groupid}": (call) => ({
    ...requireGroup(call),
    members: membersOf(call, call.text("groupid")),
  }),
  "PUT /access/groups/{groupid}": (call) => {
    call.store.put("groups", call.text("groupid"), { ...requireGroup(call), ...call.rest("groupid") });
  },
  "DELETE /access/groups/{groupid}": (call) => {
    requireGroup(call);
    const id = call.text("groupid");
    call.store.remove("groups", id);
    for (const member of membersOf(call, id)) {
      const user = call.store.edit("users", member) as User;
      user.groups = user.groups.filter((group) => group !== id);
    }
    for (const [key, entry] of call.store.entries("acl")) {
      if (entry.type === "group" && entry.ugid === id) call.store.remove("acl", key);
    }
  },
};

const realmRoutes: Routes = {
  "GET /access/domains": () => [
    { realm: "pam", type: "pam", comment: "Linux PAM standard authentication" },
    { realm: "pve", type: "pve", comment: "Proxmox VE authentication server" },
  ],
};

/** Users, their tokens and groups, and tickets. */
export const accessRoutes: Routes = { ...userRoutes, ...tokenRoutes, ...groupRoutes, ...realmRoutes };
