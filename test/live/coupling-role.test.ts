import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { HUB, startCoupled } from "../../lab/twin/coupled.js";
import { until } from "../../lab/twin/machine.js";
import { initOf } from "../../lab/twin/node.js";
import { cgroup, endRun, inside, newRun, type Run, unavailable } from "../../lab/twin/run.js";
import { PROJECT } from "../../scripts/lib/command.js";
import { readTexts } from "../support/declaration.js";
import { start } from "../support/workplace.js";

const SCENARIO = join(PROJECT, "roles/landesnetz_coupling/molecule/default");
const scenario = (file: string) => readFileSync(join(SCENARIO, file), "utf8");
/** A router with one line and one tunnel, in which BFD and BGP run. */
const TREE = Object.fromEntries(readTexts(join(SCENARIO, "tree")));
const CLOSED = TREE["education/nftables"]?.replace('iifname "tun-1-dc1" accept', "") as string;
const NEWER = scenario("step/education/nftables");
const STEP = parse(scenario("vars/cutover.yml")).landesnetz_coupling__step;

describe.skipIf(unavailable() !== undefined && process.env.CI !== "true")("the role landesnetz_coupling", () => {
  const folder = mkdtempSync(join(tmpdir(), "coupling-"));
  let run: Run;
  let tree = 0;

  beforeAll(async () => {
    run = newRun(folder);
    await startCoupled(run, "r1");
    mkdirSync(join(folder, "keys"));
    mkdirSync(cgroup(run, "ansible"));
    const { code, output } = await play("network.yml", {}).ended;
    expect(code, output).toBe(0);
    await until("BGP", () => (node("ip route show proto bgp").includes("198.51.100.1") ? true : undefined), 120);
    // A busy machine may have lost a session again: the step looks at it.
    await until("BFD", () => (/"status":"up"/.test(node("vtysh -c 'show bfd peers json'")) ? true : undefined), 120);
  });
  afterAll(async () => {
    await endRun(run);
    rmSync(folder, { recursive: true, force: true });
  });

  const node = (command: string, name = "r1") =>
    execFileSync("nsenter", ["--all", `--target=${initOf(run, name)}`, "sh", "-c", command], { encoding: "utf8" });

  function play(
    playbook: string,
    changes: Record<string, string>,
    step: Record<string, unknown> = {},
    variables: Record<string, unknown> = {},
  ) {
    tree += 1;
    const at = join(folder, `tree-${tree}`);
    for (const [path, text] of Object.entries({ ...TREE, ...changes })) {
      mkdirSync(dirname(join(at, path)), { recursive: true });
      writeFileSync(join(at, path), text);
    }
    const r1 = {
      ansible_connection: "netnode",
      ansible_python_interpreter: "/usr/bin/python3",
      netnode_init: join(cgroup(run, "node-r1"), "init.scope/cgroup.procs"),
      plattform_adapter: "linux",
      plattform_cutover: { ...STEP, ...step },
      router__tree: at,
      ...variables,
    };
    const inventory = { all: { children: { routers: { hosts: { r1 } }, wave_1: { hosts: { r1: {} } } } } };
    writeFileSync(join(folder, "inventory.json"), JSON.stringify(inventory));
    const ansible = join(PROJECT, ".tools/venv/bin/ansible-playbook");
    const command = [ansible, "-i", join(folder, "inventory.json"), `playbooks/${playbook}`];
    const [program = "", ...rest] = inside(run, command, "ansible");
    return start(program, rest, PROJECT, {
      ANSIBLE_ROLES_PATH: join(PROJECT, "roles"),
      ANSIBLE_CONNECTION_PLUGINS: join(PROJECT, "lab/twin/connection"),
      PLATTFORM_KEY_STORE: join(folder, "keys"),
      PLATTFORM_PUBLIC_KEYS: join(folder, "keys"),
    });
  }

  it("takes a step whose lines and tunnels work, and reports what it saw", async () => {
    const { code, output } = await play("cut-over.yml", {}).ended;
    expect(code, output).toBe(0);
    expect(output).toContain("The step landesnetz-primary holds:");
    expect(output).toContain("gateway 203.0.113.1 answers");
    expect(output).toMatch(/tun-1-dc1 \(education\): 0 % lost in 5 s/);
    expect(output).toContain("education: routes leave by tun-1-dc1");
  });

  const waits = () => node("test -e /var/lib/plattform/pending.json && echo waits || echo done").trim();
  /** The echoes of the watch; those of the look before are single ones. */
  const watched = () => until("it watches", () => node("pgrep -f '[p]ing -q' || true") !== "" || undefined, 120);

  it("confirms a step only after it was watched", async () => {
    const { ended } = play("cut-over.yml", { "education/nftables": NEWER });
    await watched();
    expect([waits(), node("nft list ruleset")]).toEqual(["waits", expect.stringContaining("2222")]);
    const { code, output } = await ended;
    expect(code, output).toBe(0);
    expect([waits(), node("nft list ruleset")]).toEqual(["done", expect.stringContaining("2222")]);
    expect(node("readlink -f /var/lib/plattform/confirmed")).toBe(node("readlink -f /etc/schulplattform"));
  });

  it("leaves the way back to the router when it is killed while it watches", async () => {
    const before = node("nft list ruleset");
    const step = { seconds: 120 };
    const { ended } = play("cut-over.yml", {}, step, { landesnetz_coupling__minutes: 0.5 });
    await watched();
    writeFileSync(join(cgroup(run, "ansible"), "cgroup.kill"), "1");
    await ended;
    expect(node("nft list ruleset")).not.toBe(before);
    await until("the router goes back", () => (waits() === "done" ? true : undefined), 90);
    expect(node("nft list ruleset")).toBe(before);
  });

  it("says that a step does not hold which the router took already, and changes nothing", async () => {
    const tree = node("readlink /etc/schulplattform");
    const { code, output } = await play("cut-over.yml", { "education/nftables": NEWER }, { preferred: ["tun-1-dc2"] })
      .ended;
    expect(code).not.toBe(0);
    expect(output).toContain("does not hold, the router ran its tree already and still does:");
    expect(output).toContain("no route leaves by tun-1-dc2");
    expect(node("readlink /etc/schulplattform")).toBe(tree);
  });

  it("takes a step back whose tree breaks the tunnel, and says what it saw", async () => {
    const before = node("nft list ruleset");
    const { code, output } = await play("cut-over.yml", { "education/nftables": CLOSED }).ended;
    expect(code).not.toBe(0);
    expect(output).toContain("The step landesnetz-primary was taken back, the router runs its tree before:");
    expect(output).toContain("BFD to 10.255.0.0 is not up");
    expect(node("nft list ruleset")).toBe(before);
    expect(waits()).toBe("done");
  });

  it("refuses a step before anything is changed, and names all that is missing", async () => {
    node("ip link set line down", HUB);
    const before = node("readlink /etc/schulplattform");
    const { code, output } = await play(
      "cut-over.yml",
      { "education/nftables": CLOSED },
      {
        open: ["wan-1: the operator has not confirmed handover/ankerstrasse.md (order.confirmed)"],
        before: [{ interface: "tun-2-dc1", instance: "education", peer: "10.255.0.9" }],
      },
    ).ended;
    expect(code).not.toBe(0);
    expect(output).toContain("was not taken, nothing was changed");
    expect(output).toContain("wan-1: the operator's gateway 203.0.113.1 does not answer");
    expect(output).toContain("tun-2-dc1 (education): BFD to 10.255.0.9 is not up");
    expect(output).toContain("the operator has not confirmed handover/ankerstrasse.md");
    expect(node("readlink /etc/schulplattform")).toBe(before);
  });
});
