import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, Workplace } from "../support/workplace.js";

const SITE = `schemaVersion: 1
name: Bahnhof 1
uplinks:
  - { kind: provider, technology: fibre, downMbit: 1000, upMbit: 1000, role: primary, handover: dhcp }
`;

const STACK = "kleinstadt-rathaus";
const SET = "proxmox_virtual_environment_firewall_ipset";
const EMPTY = "0 add, 0 change, 0 destroy";

const workplace = new Workplace("kleinstadt");
beforeAll(async () => {
  const { code, output } = await workplace.run("lab", [STACK]).ended;
  expect(code, output.slice(-3000)).toBe(0);
});
afterAll(() => workplace.remove());

it("a new site changes address sets, under their names, and no rule", async () => {
  const before = await sets();
  workplace.write("sites/bahnhof.yaml", SITE);
  expect((await workplace.run("allocate").ended).code).toBe(0);
  const output = await apply();
  const after = await sets();
  expect(Object.keys(after)).toEqual(Object.keys(before));
  const changed = Object.keys(after).filter((name) => after[name]?.join() !== before[name]?.join());
  expect(changed.length).toBeGreaterThan(0);
  expect(output).toContain(`plan ${STACK}: ${changed.length} to add, 0 to change, ${changed.length} to destroy`);
  expect(await planned()).toContain(EMPTY);
});

it("a set that was changed by hand is put right by one run, not removed", async () => {
  const before = await sets();
  const [name = "", cidrs] = Object.entries(before).find(([, entries]) => entries.length > 1) ?? [];
  await workplaceAsks(`cluster/firewall/ipset/${name}/${encodeURIComponent(cidrs?.[0] ?? "")}`, "DELETE");
  expect(await sets()).not.toEqual(before);
  await apply();
  expect(await sets()).toEqual(before);
  expect(await planned()).toContain(EMPTY);
});

it("a set that an interrupted run left half made is made whole by one run, not removed", async () => {
  const before = await sets();
  changeState((resources) => {
    const instance = resources.find(({ type }) => type === SET)?.instances[0];
    if (!instance) throw new Error("the state has no address set");
    instance.status = "tainted";
    return resources;
  });
  await apply();
  expect(await sets()).toEqual(before);
  expect(await planned()).toContain(EMPTY);
});

it("a set that was left without its addresses and is not in the state is made whole by one run", async () => {
  const before = await sets();
  const [name = "", cidrs = []] = Object.entries(before).find(([, entries]) => entries.length > 1) ?? [];
  changeState((resources) =>
    resources.filter(({ type, instances }) => type !== SET || instances[0]?.attributes.name !== name),
  );
  for (const cidr of cidrs) await workplaceAsks(`cluster/firewall/ipset/${name}/${encodeURIComponent(cidr)}`, "DELETE");
  expect((await sets())[name]).toEqual([]);
  expect(await apply()).toContain(`${STACK}: mended: complete what an interrupted run left half-made`);
  expect(await sets()).toEqual(before);
  expect(await planned()).toContain(EMPTY);
});

interface StateResource {
  readonly type: string;
  readonly instances: { status?: string; readonly attributes: { readonly name?: string } }[];
}

/** Writes the stack's state as a run that was stopped would have left it. */
function changeState(change: (resources: StateResource[]) => StateResource[]): void {
  workplace.write(`.lab/state/${STACK}.tfstate`, (text) => {
    const state = JSON.parse(text) as { resources: StateResource[] };
    return JSON.stringify({ ...state, resources: change(state.resources) });
  });
}

async function apply(): Promise<string> {
  const { code, output } = await workplace.run("apply", ["--yes", STACK], workplace.environment()).ended;
  expect(code, output.slice(-3000)).toBe(0);
  return output;
}

const planned = async () => (await workplace.run("plan", [STACK], workplace.environment()).ended).output;

const workplaceAsks = <T>(path: string, method?: "DELETE") =>
  ask<T>(workplace.environment(), "rathaus", "pve_rathaus_token", path, method);

/** Address sets of the cluster: name → prefixes. */
async function sets(): Promise<Record<string, string[]>> {
  const names = (await workplaceAsks<{ name: string }[]>("cluster/firewall/ipset")).map(({ name }) => name).sort();
  const entries = names.map(async (name) => {
    const cidrs = await workplaceAsks<{ cidr: string }[]>(`cluster/firewall/ipset/${name}`);
    return [name, cidrs.map(({ cidr }) => cidr).sort()] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
