import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendAdmin } from "../../lab/pve/admin.js";
import { PROJECT } from "../../scripts/lib/command.js";
import { listMachines, start, Workplace } from "../support/workplace.js";

const SCHOOL = "kleinstadt-grundschule-hafenweg";
const VM_ID = 2005;

/** A machine of somebody else that holds the id which the school's IServ is planned for. */
const STRANGER = { name: "fremd", cores: 2, memory: "2048", scsi0: "zfs-vm:20" };

describe("a foreign machine on a planned id", () => {
  const workplace = new Workplace("kleinstadt");
  const deployed = ["kleinstadt-rathaus"];

  beforeAll(async () => {
    const { code, output } = await workplace.run("lab", deployed).ended;
    expect(code, output.slice(-3000)).toBe(0);
    await sendAdmin(join(workplace.folder, ".lab/pve"), {
      do: "add-vm",
      cluster: "rathaus",
      vmid: VM_ID,
      running: true,
      set: STRANGER,
    });
  });
  afterAll(() => workplace.remove());

  it("stops npm run apply", async () => {
    const { code, output } = await workplace.run("apply", ["--yes", SCHOOL], workplace.environment()).ended;
    expect(code).toBe(3);
    expect(output).toContain(`VM id ${VM_ID}, planned for isv-002-01, is held by fremd on pve1`);
    await expectUntouched();
  });

  it("stops cdktf deploy", async () => {
    const command = join(PROJECT, "tools/cdktf/bin/cdktf.cjs");
    const environment = { ...workplace.environment(), TRAEGER: workplace.folder };
    const { code, output } = await start(
      process.execPath,
      [command, "deploy", SCHOOL, "--auto-approve"],
      PROJECT,
      environment,
    ).ended;
    expect(code, output.slice(-2000)).not.toBe(0);
    expect(output).toContain("existing.vmId in the declaration");
    await expectUntouched();
  });

  it("stops a bare tofu apply", async () => {
    const folder = join(workplace.folder, ".lab/cdktf.out/stacks", SCHOOL);
    const environment = { ...workplace.environment(), TF_CLI_CONFIG_FILE: join(PROJECT, ".tools/tofurc") };
    const tofu = join(PROJECT, ".tools/bin/tofu");
    expect((await start(tofu, ["init", "-input=false"], folder, environment).ended).code).toBe(0);
    const { code, output } = await start(tofu, ["apply", "-auto-approve", "-input=false"], folder, environment).ended;
    expect(code).toBe(1);
    expect(output).toContain("Nothing was changed");
    await expectUntouched();
  });

  it("no longer stops anything once it is gone", async () => {
    await sendAdmin(join(workplace.folder, ".lab/pve"), { do: "remove-vm", cluster: "rathaus", vmid: VM_ID });
    const { code, output } = await workplace.run("apply", ["--yes", SCHOOL], workplace.environment()).ended;
    expect(code, output.slice(-2000)).toBe(0);
  });

  async function expectUntouched(): Promise<void> {
    const machines = await listMachines(workplace.environment(), "rathaus", "pve_rathaus_token");
    expect(machines.find(({ vmid }) => vmid === VM_ID)).toMatchObject({ name: "fremd", status: "running" });
  }
});

describe("two Träger on one cluster", () => {
  const [first, second] = [new Workplace("kleinstadt"), new Workplace("kleinstadt", "nachbarort")];
  afterAll(async () => {
    await first.remove();
    await second.remove();
  });

  it("create beside each other: the second plans creates only, and the first stays as it was", async () => {
    const lab = await first.run("lab").ended;
    expect(lab.code, lab.output.slice(-2000)).toBe(0);
    becomeNeighbour(second.folder);
    const allocated = await second.run("allocate").ended;
    expect(allocated.code, allocated.output).toBe(0);

    const environment = { ...first.environment(), PLATTFORM_LAB: join(second.folder, ".lab") };
    const plan = await second.run("plan", [], environment).ended;
    expect(plan.output).toMatch(/plan: 4 stacks done, 0 failed, 0 owed; \d+ add, 0 change, 0 destroy/);
    const apply = await second.run("apply", ["--yes"], environment).ended;
    expect(apply.code, apply.output.slice(-3000)).toBe(0);

    const before = await first.run("plan", ["--detailed-exitcode"], first.environment()).ended;
    expect(before.code, before.output).toBe(0);
  });
});

/** Another Träger with the same clusters: its own id, VM ids and addresses. */
function becomeNeighbour(folder: string): void {
  const file = join(folder, "traeger.yaml");
  const text = readFileSync(file, "utf8")
    .replace("id: kleinstadt", "id: nachbarort")
    .replace("from: 2000, to: 2999", "from: 3000, to: 3999")
    .replace("10.96.0.0/16", "10.97.0.0/16");
  writeFileSync(file, text);
  for (const kind of ["data-centres/rathaus", "sites/am-wald", "sites/hafenweg", "sites/schulstrasse"])
    remove(folder, kind);
  for (const id of ["foerderzentrum-am-wald", "grundschule-hafenweg", "gymnasium-kleinstadt"])
    remove(folder, `schools/${id}`);
}

function remove(folder: string, path: string): void {
  rmSync(join(folder, "allocations", `${path}.yaml`));
}
