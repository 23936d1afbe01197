import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { groupBy } from "../../../model/collections.js";
import type { SwitchIntent } from "../../../model/intent.js";
import { ciscoIos } from "../../../render/adapters/cisco-ios/cisco-ios.js";
import { PROJECT, ready } from "../../../scripts/lib/command.js";
import { canReadIos, type Tree, understood } from "../../support/ios.js";
import { type CatalystFamily, catalyst, signingOn } from "./cisco-fixtures.js";
import { meant, read } from "./cisco-switch-meaning.js";

const FAMILIES: readonly CatalystFamily[] = ["catalyst-1000", "catalyst-9200l"];
const render = (intent: SwitchIntent) => ciscoIos.switch?.(intent).get("running-config") ?? "";
/** A small switch: one access point, wall sockets, one shut port, two trunks. */
const small = (intent: SwitchIntent): SwitchIntent => ({
  ...intent,
  ports: intent.ports.filter((_, at) => [0, 8, 9, 10, 24, 26, 27].includes(at)),
});

describe.skipIf(!canReadIos)("cisco.ios and hier_config", () => {
  it("read out of the committed text what the intent says, for each model and kind of distributor of each Träger", () => {
    const sample = readdirSync(join(PROJECT, "inventories")).flatMap(committedKinds);
    expect(sample.length).toBeGreaterThan(15);
    const all = understood(Object.fromEntries(sample.map(({ kind, text }) => [kind, text])));
    for (const { kind, intent } of sample) expect(read(all[kind] as never), kind).toEqual(meant(intent));
  });

  it.each(FAMILIES)("know every line of a %s and its place, and have nothing to change", (family) => {
    const text = render(signingOn(family));
    const { tree, remedy } = understood({ it: text }).it as never as { tree: Tree; remedy: string[] };
    expect(remedy).toEqual([]);
    const lines = text.split("\n").filter((line) => !/^(!.*|end|| no ip address)$/.test(line));
    expect(flat(tree).map(unnumbered)).toEqual(lines.map(unnumbered));
  });

  it("name the commands against a change made by hand", () => {
    const text = render(small(catalyst("catalyst-1000")));
    const changed = text
      .replace(
        "interface GigabitEthernet1/0/25\n description Dose 25, R 106 (Sued)\n",
        "$& switchport access vlan 90\n",
      )
      .replace(" spanning-tree bpduguard enable\n", "")
      .replace("ip default-gateway", "username guest privilege 15 secret 9 x\nip default-gateway");
    const { remedy } = understood({ it: [changed, text] }).it as never as { remedy: string[] };
    expect(remedy.map((line) => line.trim())).toEqual([
      "no username guest privilege 15 secret 9 x",
      "interface GigabitEthernet1/0/1",
      "spanning-tree bpduguard enable",
      "interface GigabitEthernet1/0/25",
      "no switchport access vlan 90",
    ]);
  });

  it.each(FAMILIES)("find each line that is missing or altered in a %s", (family) => {
    const intent = small(signingOn(family));
    const all = seeded(mutants(render(intent)), 40);
    const readings = understood(Object.fromEntries(all.map(({ text }, index) => [index, text])));
    const missed = all.filter((_, index) => {
      try {
        expect(read(readings[index] as never)).toEqual(meant(intent));
        return true;
      } catch {
        return false;
      }
    });
    expect(all).toHaveLength(40);
    expect(missed.map(({ what }) => what)).toEqual([]);
  });
});

/** The first switch of each model, role and way to sign on, with its committed text. */
function committedKinds(traeger: string): { kind: string; intent: SwitchIntent; text: string }[] {
  const { switches } = ready(join(PROJECT, "traeger", traeger), { warnings: false }).platform.network;
  const cisco = Object.values(switches).filter(({ device }) => device.adapter === "cisco-ios");
  const kinds = groupBy(cisco, ({ device, role, members, portAuthentication: asks }) =>
    [traeger, device.model, role, ...(asks ? ["asks"] : []), ...(members ? ["stacked"] : [])].join(" "),
  );
  return [...kinds].flatMap(([kind, [intent]]) => {
    if (!intent) return [];
    const file = join(PROJECT, "inventories", traeger, "devices", intent.device.name, "running-config");
    return [{ kind, intent, text: readFileSync(file, "utf8") }];
  });
}

/** Lines that the meaning is made of; the rest (shells, recovery, SSH) the reviewer reads in the golden files. */
const MEANINGFUL =
  /^(hostname|ip (arp|dhcp) .*vlan|vlan configuration|spanning-tree vlan| name |interface Vlan5| description| (no )?switchport (mode|access|trunk|nonegotiate|port-security( maximum.*)?$)| storm| power| shutdown| spanning-tree bpdu| ip (address|arp inspection trust|dhcp)| ipv6 (address|nd)|ip default|ipv6 route| .*permit|ntp| authentication| mab| dot1x pae|dot1x system|aaa authentication dot1x|aaa group| server name|ip radius|radius-server| (address|timeout|retransmit|automate-tester|key) )/;

/** Each such line once missing; each number in it once another. */
function mutants(text: string): { what: string; text: string }[] {
  const lines = text.split("\n");
  return lines.flatMap((line, at) => {
    // Vlan1 is not in use: that it is shut is not part of the meaning.
    if (
      !MEANINGFUL.test(line) ||
      lines[at - 2] === "interface Vlan1" ||
      lines[at - 3] === "interface GigabitEthernet0/0"
    )
      return [];
    const with_ = (other: string[]) => [...lines.slice(0, at), ...other, ...lines.slice(at + 1)].join("\n");
    const where = lines.slice(0, at).findLast((above) => !above.startsWith(" ")) ?? "";
    const altered = line.replace(/\d+(?=\D*$)/, (number) => String(Number(number) + 1));
    return [
      { what: `without ${where}: ${line}`, text: with_([]) },
      ...(altered === line || line.includes("secret")
        ? []
        : [{ what: `${where}: ${altered}`, text: with_([altered]) }]),
    ];
  });
}

/** hier_config leaves `no ip address` out, and numbers entries of access lists in a way of its own. */
const unnumbered = (line: string) => line.replace(/^ (?:sequence )?\d+ (?=permit|deny)/, " ");

/** A part of a list, the same in every run. */
function seeded<T>(list: readonly T[], count: number): T[] {
  let state = 20261127;
  const draw = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state;
  };
  return list
    .map((item) => ({ item, key: draw() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, count)
    .map(({ item }) => item);
}

function flat(tree: Tree, indent = ""): string[] {
  return Object.entries(tree).flatMap(([line, below]) => [`${indent}${line}`, ...flat(below, `${indent} `)]);
}
