import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadCatalogue } from "../../model/catalogue/load.js";
import { checkFolder } from "../../model/check.js";
import type { RouterIntent, SwitchIntent } from "../../model/intent.js";
import { publicKeyOf } from "../../model/key-pair.js";
import type { Platform } from "../../model/platform.js";
import { ciscoIos } from "../../render/adapters/cisco-ios/cisco-ios.js";
import { ciscoBootstrap } from "../../render/bootstrap-cisco.js";
import { debianBootstrap } from "../../render/bootstrap-debian.js";
import { bindPorts, findPorts } from "../../render/bootstrap-ports.js";
import { KeysRefused, makeKeys } from "../../scripts/lib/key-store.js";
import { command, PROJECT, terminal } from "../support/command.js";
import { canRunForeign, foreign } from "../support/foreign.js";
import { Workplace } from "../support/workplace.js";

const DEVICE = "rou-001-01";
const hansestadt = checkFolder(join(PROJECT, "traeger/hansestadt"), loadCatalogue()).platform as Platform;

describe("the keys of a device", () => {
  let folder: string;
  let store: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "declaration-"));
    store = mkdtempSync(join(tmpdir(), "store-"));
    process.env.PLATTFORM_KEY_STORE = store;
  });
  afterEach(() => {
    for (const path of [folder, store]) rmSync(path, { recursive: true });
    delete process.env.PLATTFORM_KEY_STORE;
    delete process.env.ANSIBLE_VAULT_PASSWORD_FILE;
  });

  const declared = () => {
    const file = join(folder, "keys", `${DEVICE}.yaml`);
    return existsSync(file) ? (parse(readFileSync(file, "utf8")) as Record<string, string>) : {};
  };
  const stored = (instance: string) => join(store, DEVICE, `${instance}.key`);
  const make = (replace = false, instances: readonly ("education" | "verwaltung")[] = ["education"]) =>
    makeKeys({ device: DEVICE, instances, declared: declared(), folder, replace });

  test("are made once: the private one for its owner alone, the public one in the declaration", () => {
    expect(make()).toEqual(["education"]);
    const before = [readFileSync(stored("education"), "utf8"), declared()];
    expect(statSync(stored("education")).mode & 0o777).toBe(0o600);
    expect(statSync(join(store, DEVICE)).mode & 0o777).toBe(0o700);
    expect(declared()).toEqual({ education: publicKeyOf(readFileSync(stored("education"), "utf8")) });
    expect(make()).toEqual([]);
    expect([readFileSync(stored("education"), "utf8"), declared()]).toEqual(before);
  });

  test("are added for an instance that came later, without touching the other's", () => {
    make();
    const { education } = declared();
    expect(make(false, ["education", "verwaltung"])).toEqual(["verwaltung"]);
    expect(declared().education).toBe(education);
  });

  test("are finished after a run that was cut off before the declaration had them", () => {
    make();
    rmSync(join(folder, "keys"), { recursive: true });
    expect(make()).toEqual([]);
    expect(declared()).toEqual({ education: publicKeyOf(readFileSync(stored("education"), "utf8")) });
  });

  test("are not overwritten when the private ones are elsewhere or others", () => {
    make();
    const kept = declared();
    rmSync(stored("education"));
    expect(() => make()).toThrow(KeysRefused);
    writeFileSync(stored("education"), `${Buffer.alloc(32, 7).toString("base64")}\n`);
    expect(() => make()).toThrow(/is not that of/);
    expect(declared()).toEqual(kept);
  });

  test("are all new with --replace", () => {
    make();
    const { education } = declared();
    expect(make(true)).toEqual(["education"]);
    expect(declared().education).not.toBe(education);
    expect(declared()).toEqual({ education: publicKeyOf(readFileSync(stored("education"), "utf8")) });
  });

  test("are encrypted by ansible-vault where it has a password, and known again", () => {
    process.env.ANSIBLE_VAULT_PASSWORD_FILE = join(folder, "password");
    writeFileSync(process.env.ANSIBLE_VAULT_PASSWORD_FILE, "a password of this test\n");
    make();
    expect(readFileSync(stored("education"), "utf8")).toMatch(/^\$ANSIBLE_VAULT;/);
    expect(statSync(stored("education")).mode & 0o777).toBe(0o600);
    expect(make()).toEqual([]);
    delete process.env.ANSIBLE_VAULT_PASSWORD_FILE;
    expect(() => make()).toThrow(/ansible-vault cannot decrypt/);
  });

  test("go nowhere without a store, nor into what is committed", () => {
    process.env.PLATTFORM_KEY_STORE = join(folder, "private");
    expect(() => make()).toThrow(/lies in the declaration/);
    delete process.env.PLATTFORM_KEY_STORE;
    expect(() => make()).toThrow(/PLATTFORM_KEY_STORE is not set/);
  });
});

