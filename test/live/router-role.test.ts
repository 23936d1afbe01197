import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ADMIN, startAlone } from "../../lab/twin/alone.js";
import { until } from "../../lab/twin/machine.js";
import { initOf, inNode, ready } from "../../lab/twin/node.js";
import { cgroup, endRun, inNamespace, inside, netnsPath, newRun, type Run, unavailable } from "../../lab/twin/run.js";
import { PROJECT } from "../../scripts/lib/command.js";
import { readTexts } from "../support/declaration.js";
import { type Run as Process, start } from "../support/workplace.js";

/** The smallest router: one segment that it is administered from, one instance. */
const TREE = Object.fromEntries(readTexts(join(PROJECT, "roles/router/molecule/default/tree")));

/** A tree whose only fault is that nobody reaches the router any more. */
const LOCKED_OUT = TREE["education/nftables"]?.replace("tcp dport 22 accept", "tcp dport 2222 accept") as string;

describe.skipIf(unavailable() !== undefined && process.env.CI !== "true")("the role router", () => {
  const folder = mkdtempSync(join(tmpdir(), "role-"));
  const tree = join(folder, "tree");
  let run: Run;

  beforeAll(async () => {
    run = newRun(folder);
    const pid = await startAlone(run, "r1");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "id")]);
    await inNode(pid, ["sh", "-c", BOOTSTRAP], readFileSync(join(folder, "id.pub"), "utf8"));
    mkdirSync(join(folder, "keys"));
    mkdirSync(cgroup(run, "ansible"));
    write(TREE);
    const checked = await deliver(["--check"]).ended;
    expect(checked.code, checked.output).toBe(0);
    expect(await node("ls /usr/local/lib /etc/systemd/system"), "nothing is installed by --check").not.toContain(
      "plattform",
    );
    const { code, output } = await deliver().ended;
    expect(code, output).toBe(0);
  });

  beforeEach(async () => {
    write(TREE);
    await node("/usr/local/sbin/plattform rollback; rm -f /var/lib/plattform/log");
  });

  afterAll(async () => {
    await endRun(run);
    rmSync(folder, { recursive: true, force: true });
  });

  /** What `npm run bootstrap` leaves on a new device, as far as this test needs it. */
  const BOOTSTRAP = `
    ip link set seg-management up && ip addr add 192.0.2.1/28 dev seg-management
    mkdir -p -m 700 /root/.ssh && cat > /root/.ssh/authorized_keys && ssh-keygen -A && mkdir -p /run/sshd
    echo "d /run/sshd 0755" > /etc/tmpfiles.d/sshd.conf && systemctl enable --now ssh`;

  function write(files: Record<string, string>): void {
    rmSync(tree, { recursive: true, force: true });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
  }

  /** The real way: Ansible on the administrator's machine, SSH, the playbook. */
  function deliver(args: readonly string[] = [], minutes = 3): Process {
    const inventory = {
      all: {
        children: {
          routers: { hosts: { r1: { ansible_host: "192.0.2.1", router__tree: tree } } },
          hubs: {},
          wave_1: { hosts: { r1: {} } },
        },
        vars: {
          plattform_adapter: "linux",
          ansible_user: "root",
          ansible_python_interpreter: "/usr/bin/python3",
          ansible_ssh_private_key_file: join(folder, "id"),
          ansible_ssh_common_args: "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=3",
          router__minutes: minutes,
        },
      },
    };
    writeFileSync(join(folder, "inventory.json"), JSON.stringify(inventory));
    const playbook = join(PROJECT, ".tools/venv/bin/ansible-playbook");
    const command = [playbook, "-i", join(folder, "inventory.json"), "playbooks/network.yml", ...args];
    // In a control group of its own, because Ansible's workers leave the process group.
    const [program = "", ...rest] = inside(run, ["nsenter", `--net=${netnsPath(run, ADMIN)}`, ...command], "ansible");
    return start(program, rest, PROJECT, {
      ANSIBLE_ROLES_PATH: join(PROJECT, "roles"),
      ANSIBLE_PIPELINING: "1",
      ANSIBLE_SSH_RETRIES: "0",
      PLATTFORM_KEY_STORE: join(folder, "keys"),
      PLATTFORM_PUBLIC_KEYS: join(folder, "keys"),
    });
  }

  async function node(command: string): Promise<string> {
    return inNode(initOf(run, "r1") as number, ["sh", "-c", command]);
  }

  const rolledBack = () =>
    until("the router goes back", () => tryNode("cat /var/lib/plattform/log").includes("rolled back") || undefined, 90);

  /** Without waiting and without failing, for questions that are asked again and again. */
  function tryNode(command: string): string {
    try {
      const pid = initOf(run, "r1");
      return execFileSync("nsenter", ["--all", `--target=${pid}`, "sh", "-c", command], { stdio: "pipe" }).toString();
    } catch {
      return "";
    }
  }

  const changed = (output: string) => /changed=(\d+)/.exec(output)?.[1];

  it("changes nothing in a second run", async () => {
    const { code, output } = await deliver().ended;
    expect([code, changed(output)], output).toEqual([0, "0"]);
  });

  it("finds changes made by hand, shows them, and takes them back", async () => {
    await node("ip addr add 198.51.100.1/24 dev seg-management; nft add rule inet plattform input tcp dport 23 accept");
    const shown = await deliver(["--check", "--diff"]).ended;
    expect(shown.output).toContain("-addr 198.51.100.1/24 dev seg-management");
    expect(shown.output).toMatch(/^-\s+tcp dport 23 accept/m);
    expect(await node("ip -4 addr show seg-management")).toContain("198.51.100.1");
    const mended = await deliver().ended;
    expect([mended.code, changed(mended.output)], mended.output).toEqual([0, "1"]);
    expect(await node("ip -4 addr show seg-management")).not.toContain("198.51.100.1");
  });

  it("tells its segment the time, also where it reaches no server", async () => {
    const time =
      "server 198.51.100.123 iburst\nallow 192.0.2.0/28\nlocal stratum 10\npidfile /run/chrony-education.pid\n";
    const rules = TREE["education/nftables"]?.replace(
      "tcp dport 22",
      "udp dport 123 accept\n\t\tip saddr 192.0.2.0/28 tcp dport 22",
    );
    write({ ...TREE, "education/nftables": rules ?? "", "education/chrony.conf": time });
    const { code, output } = await deliver().ended;
    expect(code, output).toBe(0);
    // Asks once and ends; it fails without an answer from a synchronised server.
    await inNamespace(run, "admin", ["chronyd", "-Q", "-t", "20", "server 192.0.2.1 iburst"]);
    expect(changed((await deliver().ended).output)).toBe("0");
    write(TREE);
    await deliver().ended;
    expect((await node("systemctl is-active plattform-chrony@education.service || true")).trim()).toBe("inactive");
  });

  it("leaves the router as it is when a program refuses its file", async () => {
    write({ ...TREE, "education/nftables": "table inet plattform { nonsense }\n" });
    const before = await node("nft list ruleset; readlink /etc/schulplattform");
    const { code, output } = await deliver().ended;
    expect(code).toBe(2);
    expect(output).toContain("syntax error");
    expect(await node("nft list ruleset; readlink /etc/schulplattform")).toBe(before);
  });

  it("goes back by itself when the new rules lock everybody out", async () => {
    write({ ...TREE, "education/nftables": LOCKED_OUT });
    const { code } = await deliver([], 0.2).ended;
    expect(code).not.toBe(0);
    await rolledBack();
    expect((await deliver(["--check"]).ended).code, "it is reached again").toBe(0);
  });

  it("goes back by itself when Ansible is killed before it confirms", async () => {
    write({ ...TREE, "education/ip": `addr 198.51.100.9/32 dev seg-management\n${TREE["education/ip"]}` });
    const { ended } = deliver([], 0.2);
    await until("the activation begins", () => (tryNode("cat /var/lib/plattform/pending.json") ? true : undefined));
    writeFileSync(join(cgroup(run, "ansible"), "cgroup.kill"), "1");
    await ended;
    await rolledBack();
    expect(await node("ip -4 addr show seg-management")).not.toContain("198.51.100.9");
  });

  it("does not replace the tool while an activation waits, and replaces it as a whole afterwards", async () => {
    await copyInto(tree, "/tmp/tree");
    const whole = await node("readlink /usr/local/lib/plattform");
    await node(`cd /usr/local/lib; cp -r ${whole.trim()} plattform.d/other; ln -sfn $PWD/plattform.d/other plattform
      /usr/local/sbin/plattform activate /tmp/tree --minutes 10`);
    const refused = await deliver().ended;
    expect([refused.code, refused.output]).toEqual([2, expect.stringContaining("is not replaced now")]);
    expect(await node("readlink /usr/local/lib/plattform")).toMatch(/other$/m);
    await node("/usr/local/sbin/plattform confirm");
    const { code, output } = await deliver().ended;
    expect(code, output).toBe(0);
    expect(await node("readlink /usr/local/lib/plattform")).toBe(whole);
  });

  it("writes nothing to a router with another Debian than the declared one", async () => {
    const { code, output } = await deliver(["-e", "plattform_firmware=1"]).ended;
    expect([code, output]).toEqual([2, expect.stringContaining("declared is 1; nothing was written")]);
    const [version] = (await node("cat /etc/debian_version")).split(".");
    expect((await deliver(["-e", `plattform_firmware=${version?.trim()}`]).ended).code).toBe(0);
  });

  it("writes nothing to a router with another serial number than the declared one", async () => {
    write({ ...TREE, "education/ip": `addr 198.51.100.6/32 dev seg-management\n${TREE["education/ip"]}` });
    const before = await node("readlink /etc/schulplattform; ls /var/lib/plattform/trees");
    const declared = (serial: string) => ["-e", JSON.stringify({ plattform_serial: serial })];
    const { code, output } = await deliver(declared("OTHER")).ended;
    expect([code, output]).toEqual([2, expect.stringContaining("declared is OTHER; nothing was written")]);
    expect(await node("readlink /etc/schulplattform; ls /var/lib/plattform/trees")).toBe(before);
    const own = (await node("cat /sys/class/dmi/id/product_serial 2>/dev/null || echo none")).trim();
    expect(output).toContain(`has the serial number ${own}`);
    expect(changed((await deliver(declared(own)).ended).output)).toBe("1");
  });

  it.each([
    ["its tree", "0", "198.51.100.3"],
    ["what ran before, beside its tree of four files", "16k", "198.51.100.4"],
    ["what is noted of the activation, beside both", "20k", "198.51.100.5"],
  ])(
    "leaves the router as it is when its disk has no room for %s, and the next run completes",
    async (_, room, address) => {
      const home = "/var/lib/plattform";
      const onto = (commands: string) =>
        `cp -a ${home} /tmp/home; ${commands}; cp -a /tmp/home/. ${home}; rm -r /tmp/home`;
      await node(onto(`mount -t tmpfs -o size=1m none ${home}`));
      // A file takes a whole page of a tmpfs.
      await node(`dd if=/dev/zero of=${home}/ballast bs=4k 2>/dev/null; truncate -s -${room} ${home}/ballast`);
      const state = `readlink /etc/schulplattform; ls ${home} ${home}/trees ${home}/backup; nft list ruleset; ip -4 addr`;
      const before = await node(state);
      write({ ...TREE, "education/ip": `addr ${address}/32 dev seg-management\n${TREE["education/ip"]}` });
      const { code, output } = await deliver().ended;
      expect([code, output]).toEqual([2, expect.stringMatching(/nothing was changed: .*No space left on device/)]);
      expect(output).not.toContain("Traceback");
      expect(await node(state)).toBe(before);
      await node(`rm ${home}/ballast`);
      const next = await deliver().ended;
      expect([next.code, changed(next.output)], next.output).toEqual([0, "1"]);
      expect(await node("ip -4 addr show seg-management")).toContain(address);
      await node(onto(`umount ${home}`));
    },
  );

  it("brings each port to its name, also where two changed places, and sets a port down that is not named", async () => {
    const ports = (first: string, second: string) => ({
      ...TREE,
      "link-layer": `${TREE["link-layer"]}link wan-1 ether ${first}\nlink wan-2 ether ${second}\n`,
      "education/ip": `${TREE["education/ip"]}link wan-1 mtu 1500\nlink wan-2 mtu 1500\n`,
    });
    await node("ip link add eth1 address 02:00:00:00:00:01 type veth peer name eth2 address 02:00:00:00:00:02");
    for (const [first, second] of [
      ["eth1", "eth2"],
      ["eth2", "eth1"],
    ] as const) {
      write(ports(first, second));
      const { code, output } = await deliver().ended;
      expect([code, changed(output)], output).toEqual([0, "1"]);
      expect(await node("cat /sys/class/net/wan-1/address")).toBe(`02:00:00:00:00:0${first.at(-1)}\n`);
      expect(changed((await deliver().ended).output)).toBe("0");
    }
    write(TREE);
    const { code, output } = await deliver().ended;
    expect([code, changed(output)], output).toEqual([0, "1"]);
    expect(await node("ip -brief link show wan-1")).toMatch(/DOWN/);
    expect(changed((await deliver().ended).output)).toBe("0");
    await node("ip link delete wan-1");
  });

  it("goes back when it reboots before the confirmation", async () => {
    write({ ...TREE, "education/ip": `addr 198.51.100.7/32 dev seg-management\n${TREE["education/ip"]}` });
    const pid = initOf(run, "r1") as number;
    await copyInto(tree, "/tmp/tree");
    await node("/usr/local/sbin/plattform activate /tmp/tree --minutes 10");
    expect(await node("ip -4 addr show seg-management")).toContain("198.51.100.7");
    await node("systemctl reboot");
    await ready(run, "r1", pid);
    expect(await node("cat /var/lib/plattform/log")).toContain("rolled back");
    expect(await node("ip -4 addr show seg-management")).not.toContain("198.51.100.7");
    write(TREE);
    expect(changed((await deliver().ended).output)).toBe("0");
  });

  it("goes back to the tree confirmed last when a power cut took what was noted of the activation", async () => {
    write({ ...TREE, "education/ip": `addr 198.51.100.8/32 dev seg-management\n${TREE["education/ip"]}` });
    const pid = initOf(run, "r1") as number;
    const confirmed = await node("readlink /etc/schulplattform");
    await copyInto(tree, "/tmp/tree");
    await node("/usr/local/sbin/plattform activate /tmp/tree --minutes 10; : > /var/lib/plattform/pending.json");
    await node("systemctl reboot");
    await ready(run, "r1", pid);
    expect(await node("readlink /etc/schulplattform")).toBe(confirmed);
    expect(await node("cat /var/lib/plattform/log")).toMatch(/can't be read, so the tree confirmed last counts/);
    expect(await node("ip -4 addr show seg-management")).not.toContain("198.51.100.8");
    write(TREE);
    expect(changed((await deliver().ended).output)).toBe("0");
  });

  it("tries again when the way back fails, and keeps what ran before the activation", async () => {
    await copyInto(tree, "/tmp/tree");
    await node("/usr/local/sbin/plattform activate /tmp/tree --minutes 10");
    const rules = "/var/lib/plattform/trees/$(basename $(readlink /var/lib/plattform/confirmed))/education/nftables";
    const failed = await node(`cp ${rules} /tmp/rules; echo nonsense > ${rules}
      /usr/local/sbin/plattform rollback 2>&1; echo $?; cp /tmp/rules ${rules}`);
    expect(failed).toMatch(/could not go back to .*, tries again.*\n1\n$/s);
    expect(await node("systemctl is-active plattform-rollback.timer; ls /var/lib/plattform/pending.json")).toMatch(
      /^active/,
    );
    await node("/usr/local/sbin/plattform rollback");
    expect(await node("cat /var/lib/plattform/log")).toContain("rolled back");
    const backups = (await node("cd /var/lib/plattform/backup && ls | sort -n")).trim().split("\n");
    const last = JSON.parse(await node(`cat /var/lib/plattform/backup/${backups.at(-1)}`));
    expect(last["education/ip"]).toBe(TREE["education/ip"]);
  });

  async function copyInto(source: string, target: string): Promise<void> {
    const archive = execFileSync("tar", ["--create", "--directory", source, "."]).toString("base64");
    await inNode(
      initOf(run, "r1") as number,
      ["sh", "-c", `mkdir -p ${target}; base64 -d | tar -x -C ${target}`],
      archive,
    );
  }
});
