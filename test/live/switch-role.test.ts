import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FakeSwitch, makeKey, SSH_ARGS, type SwitchState } from "../../lab/ios/fake-switch.js";
import { PROJECT } from "../../scripts/lib/command.js";
import { extra } from "../support/extras.js";
import { type Run as Process, start } from "../support/workplace.js";

const golden = (family: string, kind = "main") =>
  readFileSync(join(PROJECT, "test/render/adapters/golden", family, kind), "utf8")
    .replaceAll("switch-site-1-0", NAME)
    .replace(/(?<=key-hash ssh-rsa )\S+/, KEY_HASH);
const folder = mkdtempSync(join(tmpdir(), "switch-"));
const KEY_HASH = makeKey(folder);
const NAME = "swi-001-01";
const TEXT = golden("catalyst-1000");
const HASH = "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6";
/** Shared with RADIUS servers; the switch shows it obfuscated, in another way each time. */
const SHARED = "9#Gemeinsam,{7}!";
/** What the switch has where the text has a reference. */
const shownOf = (text: string) =>
  text.replace(`secret://device/${NAME}/account`, () => HASH).replaceAll("secret://env/RADIUS_SITE_1", () => SHARED);
/** The port to the router; management is VLAN 5 there. */
const UPLINK = "interface GigabitEthernet1/0/28";
const CLASSIC = { product: "C1000-24P-4G-L", version: "15.2(7)E4", management: "GigabitEthernet1/0/28:5" };
const XE = { product: "C9200L-24P-4G", version: "17.12.4", management: "GigabitEthernet1/1/4:5" };
const changed = (output: string) => /changed=(\d+)/.exec(output)?.[1];