describe("the first access", () => {
  const script = (name: string) => {
    const router = hansestadt.network.routers[name];
    if (!router) throw new Error(`there is no ${name}`);
    return debianBootstrap(hansestadt, router);
  };

  test.each(Object.keys(hansestadt.network.routers).filter((name) => /^(rou-00|hub|gw)/.test(name)))(
    "to %s is what a shell reads",
    (name) => {
      expect(() => execFileSync("sh", ["-n"], { input: script(name) })).not.toThrow();
    },
  );

  test("to a site's router is its line, for the hubs only", () => {
    expect(script(DEVICE)).toContain("ip address replace 198.18.16.22/30 dev wan-1\n");
    expect(script(DEVICE).match(/^.*dport 22 accept$/gm)).toEqual([
      '    iifname "wan-1" ip saddr { 198.18.0.2, 198.18.0.3 } tcp dport 22 accept',
    ]);
  });

  test("to a router on another kind of line than a hub's primary one is open to the address that the hub calls by", () => {
    expect(script("rou-029-01").match(/^.*dport 22 accept$/gm)).toEqual([
      '    iifname "wan-1" ip saddr { 198.18.0.2, 198.18.0.3 } tcp dport 22 accept',
    ]);
  });

  test("ends what Debian starts by itself beside the role, but not FRR", () => {
    const [, masked = ""] = /^systemctl mask --quiet --now (.*)$/m.exec(script(DEVICE)) ?? [];
    for (const unit of ["dnsmasq", "chrony", "keepalived", "strongswan", "nftables", "avahi-daemon"])
      expect(masked.split(" ")).toContain(`${unit}.service`);
    expect(masked).not.toMatch(/\bfrr\b|\bssh\b/);
  });

  test("lets the kernel's log have what the packet filter of the Verwaltungsnetz drops", () => {
    expect(script(DEVICE)).toContain("echo 'net.netfilter.nf_log_all_netns = 1' > /etc/sysctl.d/60-plattform.conf\n");
  });

  test("keeps logs over a reboot, and no longer than they may be kept", () => {
    expect(script(DEVICE)).toContain("Storage=persistent\\nSystemMaxUse=1G\\nMaxRetentionSec=30day\\n'");
  });

  test("changes nothing before it knows each port", () => {
    const text = script(DEVICE);
    expect(text.match(/^find_port .*$/gm)).toHaveLength(3);
    for (const change of ["cat > ", "systemctl ", "ip link set ", "mkdir ", "mv ", "printf '"])
      expect(text.slice(0, text.indexOf("\nfind_port ")).includes(change), change).toBe(false);
  });

  test("to a hub is its management segment, for the administration only", () => {
    expect(script("hub-dc1")).toContain("ip link add link lan name seg-management type vlan id 102\n");
    expect(script("hub-dc1")).not.toContain("dev wan-");
  });

  test("to a stack tells first which member has which number", () => {
    const device = hansestadt.network.switches["swi-039-02"] as SwitchIntent;
    const serials = ["FOC2701L0A1", "FOC2701L0A2"];
    const lines = ciscoBootstrap({ ...device, device: { ...device.device, serials } });
    expect(lines).toContain(
      "!   member 1: serial number FOC2701L0A1\n!   member 2: serial number FOC2701L0A2\nshow switch\n",
    );
    expect(lines.indexOf("switch 1 priority 15\n")).toBeLessThan(lines.indexOf("configure terminal\n"));
    expect(lines).toContain(
      "interface GigabitEthernet1/1/1\n switchport trunk native vlan 10\n switchport trunk allowed",
    );
    expect(ciscoBootstrap(device)).toContain("!   member 1\n!   member 2\n");
  });

  test("to a switch makes trunks on which management goes without a tag, as the delivered text does", () => {
    for (const device of Object.values(hansestadt.network.switches).filter((it) => it.device.adapter === "cisco-ios")) {
      const natives = (text: string) =>
        text.match(/^interface \S+\n(?:^ .*\n)*? switchport trunk native vlan \d+/gm) ?? [];
      const named = (text: string) => natives(text).map((it) => [it.split("\n")[0], it.split("\n").at(-1)]);
      const delivered = ciscoIos.switch?.(device).get("running-config") ?? "";
      expect(named(ciscoBootstrap(device)).length).toBeGreaterThan(0);
      expect(named(delivered)).toEqual(expect.arrayContaining(named(ciscoBootstrap(device))));
    }
  });

  test("to a switch are lines for its console", () => {
    const device = hansestadt.network.switches["swi-001-02"];
    const lines = device && ciscoBootstrap(device);
    expect(lines).toContain("interface Vlan10\n ip address 10.64.43.131 255.255.255.128\n no shutdown\n");
    expect(lines).toMatch(
      /^ip ssh pubkey-chain\n username plattform\n(?: {2}key-hash ssh-rsa [0-9A-F]{32}\n){2}exit\nexit\n/m,
    );
  });
});

