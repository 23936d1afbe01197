import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { administer } from "../../lab/pve/admin-door.js";
import { type Client, client, IMAGE_SHA512, IMAGE_URL, type Lab, startLab, taskExit } from "./support.js";

let lab: Lab;
let api: Client;
let vmid = 100;
const path = (tail = ""): string => `/nodes/pve1/qemu/${vmid}${tail}`;
const config = async (current = 0) => (await api("GET", path("/config"), { current })).data;
const create = (parameters = {}) => taskExit(api, "POST", "/nodes/pve1/qemu", { vmid, ...parameters });

beforeAll(async () => {
  lab = await startLab();
  api = client(lab);
});
afterAll(() => lab.dispose());
beforeEach(() => {
  vmid += 1;
});

describe("a VM", () => {
  test("that is missing is a failure that names its file", async () => {
    expect(await api("GET", path("/config"))).toMatchObject({
      status: 500,
      reason: `Configuration file 'nodes/pve1/qemu-server/${vmid}.conf' does not exist`,
    });
  });

  test("keeps its id in the whole cluster", async () => {
    await create();
    const reply = await api("POST", "/nodes/pve2/qemu", { vmid });
    expect(reply.reason).toBe(`unable to create VM ${vmid} - VM ${vmid} already exists on node 'pve1'`);
  });

  test("is answered as Proxmox VE writes it", async () => {
    await create({
      cores: 2,
      memory: 2048,
      tags: "b;a;b",
      net0: "model=virtio,bridge=vmbr0,macaddr=bc:24:11:00:00:01,firewall=1",
      scsi0: "file=ceph-vm:8,ssd=1,discard=on",
      efidisk0: "ceph-vm:1,efitype=4m",
      ide2: "ceph-vm:cloudinit,media=cdrom",
    });
    expect(await config()).toMatchObject({
      cores: 2,
      memory: "2048",
      tags: "a;b",
      net0: "virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=1",
      scsi0: expect.stringMatching(/^ceph-vm:vm-\d+-disk-\d,discard=on,size=8G,ssd=1$/),
      efidisk0: expect.stringMatching(/efitype=4m,size=528K$/),
      ide2: `ceph-vm:vm-${vmid}-cloudinit,media=cdrom,size=4M`,
      boot: "order=scsi0;ide2;net0",
    });
  });

  test("that runs takes cores at the next start, and its name at once", async () => {
    await create({ cores: 1, name: "before" });
    await taskExit(api, "POST", path("/status/start"));
    await api("PUT", path("/config"), { cores: 4, name: "after" });
    expect(await config()).toMatchObject({ cores: 4, name: "after" });
    expect(await config(1)).toMatchObject({ cores: 1, name: "after" });
    const pending = await api("GET", path("/pending"));
    expect(pending.data).toContainEqual({ key: "cores", value: 1, pending: 4 });
    await taskExit(api, "POST", path("/status/reboot"));
    expect(await config(1)).toMatchObject({ cores: 4 });
  });

  test("is not destroyed while it runs or is protected", async () => {
    await create({ protection: 1 });
    expect((await api("DELETE", path())).reason).toBe(`can't remove VM ${vmid} - protection mode enabled`);
    await api("PUT", path("/config"), { protection: 0 });
    await taskExit(api, "POST", path("/status/start"));
    expect((await api("DELETE", path())).reason).toBe(`VM ${vmid} is running - destroy failed`);
    await taskExit(api, "POST", path("/status/stop"));
    expect(await taskExit(api, "DELETE", path())).toBe("OK");
  });

  test("under HA is only destroyed with purge, which takes it out of rules and jobs", async () => {
    await create();
    await api("POST", "/cluster/ha/resources", { sid: `vm:${vmid}`, state: "stopped" });
    await api("POST", "/cluster/backup", { id: `job-${vmid}`, vmid, storage: "pbs", schedule: "02:00" });
    expect((await api("DELETE", path())).reason).toContain("used in HA resources and purge parameter not set");
    expect(await taskExit(api, "DELETE", path(), { purge: 1 })).toBe("OK");
    expect((await api("GET", `/cluster/ha/resources/vm:${vmid}`)).reason).toBe(`no such resource 'vm:${vmid}'`);
    expect((await api("GET", `/cluster/backup/job-${vmid}`)).status).toBe(500);
  });

  test("does not start on a bridge that is not there", async () => {
    await create({ net0: "virtio,bridge=vmbr9" });
    expect(await taskExit(api, "POST", path("/status/start"))).toBe("bridge 'vmbr9' does not exist");
  });

  test("answers through the agent what cloud-init told it", async () => {
    await create({
      agent: "enabled=1",
      net0: "virtio=BC:24:11:00:00:09",
      ipconfig0: "ip=10.1.2.3/24,gw=10.1.2.1",
    });
    expect((await api("GET", path("/agent/network-get-interfaces"))).reason).toBe(`VM ${vmid} is not running`);
    await taskExit(api, "POST", path("/status/start"));
    const { data } = await api("GET", path("/agent/network-get-interfaces"));
    expect(data.result[1]).toMatchObject({
      name: "eth0",
      "hardware-address": "bc:24:11:00:00:09",
      "ip-addresses": [{ "ip-address": "10.1.2.3", "ip-address-type": "ipv4", prefix: 24 }],
    });
  });

  test("is not changed on the ground of a stale digest", async () => {
    await create();
    const { digest } = await config();
    await api("PUT", path("/config"), { name: "newer" });
    const reply = await api("PUT", path("/config"), { name: "older", digest });
    expect(reply.reason).toContain("detected modified configuration");
  });

  test("clones with new disks and MAC addresses", async () => {
    await create({ scsi0: "ceph-vm:8", net0: "virtio,bridge=vmbr0" });
    const original = await config();
    const newid = vmid + 5000;
    expect(await taskExit(api, "POST", path("/clone"), { newid, full: 1, name: "copy" })).toBe("OK");
    const copy = (await api("GET", `/nodes/pve1/qemu/${newid}/config`)).data;
    expect(copy.name).toBe("copy");
    expect(copy.scsi0).toContain(`vm-${newid}-disk-0`);
    expect(copy.net0).not.toBe(original.net0);
  });
});