describe("the role switch", () => {
  let device: FakeSwitch;

  beforeAll(() => {
    extra("fake-cli");
    mkdirSync(join(folder, "keys/swi-001-01"), { recursive: true });
    writeFileSync(join(folder, "keys/swi-001-01/account.key"), `${HASH}\n`);
    mkdirSync(join(folder, "tree"));
  }, 60_000);

  beforeEach(async () => {
    write(TEXT);
    device = await boot(TEXT, CLASSIC);
  });
  afterEach(() => {
    device.stop();
    rmSync(join(folder, "backups"), { recursive: true, force: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function boot(startup: string, options: Record<string, string>): Promise<FakeSwitch> {
    writeFileSync(join(folder, "startup"), shownOf(startup));
    return FakeSwitch.start({ startup: join(folder, "startup"), serial: "FOC2430L0AB", ...options });
  }

  const write = (text: string) => writeFileSync(join(folder, "tree/running-config"), text);

  /** The real way: the playbook, Ansible, OpenSSH. */
  function deliver(
    args: readonly string[] = [],
    vars: Record<string, unknown> = {},
    owed: readonly string[] = [],
    shared = SHARED,
  ): Process {
    const tree = { ansible_host: "127.0.0.1", switch__tree: join(folder, "tree") };
    const hosts = {
      "swi-001-01": { ...tree, ansible_port: device.port, ...vars },
      // Where nobody listens: the port of the service `discard`.
      ...Object.fromEntries(owed.map((name) => [name, { ...tree, ansible_port: 9 }])),
    };
    const inventory = {
      all: {
        children: {
          switches: { hosts },
          distance_1: { hosts: { "swi-001-01": {} } },
          distance_2: { hosts: Object.fromEntries(owed.map((name) => [name, {}])) },
          wave_1: { hosts: Object.fromEntries(Object.keys(hosts).map((name) => [name, {}])) },
          hubs: {},
          routers: {},
        },
        vars: {
          plattform_adapter: "cisco-ios",
          plattform_serial: "FOC2430L0AB",
          plattform_product: "C1000-24P-4G-L",
          plattform_firmware: "15.2",
          switch__seconds: 3,
          ansible_user: "plattform",
          ansible_ssh_private_key_file: join(folder, "id"),
          ansible_ssh_common_args: SSH_ARGS,
        },
      },
    };
    writeFileSync(join(folder, "inventory.json"), JSON.stringify(inventory));
    const playbook = join(PROJECT, ".tools/venv/bin/ansible-playbook");
    return start(playbook, ["-i", join(folder, "inventory.json"), "playbooks/network.yml", ...args], PROJECT, {
      ANSIBLE_ROLES_PATH: join(PROJECT, "roles"),
      PLATTFORM_KEY_STORE: join(folder, "keys"),
      PLATTFORM_PUBLIC_KEYS: join(folder, "keys"),
      PLATTFORM_BACKUPS: join(folder, "backups"),
      RADIUS_SITE_1: shared,
    });
  }

  /** A text with changes of all kinds: a word, a VLAN, a list, an access list. */
  const newer = (text: string) =>
    text
      .replace("description Dose 1, R 100 (Sued)", "description Sekretariat")
      .replace("vlan 50\n", "vlan 40\n name vlan-40\n!\nvlan 50\n")
      .replace("allowed vlan 5,20,30,50", "allowed vlan 5,20,40")
      .replace("permit ip 10.0.3.0 0.0.0.255 any", "permit ip 10.0.4.0 0.0.0.255 any")
      .replace("permit ipv6 FD12:3456:0:3::/64 any", "permit ipv6 FD12:3456:0:4::/64 any");
  const NEW = newer(TEXT);

  async function fails(vars: Record<string, unknown> = {}): Promise<string> {
    const { code, output } = await deliver([], vars).ended;
    expect(code, output).not.toBe(0);
    expect(output).not.toContain("Traceback");
    expect(output).not.toContain(HASH);
    return output;
  }

  const same = (state: SwitchState, text: string) => expect(lines(state.running)).toEqual(lines(shownOf(text)));
  /** In any order: the simulated switch shows what is new at the end. */
  const lines = (text: string) =>
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => !/^(!.*|end)?$/.test(line))
      .sort();

  /** What a switch has after its first access. It has Vlan1 by itself. */
  const EMPTY = readFileSync(join(PROJECT, "roles/switch/molecule/default/startup-config"), "utf8")
    .replace("KEY-HASH", KEY_HASH)
    .replace("SECRET", () => HASH)
    .replace("ip ssh version 2", "interface Vlan1\n no ip address\n!\n$&");

  /** Each was typed, for the first time in this order. */
  const inOrder = ({ typed }: SwitchState, ...commands: string[]) => {
    const places = commands.map((command) => typed.indexOf(command));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  };

  it("changes nothing where the switch runs its text and starts with it", async () => {
    const { code, output } = await deliver().ended;
    expect([code, changed(output)], output).toEqual([0, "0"]);
    expect((await device.order()).typed).not.toContain("configure terminal");
  });

  it("finds a change made by hand, shows it without its secrets, takes it back, and saves", async () => {
    const [hash, uplink] = ["$9$abcdefghijklmn$aBcD", `${UPLINK}\nswitchport trunk allowed vlan 5`];
    await device.order({ command: `username eve privilege 15 secret 9 ${hash}\n${uplink}` });
    const shown = await deliver(["--check", "--diff"]).ended;
    expect(shown.output).toMatch(/^-username eve privilege 15 secret 9 hidden-[0-9a-f]{8}$/m);
    expect(shown.output).toMatch(
      /^- switchport trunk allowed vlan 5\n\+ switchport trunk allowed vlan 5,10,20,30,50,60,90$/m,
    );
    expect(shown.output).not.toContain(hash);
    expect((await device.order()).running).toContain("username eve");
    const mended = await deliver().ended;
    expect([mended.code, changed(mended.output)], mended.output).toEqual([0, "1"]);
    const state = await device.order();
    same(state, TEXT);
    expect(lines(state.startup)).toEqual(lines(state.running));
    expect(state.pending).toBe(false);
    expect(state.typed).not.toContain("no switchport trunk allowed vlan 5");
    const kept = join(folder, "backups/swi-001-01");
    const [backup = ""] = readdirSync(kept);
    expect(readFileSync(join(kept, backup), "utf8")).toContain("username eve");
    expect(statSync(join(kept, backup)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["catalyst-1000", CLASSIC],
    ["catalyst-9200l", XE],
  ] as const)("brings a new text and a banner to a %s, and then changes nothing", async (family, options) => {
    device.stop();
    device = await boot(golden(family), options);
    const text = newer(golden(family)).replace(
      "archive\n",
      "banner login ^C\nNur Befugte!\n  # Anlage 1\n^C\narchive\n",
    );
    write(text);
    const vars = { plattform_product: options.product, plattform_firmware: options.version.slice(0, 2) };
    const { code, output } = await deliver([], vars).ended;
    expect(code, output).toBe(0);
    same(await device.order(), text);
    const again = await deliver([], vars).ended;
    expect([again.code, changed(again.output)], again.output).toEqual([0, "0"]);
  });

  it("brings a new password that nobody sees", async () => {
    const [key, secret] = [join(folder, "keys", NAME, "account.key"), "$9$newsaltnewsalt$newhash"];
    writeFileSync(key, secret);
    const { code, output } = await deliver(["--diff", "-vvv"]).ended;
    writeFileSync(key, HASH);
    expect(code, output).toBe(0);
    expect(output).toMatch(/^\+username plattform privilege 15 secret 9 hidden-[0-9a-f]{8}$/m);
    for (const hash of [HASH, secret]) expect(output).not.toContain(hash);
    expect((await device.order()).running).toContain(`secret 9 ${secret}`);
  });

  it("shows neither the old nor the new secret when the switch hangs at the account's line", async () => {
    const [key, secret] = [join(folder, "keys", NAME, "account.key"), "$9$newsaltnewsalt$newhash"];
    writeFileSync(key, secret);
    await device.order({ faults: { hang: "^username" } });
    const output = await fails();
    writeFileSync(key, HASH);
    expect(output).toMatch(/after `username plattform privilege 15 secret 9 hidden-[0-9a-f]{8}`: no prompt/);
    expect(output).not.toContain(secret);
  });

  it("shows no secret of a switch that somebody else set up, neither as a difference nor when one is refused", async () => {
    const lines = [
      "snmp-server community S3cretRW RW 10",
      "snmp-server host 10.9.9.9 version 2c S3cretTrap",
      "enable password S3cretEnable",
      "username a secret 5 $1$S3cret$x",
      "username b password 7 S3cretSeven",
      "ntp authentication-key 1 md5 S3cretNtp 7",
      "radius-server key S3cret with blanks",
      "line vty 0 4",
      "password S3cretVty",
    ];
    await device.order({ command: lines.join("\n"), faults: { reject: "^no snmp-server" } });
    const shown = await deliver(["--check", "--diff"]).ended;
    expect([shown.code, changed(shown.output)], shown.output).toEqual([0, "1"]);
    const output = await fails();
    for (const said of [shown.output, output]) expect(said).not.toContain("S3cret");
    expect(shown.output).toMatch(/^-snmp-server community hidden-[0-9a-f]{8}$/m);
    expect(output).toMatch(/`no snmp-server \w+ .*hidden-[0-9a-f]{8}` was answered with/);
    await device.order({ faults: {} });
    expect((await deliver().ended).code).toBe(0);
    same(await device.order(), TEXT);
  });

  describe("with ports at which people sign on", () => {
    const SIGN_ON = golden("catalyst-1000", "sign-on");
    const hides = (output: string) => expect(output).not.toContain(SHARED);

    it.each([
      ["catalyst-1000", CLASSIC],
      ["catalyst-9200l", XE],
    ] as const)("brings them to a %s, then changes nothing, and takes them away again", async (family, options) => {
      const vars = { plattform_product: options.product, plattform_firmware: options.version.slice(0, 2) };
      device.stop();
      device = await boot(golden(family), options);
      write(golden(family, "sign-on"));
      const brought = await deliver(["--diff", "-vvv"], vars).ended;
      expect([brought.code, changed(brought.output)], brought.output).toEqual([0, "1"]);
      hides(brought.output);
      same(await device.order(), golden(family, "sign-on"));
      const again = await deliver(["--diff"], vars).ended;
      expect([again.code, changed(again.output)], again.output).toEqual([0, "0"]);
      write(golden(family));
      const taken = await deliver(["--diff", "-vvv"], vars).ended;
      expect([taken.code, changed(taken.output)], taken.output).toEqual([0, "1"]);
      hides(taken.output);
      same(await device.order(), golden(family));
    });

    it("makes such a port a trunk and the other way round, and nobody is let unasked into either segment", async () => {
      const port = /^interface GigabitEthernet1\/0\/10\n(?: .*\n)+/m;
      const [list, mode, name] = ["switchport trunk allowed vlan 5,20", "switchport mode trunk", "Verteiler"];
      const trunk = SIGN_ON.replace(
        port,
        `interface GigabitEthernet1/0/10\n description ${name}\n ${list}\n ${mode}\n switchport nonegotiate\n`,
      );
      device.stop();
      device = await boot(SIGN_ON, CLASSIC);
      write(trunk);
      const there = await deliver().ended;
      expect(there.code, there.output).toBe(0);
      const away = await device.order();
      same(away, trunk);
      inOrder(away, "no switchport access vlan 30", "no authentication port-control auto", mode);
      inOrder(away, list, mode);
      write(SIGN_ON);
      const back = await deliver().ended;
      expect(back.code, back.output).toBe(0);
      const again = await device.order();
      same(again, SIGN_ON);
      inOrder(again, "switchport mode access", "authentication port-control auto", "switchport access vlan 30");
    });

    it("sets up an empty switch: no secret before it is hidden in messages, no RADIUS before aaa new-model", async () => {
      device.stop();
      device = await boot(EMPTY, CLASSIC);
      const clear = "archive\npath flash:/archive\nlog config\nlogging enable\nnotify syslog contenttype plaintext";
      await device.order({ command: clear });
      write(SIGN_ON);
      const { code, output } = await deliver().ended;
      expect(code, output).toBe(0);
      const state = await device.order();
      same(state, SIGN_ON);
      inOrder(state, "hidekeys", "aaa new-model", "radius server site-1-iserv-1", `key ${SHARED}`);
    });

    it("shuts a port before it asks no more, and takes 802.1X away from the switch after its ports", async () => {
      const closed = golden("catalyst-1000").replace(
        /(?<=^interface GigabitEthernet1\/0\/10\n)(?: .*\n)+/m,
        " switchport mode access\n switchport nonegotiate\n power inline never\n shutdown\n",
      );
      device.stop();
      device = await boot(SIGN_ON, CLASSIC);
      write(closed);
      const { code, output } = await deliver().ended;
      expect(code, output).toBe(0);
      const state = await device.order();
      same(state, closed);
      inOrder(state, "interface GigabitEthernet1/0/10", "shutdown", "no authentication port-control auto");
      const last = state.typed.lastIndexOf("no authentication port-control auto");
      for (const command of [
        "no dot1x system-auth-control",
        "no aaa authentication dot1x default group port-authentication",
      ])
        expect(state.typed.indexOf(command), command).toBeGreaterThan(last);
    });

    it("finds an opened port, a server that is gone, a secret that is missing and one that is another, and mends them", async () => {
      device.stop();
      device = await boot(SIGN_ON, CLASSIC);
      write(SIGN_ON);
      const command = [
        "interface GigabitEthernet1/0/10\nno authentication port-control auto\nexit",
        "aaa group server radius port-authentication\nno server name site-1-iserv-1\nexit",
        "no radius server site-1-iserv-1\nradius server centre-radius-1\nno key",
      ];
      await device.order({ command: command.join("\n") });
      const shown = await deliver(["--check", "--diff"]).ended;
      expect(shown.output).toMatch(/^\+ authentication port-control auto$/m);
      expect(shown.output).toMatch(/^\+ server name site-1-iserv-1$/m);
      expect(shown.output).toMatch(/^\+radius server site-1-iserv-1$/m);
      expect(shown.output.match(/^\+ key hidden-[0-9a-f]{8}$/gm)).toHaveLength(2);
      hides(shown.output);
      const mended = await deliver().ended;
      expect([mended.code, changed(mended.output)], mended.output).toEqual([0, "1"]);
      const { running } = await device.order();
      expect(lines(running)).toEqual(lines(shownOf(SIGN_ON)));
      await device.order({ command: "radius server centre-radius-1\nkey Geraten" });
      const other = await deliver(["--diff"]).ended;
      expect(other.output).toMatch(/^- key hidden-[0-9a-f]{8}\n\+ key hidden-[0-9a-f]{8}$/m);
      expect(other.output).not.toContain("Geraten");
      same(await device.order(), SIGN_ON);
    });

    it("asks the servers in the order of the text: one that comes first, and two that somebody has turned round", async () => {
      const group = "aaa group server radius port-authentication\n";
      const [first, second] = [" server name site-1-iserv-1\n", " server name centre-radius-1\n"];
      const section = /^radius server site-1-iserv-1\n(?: .*\n)+!\n/m;
      const alone = SIGN_ON.replace(first, "").replace(section, "");
      device.stop();
      device = await boot(alone, CLASSIC);
      write(SIGN_ON);
      const added = await deliver().ended;
      expect(added.code, added.output).toBe(0);
      expect((await device.order()).running).toContain(`${group}${first}${second}`);
      await device.order({ command: `${group}no ${first.trim()}\ndeadtime 5\n${first.trim()}` });
      expect((await device.order()).running).toContain(`${group}${second} deadtime 5\n${first}`);
      const turned = await deliver().ended;
      expect([turned.code, changed(turned.output)], turned.output).toEqual([0, "1"]);
      expect((await device.order()).running).toContain(`${group}${first}${second}`);
      same(await device.order(), SIGN_ON);
    });

    it("reads what a device obfuscates, by examples that are public, and takes nothing else for it", () => {
      const read =
        "from plattform_switch.type7 import plain; import json, sys; print(json.dumps([plain(x) for x in sys.argv[1:]]))";
      const examples = ["094F471A1A0A", "0822455D0A16", "070C285F4D06", "02050D480809", "zz", "08", "Kennwort"];
      const answer = execFileSync(join(PROJECT, ".tools/venv/bin/python"), ["-B", "-c", read, ...examples], {
        cwd: join(PROJECT, "roles/switch/python"),
        encoding: "utf8",
      });
      expect(JSON.parse(answer)).toEqual(["cisco", "cisco", "cisco", "cisco", null, null, null]);
    });

    it("shows the shared secret to nobody when the switch refuses it", async () => {
      write(SIGN_ON);
      await device.order({ faults: { reject: "^key" } });
      const output = await fails();
      expect(output).toMatch(/`key hidden-[0-9a-f]{8}` was answered with/);
      hides(output);
      same(await device.order(), TEXT);
    });

    it("takes the templates that IOS makes for itself for no difference", async () => {
      const made = [
        "LINKSEC_POLICY_MUST_SECURE",
        "LINKSEC_POLICY_SHOULD_SECURE",
        "CRITICAL_VOICE_TEMPLATE",
        "CRITICAL_DATA_TEMPLATE",
      ];
      const inactive = "service-template webauth-global-inactive\ninactivity-timer 3600";
      const command = [inactive, ...made.map((name) => `service-template DEFAULT_${name}`)].join("\nexit\n");
      device.stop();
      device = await boot(SIGN_ON, CLASSIC);
      write(SIGN_ON);
      const { running } = await device.order({ command });
      expect(running.match(/^service-template \S+\n(?: inactivity-timer 3600\n)?/gm)).toHaveLength(5);
      const { code, output } = await deliver(["--diff"]).ended;
      expect([code, changed(output)], output).toEqual([0, "0"]);
      expect(output).not.toContain("service-template");
    });

    it.each([
      ["encrypts its secrets", "password encryption aes", "take `password encryption aes` away"],
      [
        "shows an encrypted secret",
        "radius server x\nkey 6 JDYkqyIFWeBvzpljSfWmRZrmRSRE8syxKlOSjP9RCCkFinZbJI3GD5c6rckJ",
        "take",
      ],
      ["shows 802.1X in its newer form", "interface GigabitEthernet1/0/10\naccess-session port-control auto", "legacy"],
    ])("leaves a switch alone that %s, and says what to do", async (_, command, said) => {
      await device.order({ command });
      const output = await fails();
      expect(output).toContain("this device cannot be compared, nothing was changed");
      expect(output).toContain(said);
      expect(output).not.toContain("JDYkq");
      expect((await device.order()).typed.filter((typed) => typed.startsWith("configure"))).toEqual([]);
    });

    it.each([
      ["is missing", "", "the environment variable RADIUS_SITE_1 is needed"],
      ["has a line break", "geheim\nno aaa new-model", "secret://env/RADIUS_SITE_1: the value"],
      ["has 15 characters", "geheim-geheim-g", "key secret://env/RADIUS_SITE_1: the value has less than 16 characters"],
      ["is 0", "0", "the value has less than 16 characters"],
      ["is 6", "6", "the value has less than 16 characters"],
      ["is 7", "7", "the value has less than 16 characters"],
      ["has a question mark", "geheim?", "secret://env/RADIUS_SITE_1: the value"],
    ])("writes nothing where the shared secret %s, and does not say it", async (_, shared, said) => {
      write(SIGN_ON);
      const { code, output } = await deliver([], {}, [], shared).ended;
      expect(code, output).not.toBe(0);
      expect(output).toContain(said);
      expect(output).not.toContain("geheim");
      expect((await device.order()).typed.filter((command) => command.startsWith("configure"))).toEqual([]);
    });
  });

  it("takes all back when one of the commands is refused, and says which", async () => {
    write(NEW);
    await device.order({ faults: { reject: "^vlan 40$" } });
    const output = await fails();
    expect(output).toContain("`vlan 40` was answered with: % Invalid input detected");
    expect(output).toContain("The configuration before is active again.");
    const state = await device.order();
    same(state, TEXT);
    expect([state.pending, state.log]).toEqual([false, ["rolled back: told to"]]);
  });

  it("takes all back from an empty switch, which has its old name then", async () => {
    device.stop();
    device = await boot(EMPTY, CLASSIC);
    await device.order({ faults: { reject: "^vlan 50$" }, command: "archive\npath flash:/archive" });
    const before = await device.order();
    expect(await fails()).toContain("The configuration before is active again.");
    expect(lines((await device.order()).running)).toEqual(lines(before.running));
  });

  it("takes all back when the switch accepts a command and does not do it", async () => {
    write(NEW);
    await device.order({ faults: { ignore: "^description" } });
    const output = await fails();
    expect(output).toContain("every command was accepted, but the device does not run the intended text");
    expect(output).toContain("+ description Sekretariat");
    same(await device.order(), TEXT);
  });

  it.each([
    ["half a configuration", { garbage: "" }, "did not answer with a configuration from `version` to `end`"],
    ["a question instead of its prompt", { prompt: "Password: " }, "swi-001-01 is owed"],
    ["a prompt without privileges", { "user-mode": "" }, "the account has no privilege level 15"],
    ["nothing at all", { hang: "^show inventory" }, "after `show inventory`: no prompt within 3 seconds"],
    ["words without an end", { drip: "^show version" }, "after `show version`: no prompt within 12 seconds"],
    ["a flood without an end", { flood: "^show version" }, "after `show version`: no prompt within 4194304 signs"],
    ["the end of the session", { drop: "^show running" }, "after `show running-config`: the connection ended"],
  ] as const)("changes nothing when the switch answers with %s", async (_, faults, said) => {
    write(NEW);
    await device.order({ faults });
    expect(await fails()).toContain(said);
    const state = await device.order();
    same(state, TEXT);
    expect(state.typed.filter((command) => command.startsWith("configure"))).toEqual([]);
  });

  it.each([
    ["serial number", { plattform_serial: "FOC0000XXXX" }],
    ["product", { plattform_product: "C1000-48P-4G-L" }],
    ["version", { plattform_firmware: "17" }],
  ])("writes nothing to a device with another %s than the declared one", async (what, vars) => {
    write(NEW);
    expect(await fails(vars)).toMatch(new RegExp(`this device (has the|runs) ${what} .*nothing was written`));
    same(await device.order(), TEXT);
  });

  describe("of a stack", () => {
    const MEMBERS = ["FOC2701L0A1", "FOC2701L0A2"];
    const text = golden("catalyst-9200l").replace(
      "interface Vlan1\n",
      "interface GigabitEthernet2/0/1\n description Klassenraum\n switchport mode access\n!\n$&",
    );
    /** What the stack writes for itself. */
    const provisioned = `software auto-upgrade enable\n${MEMBERS.map((_, index) => `switch ${index + 1} provision c9200l-24p-4g\n`).join("")}`;
    const declared = (serials: readonly string[]) => ({
      ...{ plattform_product: XE.product, plattform_firmware: "17", plattform_serials: serials },
    });

    beforeEach(async () => {
      device.stop();
      device = await boot(text.replace("ip arp", `${provisioned}ip arp`), { ...XE, serial: MEMBERS.join(",") });
      write(text);
    });

    it("finds no difference in the members that it names by itself", async () => {
      expect((await device.order()).running).toContain(provisioned);
      const { code, output } = await deliver([], declared(MEMBERS)).ended;
      expect([code, changed(output)], output).toEqual([0, "0"]);
    });

    it("brings a new text to a port of the second member", async () => {
      write(text.replace("description Klassenraum", "description Lehrerzimmer"));
      const { code, output } = await deliver([], declared(MEMBERS)).ended;
      expect([code, changed(output)], output).toEqual([0, "1"]);
      const { running } = await device.order();
      expect(running).toContain("interface GigabitEthernet2/0/1\n description Lehrerzimmer\n");
      expect(running).toContain(provisioned);
    });

    it("writes nothing where a member is another one than the declared", async () => {
      write(newer(text));
      expect(await fails(declared([MEMBERS[0] ?? "", "FOC2701L0A9"]))).toContain(
        "has the serial number FOC2701L0A1, FOC2701L0A2, declared is FOC2701L0A9; nothing was written",
      );
      expect((await device.order()).typed).not.toContain("configure terminal");
    });
  });

  it.each([
    ["stops answering", { hang: "^description" }],
    ["ends the session", { drop: "^description" }],
  ])("says that the switch goes back by itself when it %s in the middle, and goes on after that", async (_, faults) => {
    write(NEW);
    await device.order({ faults });
    expect(await fails()).toMatch(/after `description Sekretariat`: .*\n?.*goes back by itself within 3 minutes/);
    expect((await device.order({ faults: {} })).pending).toBe(true);
    expect(await fails(), "the first change still waits").toContain("an earlier change waits for its confirmation");
    const back = await device.order({ minutes: 3 });
    expect(back.log).toEqual(["rolled back: the time had passed"]);
    same(back, TEXT);
    expect((await deliver().ended).code).toBe(0);
    same(await device.order(), NEW);
  });

  it("is back by itself when the new text cuts off the way to the switch", async () => {
    write(TEXT.replace(new RegExp(`(${UPLINK}\\n(?: .*\\n)*? switchport trunk allowed vlan )5,`), "$1"));
    expect(await fails()).toContain("after `switchport trunk allowed vlan 10,20,30,50,60,90`");
    expect(await fails(), "nobody reaches it now").toContain("swi-001-01 is owed: it was not reached");
    same(await device.order({ minutes: 3 }), TEXT);
    write(TEXT);
    expect(changed((await deliver().ended).output)).toBe("0");
  });

  const KEYS = /^ip ssh pubkey-chain\n(?: .*\n)+/m;

  it("is back by itself when the new text has no key that lets in", async () => {
    const keyless = TEXT.replace(KEYS, "");
    expect(keyless).not.toContain(KEY_HASH);
    write(keyless);
    expect(await fails()).toMatch(/not confirmed, the device goes back by itself: .*Permission denied/);
    expect(await fails(), "the key lets in no more").toContain("swi-001-01 is owed: it was not reached");
    const back = await device.order({ minutes: 3 });
    same(back, TEXT);
    expect(back.log).toEqual(["rolled back: the time had passed"]);
    write(TEXT);
    expect(changed((await deliver().ended).output)).toBe("0");
  });

  it("brings a second key and takes an old one away; the note behind a key that a person typed is no difference", async () => {
    const other = "0".repeat(31);
    await device.order({ command: `ip ssh pubkey-chain\nusername plattform\nno key-hash ssh-rsa ${KEY_HASH}` });
    await device.order({
      command: `ip ssh pubkey-chain\nusername plattform\nkey-hash ssh-rsa ${KEY_HASH} me@here\nkey-hash ssh-rsa ${other}A old`,
    });
    write(TEXT.replace(KEYS, `$&  key-hash ssh-rsa ${other}B\n`));
    const { code, output } = await deliver(["--diff"]).ended;
    expect(code, output).toBe(0);
    expect(output).toContain(`-  key-hash ssh-rsa ${other}A`);
    expect(output).not.toMatch(new RegExp(`^[-+].*${KEY_HASH}`, "m"));
    expect((await device.order()).running).toMatch(
      new RegExp(`username plattform\n +key-hash ssh-rsa ${KEY_HASH} me@here\n +key-hash ssh-rsa ${other}B\n`),
    );
    expect(changed((await deliver().ended).output)).toBe("0");
  });

  it("is back by itself when Ansible is killed in the middle", async () => {
    write(NEW);
    await device.order({ faults: { hang: "^description" } });
    const { child, ended } = deliver([], { switch__seconds: 60 });
    const over = ended.then(({ output }) => Promise.reject(new Error(output)));
    while (!(await Promise.race([device.order(), over])).pending) await setTimeout(50);
    over.catch(() => undefined);
    killAll(child.pid as number);
    await ended;
    const state = await device.order({ minutes: 3, faults: {} });
    same(state, TEXT);
    expect(state.log).toEqual(["rolled back: the time had passed"]);
  });

  it("starts with what it ran before when it reboots before the confirmation", async () => {
    write(NEW);
    await device.order({ faults: { hang: "^description" } });
    await fails();
    const state = await device.order({ reload: true, faults: {} });
    same(state, TEXT);
    expect((await deliver().ended).code).toBe(0);
  });

  it("says that a reboot would undo what could not be saved, and saves in the next run", async () => {
    write(NEW);
    await device.order({ faults: { "full-disk": "" } });
    const output = await fails();
    expect(output).toContain("startup-config file open failed (Not enough space)");
    expect(output).toContain("a reboot brings back the one before");
    same(await device.order({ faults: {} }), NEW);
    const { code, output: next } = await deliver(["--diff"]).ended;
    expect([code, changed(next)], next).toEqual([0, "1"]);
    expect(next).toContain("--- startup");
    expect(lines((await device.order()).startup)).toEqual(lines(shownOf(NEW)));
  });

  it("goes on with the others when a switch is not reached, and names it at the end", async () => {
    write(NEW);
    writeFileSync(join(folder, "keys/swi-001-01/account.key"), HASH);
    const { code, output } = await deliver([], {}, ["swi-001-02"]).ended;
    expect(code, output).not.toBe(0);
    expect(output).toContain("swi-001-02 is owed: it was not reached");
    same(await device.order(), NEW);
  });

  it("names what is done, failed, owed and was not tried, and begins nothing after a failure", async () => {
    const later = { switches: { "swi-002-01": {} }, distance_1: { "swi-002-01": {} }, wave_2: { "swi-002-01": {} } };
    const byHand = { switches: { "swi-001-09": {} }, distance_2: { "swi-001-09": {} }, wave_1: { "swi-001-09": {} } };
    const children = (groups: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(groups).map(([name, hosts]) => [name, { hosts }]));
    const more = (name: string, groups: Record<string, unknown>, hosts: Record<string, unknown> = {}) => {
      const file = join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify({ all: { hosts, children: children(groups) } }));
      return ["-i", file];
    };
    const inventories = [
      ...more("later", later),
      ...more("by-hand", byHand, { "swi-001-09": { plattform_adapter: "openvswitch" } }),
    ];
    const wrong = { plattform_serial: "FOC0000XXXX" };
    const stopped = await deliver(inventories, wrong, ["swi-001-02"]).ended;
    expect(stopped.code, stopped.output).not.toBe(0);
    expect(stopped.output).not.toMatch(/"done"/);
    expect(stopped.output).toContain('"failed": "swi-001-01"');
    expect(stopped.output).toContain('"owed, not reached": "swi-001-02"');
    expect(stopped.output).toContain('"not tried after the failure": "swi-002-01"');
    expect(stopped.output).toContain('"set up by hand, no role writes their adapter": "swi-001-09"');
    expect(stopped.output).toMatch(/^swi-001-01 .*failed=1/m);
    expect(stopped.output).toMatch(/^swi-002-01 .*failed=0/m);
    const { output } = await deliver().ended;
    expect(output).toContain('"done": "swi-001-01"');
    expect(output).not.toMatch(/"(failed|owed|not tried)/);
  });

  it("gives a switch without an archive one first, because it has no way back else", async () => {
    await device.order({ command: "no archive" });
    const { code, output } = await deliver().ended;
    expect(code, output).toBe(0);
    const { typed } = await device.order();
    expect(typed.indexOf("path flash:/archive")).toBeLessThan(typed.indexOf("configure terminal revert timer 3"));
  });
});

/** Every process below it, too: Ansible's workers leave its process group. */
function killAll(pid: number): void {
  const listed = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const pairs = listed.map((line) => line.trim().split(/ +/).map(Number) as [number, number]);
  const below = (parent: number): number[] =>
    pairs.filter(([, up]) => up === parent).flatMap(([own]) => [own, ...below(own)]);
  for (const each of [pid, ...below(pid)]) process.kill(each, "SIGKILL");
}