/** Prints what a run of the script's part for the ports leaves; the hardware of a device are links whose MAC address is its own. */
const run = (links: Readonly<Record<string, string>>, ...args: string[]) => {
  const router = hansestadt.network.routers[DEVICE] as RouterIntent;
  const text = ["set -eu", ...findPorts(router), ...bindPorts(router)].join("\n");
  const hardware = Object.entries(links).map(
    ([name, mac]) =>
      `ip link add ${name} address ${mac} type bridge; mount --bind /tmp/0 /sys/class/net/${name}/addr_assign_type`,
  );
  const { status, stdout, stderr } = foreign(
    { script: text },
    [
      "mount -t tmpfs none /etc/systemd/network; echo 0 > /tmp/0",
      ...hardware,
      `code=0; sh /mnt/script ${args.join(" ")} || code=$?`,
      "ip -brief link show | awk '/^[^l]/ { print $1, $3 }' | sort",
      "cd /etc/systemd/network; grep -H = * || true; exit $code",
    ].join("\n"),
  );
  return { status, lines: stdout.trim().split("\n"), stderr };
};

describe.skipIf(!canRunForeign)("the ports of an empty device", () => {
  const mac = (last: number) => `02:00:00:00:00:0${last}`;
  const predictable = { enp1s0: mac(1), enp2s0: mac(2), enp3s0: mac(3) };

  test("are asked for where nobody said which one is which; all stay as they are", () => {
    const { status, lines, stderr } = run(predictable);
    expect(status).toBe(1);
    expect(lines).toEqual(Object.entries(predictable).map((one) => one.join(" ")));
    expect(stderr).toContain("there is no port0; nothing was done");
    for (const [name, address] of Object.entries(predictable)) expect(stderr).toContain(`  ${name} ${address}\n`);
    expect(stderr).toContain("port0=<name or MAC> port1=<name or MAC> port2=<name or MAC>\n");
  });

  test("get their names, now and by their MAC addresses at each boot", () => {
    const { status, lines, stderr } = run(predictable, "port0=enp2s0", `port1=${mac(3)}`, "port2=enp1s0");
    expect(status, stderr).toBe(0);
    expect(lines).toEqual([
      `port0 ${mac(2)}`,
      `port1 ${mac(3)}`,
      `port2 ${mac(1)}`,
      ...[2, 3, 1].flatMap((last, port) => [
        `10-plattform-port${port}.link:PermanentMACAddress=${mac(last)}`,
        `10-plattform-port${port}.link:Name=port${port}`,
      ]),
    ]);
  });

  test("can be exchanged", () => {
    const wrong = { port0: mac(1), port1: mac(2), port2: mac(3) };
    const { lines } = run(wrong, "port0=port1", "port1=port0");
    expect(lines.slice(0, 3)).toEqual([`port0 ${mac(2)}`, `port1 ${mac(1)}`, `port2 ${mac(3)}`]);
    expect(lines).toContain(`10-plattform-port0.link:PermanentMACAddress=${mac(2)}`);
  });

  test.each([
    [["port0=enp1s0", "port1=enp1s0", "port2=enp3s0"], "enp1s0 cannot be two ports"],
    [["port0=enp1s0", "port1=enp2s0", "port2=enp9s0"], "there is no port2"],
    [["port7=enp1s0"], "port7=enp1s0: rou-001-01 has the ports port0, port1, port2"],
  ])("are refused as %s", (args, message) => {
    const { status, lines, stderr } = run(predictable, ...args);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(lines).toHaveLength(3);
  });
});