describe("a disk", () => {
  test("grows and never shrinks", async () => {
    await create({ scsi0: "ceph-vm:8" });
    const resize = (size: string) => taskExit(api, "PUT", path("/resize"), { disk: "scsi0", size });
    expect(await resize("10G")).toBe("OK");
    expect(await resize("+2G")).toBe("OK");
    expect((await config()).scsi0).toContain("size=12G");
    expect(await resize("11G")).toBe("shrinking disks is not supported");
  });

  test("stays as unused when it is taken off, and is freed when that goes, too", async () => {
    await create({ scsi0: "ceph-vm:8" });
    await api("PUT", path("/config"), { delete: "scsi0" });
    const { unused0 } = await config();
    expect(unused0).toBe(`ceph-vm:vm-${vmid}-disk-0`);
    await api("PUT", path("/config"), { delete: "unused0" });
    const { data } = await api("GET", "/nodes/pve1/storage/ceph-vm/content", { vmid });
    expect(data).toEqual([]);
  });

  test("does not fit into a full store, and the VM leaves no trace", async () => {
    expect(await create({ scsi0: "local-lvm:15", scsi1: "local-lvm:6" })).toMatch(
      /^unable to create VM \d+ - not enough free space \(5242880 < 6291456\)$/,
    );
    expect((await api("GET", path("/config"))).reason).toContain("does not exist");
    const { data } = await api("GET", "/nodes/pve1/storage/local-lvm/content");
    expect(data).toEqual([]);
  });

  test("comes from an image that was downloaded with the right checksum", async () => {
    const download = (parameters: Record<string, string>) =>
      taskExit(api, "POST", "/nodes/pve1/storage/local/download-url", {
        content: "import",
        filename: `${vmid}.qcow2`,
        url: IMAGE_URL,
        checksum: IMAGE_SHA512,
        "checksum-algorithm": "sha512",
        ...parameters,
      });
    expect(await download({ url: "https://elsewhere.example.org/x.qcow2" })).toContain("404 Not Found");
    expect(await download({ checksum: "cd".repeat(64) })).toBe(
      `checksum mismatch: got '${IMAGE_SHA512}' != expect '${"cd".repeat(64)}'`,
    );
    expect(await create({ scsi0: `ceph-vm:0,import-from=local:import/${vmid}.qcow2` })).toContain("does not exist");
    expect(await download({})).toBe("OK");
    expect(await create({ scsi0: `ceph-vm:0,import-from=local:import/${vmid}.qcow2` })).toBe("OK");
    expect((await config()).scsi0).toContain("size=3G");
  });
});

describe("a task", () => {
  test("holds the VM's lock and id while it runs", async () => {
    await create({ name: "kept" });
    administer(lab.simulator, { do: "task-seconds", seconds: 3600 });
    const { data: upid } = await api("POST", path("/status/start"));
    const status = await api("GET", `/nodes/pve1/tasks/${encodeURIComponent(upid)}/status`);
    expect(status.data).toMatchObject({ status: "running", type: "qmstart", id: String(vmid) });
    const locked = `can't lock file '/var/lock/qemu-server/lock-${vmid}.conf' - got timeout`;
    expect((await api("PUT", path("/config"), { name: "other" })).reason).toBe(locked);
    expect(await taskExit(api, "POST", path("/status/stop"))).toBe(locked);
    vmid += 1;
    await api("POST", "/nodes/pve1/qemu", { vmid });
    expect((await api("POST", "/nodes/pve1/qemu", { vmid })).reason).toContain("already exists on node 'pve1'");
    administer(lab.simulator, { do: "task-seconds", seconds: 0 });
  });

  test("that nobody ordered is unknown", async () => {
    const reply = await api("GET", "/nodes/pve1/tasks/UPID:pve1:1:1:1:x::root@pam:/status");
    expect(reply).toMatchObject({ status: 400, errors: { upid: "no such task" } });
  });
});

describe("an injected fault", () => {
  test("happens as often as it was asked for", async () => {
    lab.simulator.faults.inject({
      method: "GET",
      path: "^/version$",
      status: 599,
      message: "cable cut",
      times: 2,
    });
    expect(await api("GET", "/version")).toMatchObject({ status: 599, reason: "cable cut" });
    expect(await api("GET", "/version")).toMatchObject({ status: 599 });
    expect(await api("GET", "/version")).toMatchObject({ status: 200 });
  });
});
