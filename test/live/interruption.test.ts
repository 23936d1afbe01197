import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadCatalogue } from "../../model/catalogue/load.js";
import { checkFolder } from "../../model/check.js";
import { generator } from "../support/generated.js";
import { listMachines, Workplace } from "../support/workplace.js";

/** Moments in milliseconds after the start; a run of kleinstadt takes about 12 s on two cores. */
const random = generator(20_261);
const MOMENTS = Array.from({ length: 10 }, () => Math.round(1500 + random() * 9000));

describe("Ctrl-C during npm run lab", () => {
  const workplace = new Workplace("kleinstadt");
  afterAll(() => workplace.remove());

  it.each(MOMENTS)("after %i ms leaves what the next run completes, in simulator and state", async (moment) => {
    await workplace.run("lab", ["--down"]).ended;
    const interrupted = workplace.run("lab", ["--task-seconds", "0.1"]);
    const timer = setTimeout(() => interrupted.child.kill("SIGINT"), moment);
    const first = await interrupted.ended;
    clearTimeout(timer);
    expect(first.output).not.toMatch(/^\s+at .*\(/m);

    const second = await workplace.run("lab").ended;
    expect(second.output).toContain("plan: 4 stacks done, 0 failed, 0 owed; 0 add, 0 change, 0 destroy");
    expect(second.code, second.output.slice(-2000)).toBe(0);
    await expectWhole(workplace);
  });
});

/** Every planned machine is in the simulator and in the state, once, and nothing else is. */
async function expectWhole(workplace: Workplace): Promise<void> {
  const { platform } = checkFolder(workplace.folder, loadCatalogue());
  if (!platform) throw new Error("the declaration is invalid");
  const environment = workplace.environment();
  for (const cluster of Object.values(platform.clusters)) {
    const stacks = Object.values(platform.stacks).filter((stack) => stack.cluster === cluster.id);
    const planned = stacks.flatMap(({ machines }) => machines.map((key) => platform.machines[key]?.vmId)).sort();
    const present = await listMachines(environment, cluster.id, stacks[0]?.tokenVariable ?? "");
    expect(present.map(({ vmid }) => vmid).sort()).toEqual(planned);
    expect(new Set(present.map(({ status }) => status))).toEqual(new Set(["running"]));
    const states = stacks.flatMap(({ id }) => stateMachines(join(workplace.folder, ".lab/state", `${id}.tfstate`)));
    expect(states.sort()).toEqual(planned);
  }
  expect(readdirSync(join(workplace.folder, ".lab/state")).filter((file) => file.includes("lock"))).toEqual([]);
}

function stateMachines(file: string): number[] {
  if (!existsSync(file)) return [];
  const { resources } = JSON.parse(readFileSync(file, "utf8")) as {
    resources: { type: string; mode: string; instances: { attributes: { vm_id: number } }[] }[];
  };
  return resources
    .filter(({ type, mode }) => mode === "managed" && type === "proxmox_virtual_environment_vm")
    .flatMap(({ instances }) => instances.map(({ attributes }) => attributes.vm_id));
}
