import fc from "fast-check";
import { changedBase, type Texts } from "./declaration.js";

/** Changes of the base declaration: wild ones that break its text, careful ones that keep its shape. */

const BASE = changedBase({});
const FILES = [...BASE.keys()];
const KEYS = [...new Set([...BASE.values()].flatMap((text) => text.match(/[\w-]+(?=:)/g) ?? []))];

interface Change {
  readonly file: string;
  /** Choose line, place in the line, and what is written there. */
  readonly a: number;
  readonly b: number;
  readonly value: string;
  readonly key: string;
  readonly mutation: string;
}

type Mutation = (lines: string[], change: Change) => string[];

/** Values that are right somewhere and wrong elsewhere, and values that are wrong everywhere. */
const WILD_VALUES = [
  ..."0 -1 1e9 1e300 0.5 .inf .nan 0x1F 0o17 1_000 ~ null true yes ::/0 fe80::1 255.255.255.255".split(" "),
  ..."constructor __proto__ toString hasOwnProperty {} [] [[[[ }} &a *a !!x | > ? - : # @x %x `x` << --- ... '\"' \"'\"".split(
    " ",
  ),
  ...["${x}", "{{ x }}", "$(x)", "\\u0000", "a: b: c", "x".repeat(300), "\u202e\u001b[2J", "ä\u0301😀"],
  ...["secret://env/X", "root@pam!x=01234567-89ab-cdef-0123-456789abcdef", "{ vlan: 40 }", "[iserv, iserv]"],
];

const WILD: Record<string, Mutation> = {
  deleteLine: (lines, { a }) => lines.filter((_, index) => index !== a % lines.length),
  duplicateLine: (lines, { a, b }) => lines.toSpliced(b % (lines.length + 1), 0, at(lines, a)),
  swapLines: (lines, { a, b }) => lines.with(a % lines.length, at(lines, b)).with(b % lines.length, at(lines, a)),
  indentLine: (lines, { a, b }) => lines.with(a % lines.length, `${" ".repeat(b % 5)}${at(lines, a).trimStart()}`),
  replaceKey: (lines, { a, b, key }) => replaceNth(lines, a, b, /[\w-]+(?=:)/g, () => key),
  replaceBlock: (lines, { a, value }) =>
    lines.with(
      a % lines.length,
      at(lines, a).replace(/(?<=^\s*[\w-]+:).*$/, () => ` ${value}`),
    ),
  addKey: (lines, { a, key, value }) =>
    lines.toSpliced(a % lines.length, 0, `${/^\s*/.exec(at(lines, a))?.[0]}${key}: ${value}`),
  replaceValue: (lines, { a, b, value }) => replaceNth(lines, a, b, VALUE, () => value),
  insertText: (lines, { a, b, value }) => {
    const place = b % (at(lines, a).length + 1);
    return lines.with(a % lines.length, at(lines, a).slice(0, place) + value + at(lines, a).slice(place));
  },
  truncate: (lines, { a, b }) => [...lines.slice(0, a % lines.length), at(lines, a).slice(0, b % 40)],
};

const VALUE = /(?<=: |\[|, )[^,{}[\]]+(?=$|[,}\]])/g;

/** Other values of the same kind. */
const SAME_KIND: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\d+$/, "0 1 2 3 14 15 20 30 64 100 253 300 1000 1001 2000 4000 60000".split(" ")],
  [
    /^[\d.]+\/\d+$/,
    "0.0.0.0/0 10.0.0.0/8 10.80.0.0/31 10.80.0.0/20 10.80.16.0/20 10.80.32.0/22 255.255.252.0/22".split(" "),
  ],
  [
    /^[\da-f:]+\/\d+$/,
    "::/0 fd12:3456:7800::/44 fd12:3456:7800:1000::/56 fd12:3456:7800:1000::/60 2001:db8::/64".split(" "),
  ],
  [/^(true|false)$/, ["true", "false"]],
  [/^(primary|fallback)$/, ["primary", "fallback"]],
  [/^(gymnasium|grundschule)$/, ["grundschule", "berufsschule"]],
  [/^muster|^schultraeger-/, ["musterloesung-gs", "schultraeger-basis", "schultraeger-erweitert"]],
  [/^uebergangsphase$/, ["landesloesung-aktiv"]],
  [/^(bridge|sdn)$/, ["sdn"]],
  [/^(nordstrasse|suedweg)$/, ["nordstrasse", "suedweg"]],
  [/^[sml]$/, ["s", "m", "l"]],
  [/^(pve1|pve2|pve-nord|rathaus|site-nordstrasse)$/, ["pve1", "pve2", "pve-nord", "rathaus", "site-nordstrasse"]],
  [/^[a-z]{3}-\d\d\d-01$|^pbs-01$/, ["isv-001-01", "rou-001-01", "swi-002-01", "pbs-01", "a23456789012345"]],
];

const size = "cores: 2, memoryGiB: 4, systemGiB: 40, reason: Messung";
const image = (name: string) =>
  `  ${name}: { url: "https://images.example/${name}", checksum: ${"c".repeat(64)}, diskGiB: 4 }`;

type Fitting = readonly [below: RegExp | undefined, line: string];

