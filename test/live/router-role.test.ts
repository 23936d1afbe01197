import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { until } from "../../lab/twin/machine.js";
import { configure, makeNamespaces, plug } from "../../lab/twin/namespace.js";
import { initOf, inNode, ready, startNode } from "../../lab/twin/node.js";
import { cgroup, endRun, inside, netnsPath, newRun, type Run, unavailable } from "../../lab/twin/run.js";
import { PROJECT } from "../../scripts/lib/command.js";
import { type Run as Process, start } from "../support/workplace.js";

/** The smallest router: one segment that it is administered from, one instance. */
const TREE: Record<string, string> = {
  "link-layer": "link seg-management given\n",
  "sysctl.conf": "net.ipv4.ip_forward = 1\n",
  "education/ip": "addr 192.0.2.1/28 dev seg-management\nlink seg-management mtu 1500\n",
  "education/nftables": `table inet plattform {
	set quarantine {
		type ifname
	}

	chain input {
		type filter hook input priority filter; policy drop;
		ct state established,related accept
		iifname "lo" accept
		ip saddr 192.0.2.0/28 tcp dport 22 accept
	}
}
`,
};

/** A tree whose only fault is that nobody reaches the router any more. */
const LOCKED_OUT = TREE["education/nftables"]?.replace("tcp dport 22 accept", "tcp dport 2222 accept") as string;

describe.skipIf(unavailable() !== undefined && process.env.CI !== "true")("the role router", () => {
  const folder = mkdtempSync(join(tmpdir(), "role-"));
  const tree = join(folder, "tree");
  let run: Run;

  beforeAll(async () => {
    run = newRun(folder);
    makeNamespaces(run, ["admin", "r1"]);
    plug(run, [{ a: { namespace: "admin", device: "eth0" }, b: { namespace: "r1", device: "seg-management" } }]);
    await configure(run, {
      name: "admin",
      forwards: false,
      lines: ["addr add 192.0.2.2/28 dev eth0", "link set eth0 up"],
    });
    startNode(run, { name: "r1", instances: { main: "r1" } });
    const pid = await ready(run, "r1");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "id")]);
    await inNode(pid, ["sh", "-c", BOOTSTRAP], readFileSync(join(folder, "id.pub"), "utf8"));
    mkdirSync(join(folder, "keys"));
    mkdirSync(cgroup(run, "ansible"));
    write(TREE);
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
    const [program = "", ...rest] = inside(run, ["nsenter", `--net=${netnsPath(run, "admin")}`, ...command], "ansible");
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
    until("the router goes back", () => (tryNode("cat /var/lib/plattform/log") ? true : undefined), 90);

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

  async function copyInto(source: string, target: string): Promise<void> {
    const archive = execFileSync("tar", ["--create", "--directory", source, "."]).toString("base64");
    await inNode(
      initOf(run, "r1") as number,
      ["sh", "-c", `mkdir -p ${target}; base64 -d | tar -x -C ${target}`],
      archive,
    );
  }
});
