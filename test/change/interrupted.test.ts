import { expect, it } from "vitest";
import { applyStacks } from "../../change/run.js";
import { loadCatalogue } from "../../model/catalogue/load.js";
import { checkFolder } from "../../model/check.js";
import type { Platform, Stack } from "../../model/platform.js";
import { PROJECT } from "../support/command.js";

const platform = checkFolder(`${PROJECT}/traeger/kleinstadt`, loadCatalogue()).platform as Platform;
const stack = platform.stacks["kleinstadt-rathaus"] as Stack;
const planned = new Map([
  [stack.id, { stack: stack.id, result: "done", counts: { add: 1, change: 0, remove: 0 } } as const],
]);
const progress = { started: () => {}, step: () => {}, mended: () => {}, ended: () => {} };
const HALTED = '{"type":"diagnostic","diagnostic":{"severity":"error","summary":"execution halted"}}';

/** An engine that fails, after an interruption or by itself. */
async function applied(interrupted: boolean) {
  const stop = new AbortController();
  const engine = async (_: Stack, __: readonly string[], onLine: (line: string) => void) => {
    if (interrupted) stop.abort();
    onLine(HALTED);
    return 1;
  };
  const options = { engine, progress, resources: () => ({}), jobs: 1, signal: stop.signal };
  const [outcome] = await applyStacks(platform, [stack], planned, options);
  return outcome;
}

it("a stack whose engine was interrupted has not failed: it is owed, and goes on with the next run", async () => {
  expect(await applied(true)).toEqual({
    stack: stack.id,
    result: "owed",
    because: "apply was interrupted; the next run goes on from here",
  });
});

it("a stack whose engine fails by itself has failed, with the engine's words", async () => {
  expect(await applied(false)).toMatchObject({ result: "failed", errors: [{ text: "execution halted" }] });
});

const SET = "proxmox_virtual_environment_firewall_ipset";
const MADE = `{"type":"apply_complete","hook":{"action":"create","resource":{"addr":"${SET}.net","resource_type":"${SET}"}}}`;
const summary = (add: number) =>
  `{"type":"change_summary","changes":{"add":${add},"change":0,"remove":${add},"operation":"plan"}}`;

/** What the engine is asked for, when the plan after an apply finds `left` address sets that are not as planned. */
async function asked(left: number) {
  const commands: string[] = [];
  const engine = async (_: Stack, args: readonly string[], onLine: (line: string) => void) => {
    commands.push([args[0], ...args.filter((arg) => arg.startsWith("-target"))].join(" "));
    onLine(args[0] === "plan" ? summary(left) : MADE);
    return 0;
  };
  const signal = new AbortController().signal;
  await applyStacks(platform, [stack], planned, { engine, progress, resources: () => ({}), jobs: 1, signal });
  return commands;
}

it("an address set that was made is planned again, alone, and applied again only if it was left half-made", async () => {
  expect(await asked(0)).toEqual(["apply", `plan -target=${SET}.net`]);
  expect(await asked(1)).toEqual(["apply", `plan -target=${SET}.net`, "apply"]);
});
