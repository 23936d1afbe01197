import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AdminCommand, administer } from "../../lab/pve/admin-door.js";
import { image, main, platform, vm } from "../lab/platform.js";
import { client, type Lab, newFolder, ROOT_TOKEN, SCHOOL_TOKEN, startLab, tofu, writeMain } from "../lab/support.js";

const MINUTE = 60_000;

/** A lab, a folder for the engine, and what one does there. */
async function workbench() {
  let lab = await startLab();
  const folder = newFolder();
  const run = (...parameters: string[]) => tofu(folder, lab, ...parameters);
  return {
    get lab(): Lab {
      return lab;
    },
    run,
    write: (content: unknown) => writeMain(folder, content),
    plan: () => run("plan", "-detailed-exitcode"),
    apply: () => run("apply", "-auto-approve"),
    admin: (command: AdminCommand) => administer(lab.simulator, command),
    restart: async () => {
      lab = await lab.restart();
    },
    dispose: async () => {
      await lab.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Workbench = Awaited<ReturnType<typeof workbench>>;

describe("the real provider against the simulator", () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await workbench();
    bench.write(platform(bench.lab));
    expect(await bench.run("init")).toMatchObject({ code: 0 });
  }, MINUTE);
  afterAll(() => bench.dispose());

  test("applies one of everything", { timeout: MINUTE }, async () => {
    const { code, output } = await bench.apply();
    expect(output).toContain("Apply complete! Resources: 29 added");
    expect(code).toBe(0);
  });

  test("plans nothing the second time", { timeout: MINUTE }, async () => {
    const { code, output } = await bench.plan();
    expect(output).toContain("No changes.");
    expect(code).toBe(0);
  });

  test("plans nothing after a restart of the simulator", { timeout: MINUTE }, async () => {
    await bench.restart();
    expect(await bench.plan()).toMatchObject({ code: 0 });
  });

  const VM = { cluster: "rz1", vmid: 1001 } as const;
  test.each([
    ["cores", { set: { cores: 8 } }, { set: { cores: 2 } }],
    ["memory", { set: { memory: 9000 } }, { set: { memory: 4096 } }],
    [
      "the VLAN",
      { set: { net0: "virtio=BC:24:11:00:01:01,bridge=vmbr0,firewall=1,tag=999" } },
      { set: { net0: "virtio=BC:24:11:00:01:01,bridge=vmbr0,firewall=1,tag=110" } },
    ],
    [
      "the MAC address",
      { set: { net0: "virtio=BC:24:11:FF:FF:FF,bridge=vmbr0,firewall=1,tag=110" } },
      { set: { net0: "virtio=BC:24:11:00:01:01,bridge=vmbr0,firewall=1,tag=110" } },
    ],
    ["a tag", { set: { tags: "school-a;stranger;traeger-x" } }, { set: { tags: "school-a;traeger-x" } }],
    ["the size of a disk", { resize: { scsi1: "150G" } }, undefined],
  ])("sees that somebody changed %s", { timeout: MINUTE }, async (_what, change, undo) => {
    bench.admin({ do: "change-vm", ...VM, ...change } as AdminCommand);
    expect(await bench.plan()).toMatchObject({ code: 2 });
    if (!undo) return;
    bench.admin({ do: "change-vm", ...VM, ...undo } as AdminCommand);
    expect(await bench.plan()).toMatchObject({ code: 0 });
  });

  test("changes VMs and rules in place, and then plans nothing", { timeout: MINUTE }, async () => {
    bench.write(
      platform(bench.lab, {
        cores: 4,
        memory: 8192,
        dataDisk: 200,
        vlan: 120,
        tags: ["school-a", "wave-1"],
        protection: true,
      }),
    );
    const applied = await bench.apply();
    expect(applied.output).toMatch(/Resources: 0 added, \d+ changed, 0 destroyed/);
    expect(await bench.plan()).toMatchObject({ code: 0 });
    const { data } = await client(bench.lab)("GET", "/nodes/pve1/qemu/1001/config", { current: 1 });
    expect(data).toMatchObject({ cores: 4, memory: "8192", tags: "school-a;wave-1", protection: 1 });
    expect(data.scsi1).toContain("size=200G");
  });

  test("refuses to destroy a protected VM", { timeout: MINUTE }, async () => {
    const api = client(bench.lab);
    await api("POST", "/nodes/pve1/qemu/1002/status/stop");
    const reply = await api("DELETE", "/nodes/pve1/qemu/1002");
    expect(reply.reason).toBe("can't remove VM 1002 - protection mode enabled");
  });

  test("destroys everything", { timeout: MINUTE }, async () => {
    bench.write(platform(bench.lab, { dataDisk: 200 }));
    expect(await bench.apply()).toMatchObject({ code: 0 });
    const { code, output } = await bench.run("destroy", "-auto-approve");
    expect(output).toContain("Destroy complete! Resources: 29 destroyed.");
    expect(code).toBe(0);
    const { data } = await client(bench.lab)("GET", "/cluster/resources", { type: "vm" });
    expect(data).toEqual([]);
  });
});

