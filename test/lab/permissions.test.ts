import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Permissions } from "../../lab/pve/permissions.js";
import type { Store } from "../../lab/pve/store.js";
import { type Client, client, type Lab, SCHOOL_TOKEN, startLab } from "./support.js";

let lab: Lab;
let root: Client;
beforeAll(async () => {
  lab = await startLab();
  root = client(lab);
});
afterAll(() => lab.dispose());

describe("who asks", () => {
  test("is nobody without credentials", async () => {
    expect(await client(lab, {})("GET", "/version")).toMatchObject({ status: 401, reason: "No ticket" });
  });

  test.each([
    ["a wrong secret", "root@pam!automation=00000000-0000-4000-8000-000000000000", "invalid token value!"],
    ["an unknown token", "root@pam!other=x", "no such token 'other' for user 'root@pam'"],
    ["an unknown user", "nobody@pve!t=x", "no such user ('nobody@pve')"],
  ])("is refused for %s", async (_what, token, reason) => {
    expect(await client(lab, token)("GET", "/version")).toMatchObject({ status: 401, reason });
  });

  test("is refused for a wrong password", async () => {
    const reply = await client(lab, {})("POST", "/access/ticket", {
      username: "root@pam",
      password: "guess",
    });
    expect(reply).toMatchObject({ status: 401, reason: "authentication failure" });
  });

  test("may write with a ticket only together with the token against forged requests", async () => {
    const login = await client(lab, {})("POST", "/access/ticket", {
      username: "root@pam",
      password: "secret",
    });
    const cookie = `PVEAuthCookie=${encodeURIComponent(login.data.ticket)}`;
    expect(await client(lab, { cookie })("GET", "/version")).toMatchObject({ status: 200 });
    const forged = await client(lab, { cookie })("POST", "/pools", { poolid: "forged" });
    expect(forged).toMatchObject({ status: 401, reason: "Permission denied - invalid csrf token" });
    const honest = client(lab, { cookie, csrfpreventiontoken: login.data.CSRFPreventionToken });
    expect(await honest("POST", "/pools", { poolid: "honest" })).toMatchObject({ status: 200 });
  });
});

describe("rights", () => {
  /** Gives `who` roles on paths in a state of its own. */
  function permissions(
    entries: [path: string, role: string, propagate?: number][],
    type: "user" | "group" | "token" = "user",
  ) {
    const ugid = { user: "ops@pve", group: "ops", token: "ops@pve!t" }[type];
    const state: Record<string, Record<string, unknown>> = {
      users: { "ops@pve": { enable: 1, expire: 0, groups: ["ops"], tokens: { t: { privsep: 1 } } } },
      roles: {
        Audit: { privs: ["VM.Audit"] },
        Admin: { privs: ["VM.Audit", "VM.Allocate"] },
        NoAccess: { privs: [] },
      },
      vms: { 100: { vmid: 100, pool: "a" }, 101: { vmid: 101 } },
      acl: Object.fromEntries(
        entries.map(([path, roleid, propagate = 1], index) => [index, { path, roleid, propagate, type, ugid }]),
      ),
    };
    const store = {
      revision: () => 0,
      get: (name: string, key: string | number) => state[name]?.[key],
      values: (name: string) => Object.values(state[name] ?? {}),
      entries: (name: string) => Object.entries(state[name] ?? {}),
    };
    return new Permissions(store as unknown as Store);
  }
  const on = (
    path: string,
    entries: Parameters<typeof permissions>[0],
    type?: "user" | "group" | "token",
    who = "ops@pve",
  ) => [...permissions(entries, type).privileges(who, path)].sort();

  test("hold below their path unless they do not propagate", () => {
    expect(on("/vms/100", [["/vms", "Audit"]])).toEqual(["VM.Audit"]);
    expect(on("/vms/100", [["/vms", "Audit", 0]])).toEqual([]);
    expect(on("/vms", [["/vms", "Audit", 0]])).toEqual(["VM.Audit"]);
  });

  test("of a deeper path replace those above", () => {
    expect(
      on("/vms/101", [
        ["/", "Admin"],
        ["/vms/101", "Audit"],
      ]),
    ).toEqual(["VM.Audit"]);
  });

  test("end at NoAccess", () => {
    expect(
      on("/vms/100", [
        ["/", "Admin"],
        ["/vms/100", "NoAccess"],
      ]),
    ).toEqual([]);
  });

  test("come through groups and pools", () => {
    expect(on("/vms/100", [["/vms", "Audit"]], "group")).toEqual(["VM.Audit"]);
    expect(on("/vms/100", [["/pool/a", "Admin"]])).toEqual(["VM.Allocate", "VM.Audit"]);
    expect(
      on("/vms/100", [
        ["/pool/a", "Admin"],
        ["/vms/100", "NoAccess"],
      ]),
    ).toEqual([]);
  });

  test("of a separated token are cut with its user's", () => {
    const token = "ops@pve!t";
    expect(on("/vms/100", [["/vms", "Admin"]], "token", token)).toEqual([]);
    expect(on("/vms/100", [["/vms", "Admin"]], "user", token)).toEqual([]);
  });
});

describe("a school's token", () => {
  let school: Client;
  beforeAll(async () => {
    school = client(lab, SCHOOL_TOKEN);
    await root("POST", "/nodes/pve1/qemu", { vmid: 500, name: "foreign" });
    await root("POST", "/nodes/pve1/qemu", { vmid: 501, name: "own", pool: "school-a" });
  });

  test("sees its own VMs only", async () => {
    const { data } = await school("GET", "/nodes/pve1/qemu");
    expect(data.map(({ vmid }: { vmid: number }) => vmid)).toEqual([501]);
    const pools = await school("GET", "/pools");
    expect(pools.data).toEqual([{ poolid: "school-a" }]);
  });

  test.each([
    ["read a foreign VM", "GET", "/nodes/pve1/qemu/500/config", {}, "/vms/500, VM.Audit"],
    ["destroy a foreign VM", "DELETE", "/nodes/pve1/qemu/500", {}, "/vms/500, VM.Allocate"],
    ["create outside its pool", "POST", "/nodes/pve1/qemu", { vmid: 502 }, "/vms/502, VM.Allocate"],
    [
      "use a store that is not its own",
      "PUT",
      "/nodes/pve1/qemu/501/config",
      { scsi0: "local-lvm:1" },
      "/storage/local-lvm, Datastore.AllocateSpace",
    ],
    [
      "use a bridge that is not its own",
      "PUT",
      "/nodes/pve1/qemu/501/config",
      { net0: "virtio,bridge=vmbr1" },
      "/sdn/zones/localnetwork/vmbr1, SDN.Use",
    ],
    [
      "set a start order, which concerns the host",
      "PUT",
      "/nodes/pve1/qemu/501/config",
      { startup: "order=1" },
      "/, Sys.Modify",
    ],
    ["touch the cluster's firewall", "PUT", "/cluster/firewall/options", { enable: 0 }, "/, Sys.Modify"],
  ])("may not %s", async (_what, method, path, parameters, missing) => {
    const reply = await school(method, path, parameters as Record<string, string>);
    expect(reply).toMatchObject({ status: 403, reason: `Permission check failed (${missing})` });
  });

  test("is told its rights", async () => {
    const { data } = await school("GET", "/access/permissions");
    expect(data["/pool/school-a"]).toMatchObject({ "VM.Allocate": 1, "Pool.Audit": 1 });
    expect(data["/"]).toBeUndefined();
  });
});