/** Lines that fit below a line of a file, or at its end. */
const FITTING: Record<string, readonly Fitting[]> = {
  traeger: [
    ...["zammad: {}", `zammad: { sizing: { zammad: { ${size} } } }`, "zammad: { placement: hosted }", "schulnetz: {}"],
    ...[
      "monitoring: { dataCentre: rathaus }",
      "monitoring: { placement: auto }",
      "radius: { instances: 3 }",
      "ucs-school: {}",
    ],
    ...[
      "ucs-school-server: { placement: central }",
      "ucs-school-server: {}",
      "bigbluebutton: { concurrentUsers: 500 }",
    ],
    ...[
      'open-xchange: { form: "7.10", instances: 2 }',
      "open-xchange: { form: toString }",
      `omada: { sizing: { omada: { ${size} } } }`,
    ],
    ...[
      "itslearning: {}",
      "mnspro-cloud: { without: [administration] }",
      "iserv-backup: { existing: { iserv-backup-1: { vmId: 1002 } } }",
    ],
  ]
    .map((line): Fitting => [/^products:/, `  ${line}`])
    .concat(["ucs-5-2", "ubuntu-24-04", "debian-11"].map((name): Fitting => [/^images:/, image(name)]))
    .concat([
      [/internetMbit/, "    serverVlan: 101"],
      [/internetMbit/, "    dmzVlan: 1001"],
      [/network:/, "      replication: true"],
      [/network:/, "      schoolTokens: per-school"],
      [/addressPlan/, "  dataCentreVlans: { from: 300, to: 301 }"],
      [/phase:/, "landesdienste: [itslearning, landesmail]"],
      [/phase:/, "bausteine: [wiki, kalender]"],
    ]),
  schools: [
    ...[
      "lifecycle: planned",
      "lifecycle: retiring",
      "lifecycle: retired",
      "phase: landesloesung-aktiv",
      "formerly: [alt]",
    ],
    ...[
      "formerly: [grundschule-sued]",
      "bausteine: { insert: [wiki] }",
      "bausteine: { remove: { mobile-device-management: alt } }",
    ],
    ...["central", "local", "hosted"].map((placement) => `products: { iserv: { placement: ${placement} } }`),
    ...["vmId: 1000", "hostname: pbs-01", "ipv4: 10.80.2.4", "ipv4: 10.80.2.0", "node: pve2"].map(
      (value) => `products: { iserv: { existing: { iserv-1: { ${value} } } } }`,
    ),
    ...["products: { ucs-school-server: {} }", "withoutProducts: { jamf: alt }", "withoutProducts: { iserv: alt }"],
  ].map((line): Fitting => [undefined, line]),
  sites: [
    ...[
      "lifecycle: retired",
      "lifecycle: planned",
      "verwaltung: false",
      "router: { hostname: isv-001-01 }",
      "plan: l",
      "wave: 1",
    ],
    ...[
      "vlan: 10",
      "vlan: 41",
      "ipv4: 10.80.16.0/24",
      "ipv4: 192.168.0.0/24",
      "ipv4: 10.9.9.0/31",
      "ipv6: 2001:db8::/64",
    ].flatMap((pin) =>
      ["management", "servers", "pupils", "verwaltung"].map((role) => `segments: { ${role}: { ${pin} } }`),
    ),
  ].map((line): Fitting => [undefined, line]),
};

const CAREFUL: Record<string, Mutation> = {
  otherValue: (lines, { a, b, key }) =>
    replaceNth(lines, a, b, VALUE, (old) => {
      const choice = SAME_KIND.find(([kind]) => kind.test(old.trim()))?.[1] ?? [];
      return choice[(a + b + key.length) % Math.max(choice.length, 1)] ?? old;
    }),
  fittingLine: (lines, { file, a, b }) => {
    const choice = FITTING[file.split(/[/.]/)[0] ?? ""] ?? [];
    const [below, line] = choice[(a * 121 + b) % Math.max(choice.length, 1)] ?? [];
    if (line === undefined) return lines;
    return lines.toSpliced(below ? lines.findIndex((text) => below.test(text)) + 1 : lines.length - 1, 0, line);
  },
};

const change = (mutations: Record<string, Mutation>) =>
  fc.record({
    file: fc.constantFrom(...FILES),
    mutation: fc.constantFrom(...Object.keys(mutations)),
    a: fc.nat(60),
    b: fc.nat(120),
    value: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...WILD_VALUES) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
    ),
    key: fc.constantFrom(...KEYS, "constructor", "__proto__", "segments", "existing", "sizing", "withoutProducts"),
  });

/** Declarations whose text is broken in one to four places. */
export const brokenTexts: fc.Arbitrary<Texts> = fc.array(change(WILD), { minLength: 1, maxLength: 4 }).map(applied);

/** Declarations that read well and say something else, so that rules, allocation and resolution see them. */
export const otherTexts: fc.Arbitrary<Texts> = fc.array(change(CAREFUL), { minLength: 1, maxLength: 6 }).map(applied);

function applied(changes: readonly Change[]): Texts {
  const texts = new Map(BASE);
  for (const one of changes) {
    const lines = (texts.get(one.file) ?? "").split("\n");
    const mutation = WILD[one.mutation] ?? CAREFUL[one.mutation];
    if (mutation) texts.set(one.file, mutation(lines, one).join("\n"));
  }
  return texts;
}

function at(lines: readonly string[], index: number): string {
  return lines[index % lines.length] ?? "";
}

function replaceNth(lines: string[], a: number, b: number, pattern: RegExp, by: (old: string) => string): string[] {
  const line = at(lines, a);
  const found = [...line.matchAll(pattern)];
  const chosen = found[b % Math.max(found.length, 1)];
  if (!chosen) return lines;
  const [old] = chosen;
  return lines.with(a % lines.length, line.slice(0, chosen.index) + by(old) + line.slice(chosen.index + old.length));
}