describe("a stack that meets a cluster that is not as it thinks", () => {
  let bench: Workbench;
  const stack = (apiToken = ROOT_TOKEN, poolId = "school-a") =>
    main(
      bench.lab,
      {
        proxmox_download_file: image,
        proxmox_virtual_environment_vm: { school: { ...vm(1001), pool_id: poolId } },
      },
      {},
      apiToken,
    );
  /** Without the image, which a school's token may not download. */
  const blankVm = (apiToken: string, poolId: string) => {
    const { disk, startup: _startup, ...rest } = vm(1001);
    const disks = (disk as Record<string, unknown>[]).map(({ import_from: _source, ...one }) => one);
    const cards = (rest.network_device as unknown[])
      .slice(0, 1)
      .map((card) => ({ ...(card as object), vlan_id: null }));
    const school = { ...rest, disk: disks, network_device: cards, pool_id: poolId };
    return main(bench.lab, { proxmox_virtual_environment_vm: { school } }, {}, apiToken);
  };

  beforeAll(async () => {
    bench = await workbench();
    bench.write(stack());
    expect(await bench.run("init")).toMatchObject({ code: 0 });
  }, MINUTE);
  afterAll(() => bench.dispose());

  test("is told 401 with a wrong token", { timeout: MINUTE }, async () => {
    bench.write(stack(`${ROOT_TOKEN}x`));
    const { code, output } = await bench.apply();
    expect(code).toBe(1);
    expect(output).toMatch(/401[\s\S]*invalid token value!/);
  });

  test("is told 403 where a school's token has no right", { timeout: MINUTE }, async () => {
    bench.write(stack(SCHOOL_TOKEN));
    const { code, output } = await bench.apply();
    expect(code).toBe(1);
    expect(output).toMatch(/403[\s\S]*Permission check failed/);
  });

  test("creates, with a school's token, a VM in the school's pool", { timeout: MINUTE }, async () => {
    bench.write(blankVm(SCHOOL_TOKEN, "school-a"));
    const { code, output } = await bench.apply();
    expect(output).toContain("Apply complete! Resources: 1 added");
    expect(code).toBe(0);
    expect(await bench.plan()).toMatchObject({ code: 0 });
    expect(await bench.run("destroy", "-auto-approve")).toMatchObject({ code: 0 });
  });

  test("silently adopts a foreign VM on the planned id, if the token sees all", {
    timeout: MINUTE,
  }, async () => {
    bench.admin({
      do: "add-vm",
      cluster: "rz1",
      vmid: 1001,
      running: true,
      set: { name: "stranger", cores: 1, memory: "1024", scsi0: "ceph-vm:20", scsi1: "ceph-vm:100" },
    });
    bench.write(stack());
    const applied = await bench.apply();
    expect(applied.output).toContain("proxmox_virtual_environment_vm.school: Creation complete");
    const config = await client(bench.lab)("GET", "/nodes/pve1/qemu/1001/config");
    expect(config.data.name).toBe("stranger");
    const plan = await bench.plan();
    expect(plan.code).toBe(2);
    expect(plan.output).toMatch(/stranger.*->.*school-a-1001/);
    await bench.run("state", "rm", "proxmox_virtual_environment_vm.school");
  });

  test("cannot adopt it with a token that sees its pool only", { timeout: MINUTE }, async () => {
    bench.write(blankVm(SCHOOL_TOKEN, "school-a"));
    const { code, output } = await bench.apply();
    expect(code).toBe(1);
    expect(output).toMatch(/403[\s\S]*\/vms\/1001, VM\.Audit/);
  });
});