describe("the command", () => {
  const place = new Workplace("hansestadt");
  const store = mkdtempSync(join(tmpdir(), "store-"));
  const bootstrap = (...args: string[]) =>
    command("bootstrap", ["--traeger", place.folder, ...args], terminal({ PLATTFORM_KEY_STORE: store }));

  test("prints the script alone, tells who else is delivered, and shows no key", async () => {
    const { code, stdout, stderr } = await bootstrap("--device", DEVICE);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe(debianBootstrap(hansestadt, hansestadt.network.routers[DEVICE] as never));
    expect(stderr).toContain("--limit hub-dc1:hub-dc2\n");
    expect(stderr).toContain("router__first_contact=198.18.16.22");
    // The inventory of this declaration, not that of the example it was copied from.
    expect(stderr).toContain(
      `ansible-playbook -i ${place.folder}/inventories/all.yaml playbooks/network.yml --limit ${DEVICE} `,
    );
    const secret = readFileSync(join(store, DEVICE, "education.key"), "utf8").trim();
    expect(stdout + stderr).not.toContain(secret);
    const missing = checkFolder(place.folder, loadCatalogue()).diagnostics.map(({ message }) => message);
    expect(missing).toContain("rou-002-01 has no public key for its tunnels (education, verwaltung)");
    expect(missing.join()).not.toContain(DEVICE);
    rmSync(join(store, DEVICE), { recursive: true });
    const again = await bootstrap("--device", DEVICE);
    expect([again.code, again.stdout]).toEqual([3, ""]);
    expect(again.stderr).toContain("--replace");
  });

  test("says how a hub may call an address that is known only when the operator has handed it out", async () => {
    const fixed = await bootstrap("--device", DEVICE);
    expect(fixed.stderr).not.toContain("nft add element");
    const { code, stderr } = await bootstrap("--device", "rou-018-01");
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/"sudo nft add element inet plattform first-contact '\{ <the address .*> timeout 1h \}'"/);
  });

  test("tells a command that works in the folder that one is in, with the project's roles", async () => {
    const here = terminal({ PLATTFORM_KEY_STORE: store, INIT_CWD: place.folder });
    const { code, stderr } = await command("bootstrap", ["--traeger", ".", "--device", "rou-002-01"], here);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      `ANSIBLE_CONFIG=${PROJECT}/ansible.cfg ansible-playbook -i inventories/all.yaml ${PROJECT}/playbooks/network.yml --limit rou-002-01`,
    );
  });

  test("names what was meant where there is no such device", async () => {
    const { code, stderr } = await bootstrap("--device", "rou-001-10");
    expect([code, stderr.trim()]).toEqual([1, expect.stringContaining("did you mean rou-001-01")]);
  });
});
