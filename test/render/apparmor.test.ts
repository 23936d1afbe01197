import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { IMAGE } from "../../lab/twin/run.js";
import { linux } from "../../render/adapters/linux/linux.js";
import { LOCAL_RULES } from "../../render/apparmor.js";
import { PROJECT } from "../support/command.js";
import { canRunForeign } from "../support/foreign.js";
import { hub, site, withDiscovery, withIke } from "./adapters/fixtures.js";

const PROFILES = join(IMAGE, "etc/apparmor.d");
const ROLE = join(PROJECT, "roles/router");
const read = (path: string) => readFileSync(join(ROLE, path), "utf8");
const units = readdirSync(join(ROLE, "files/units")).map((name) => read(`files/units/${name}`));
const tool = readdirSync(join(ROLE, "files/plattform")).map((name) => read(`files/plattform/${name}`));
const prefix = /mkdtemp\(prefix="([\w-]+)", dir=RUN\)/.exec(read("library/router_tree.py"))?.[1];
const staged = `/run/plattform/${prefix}x8s_0a1b/tree`;
const trees = [site(), hub(), withIke(site()), withDiscovery(site())].map((one) => linux.router?.(one) ?? new Map());

/** Program → what it reads of a tree, and what else it uses that stands in no file of ours, with the rights. */
const PROGRAMS: Readonly<Record<string, { files: RegExp; more: readonly Use[] }>> = {
  chronyd: { files: /chrony\.conf$/, more: [] },
  "charon-systemd": { files: /strongswan\.conf$/, more: [["/run/charon.vici", "rw"]] },
  swanctl: {
    files: /(strongswan|swanctl)\.conf$/,
    more: [
      ["/run/charon.vici", "rw"],
      ["/tmp/tmpx8s_0a1b", "w"],
    ],
  },
};

type Use = readonly [path: string, rights: string];

/** Each file where the unit and the check have it, and what is written in it. */
function uses(program: string): Use[] {
  const { files, more } = PROGRAMS[program] ?? { files: /^$/, more: [] };
  const own = trees.flatMap((tree) => [...tree]).filter(([path]) => files.test(path));
  const inUnits = units
    .filter((text) => text.includes(program))
    .flatMap((text) => text.match(/\/run\/[\w%./-]+/g) ?? [])
    .map((path) => path.replaceAll("%i", "education"))
    .filter((path) => files.test(path));
  const words = own.flatMap(([, text]) => [...text.matchAll(/^\s*(driftfile|pidfile|include) (.*)$/gm)]);
  return [
    ...inUnits.map((path): Use => [path, "r"]),
    ...own.map(([path]): Use => [`${staged}/${path}`, "r"]),
    ...words.map(([, word, path]): Use => [path.replace("*", "vici"), word === "include" ? "r" : "rw"]),
    ...more,
  ];
}

/** Paths as AppArmor reads them: apparmor.d(5), globbing. */
function expression(path: string): RegExp {
  const signs: Record<string, string> = { "**": ".*", "*": "[^/]*", "{": "(?:", "}": ")", ",": "|" };
  const text = path.replaceAll("@{run}", "/{,var/}run").replace(/\*\*|[*{},.+]/g, (sign) => signs[sign] ?? `\\${sign}`);
  return new RegExp(`^${text}$`);
}

function refused(program: string, rules: string): string[] {
  const given = [...rules.matchAll(/^\s*([/@]\S*)\s+([a-zA-Z]+),/gm)].map(([, path = "", rights = ""]) => ({
    path: expression(path),
    rights,
  }));
  const allowed = ([used, wanted]: Use) =>
    [...wanted].every((right) => given.some(({ path, rights }) => path.test(used) && rights.includes(right)));
  return [...new Set(uses(program).flatMap((use) => (allowed(use) ? [] : use[0])))];
}

describe.skipIf(!canRunForeign)("AppArmor, as Debian's packages bring it,", () => {
  const profile = (program: string) => readFileSync(join(PROFILES, `usr.sbin.${program}`), "utf8");

  it("confines the programs that we have rules for, and includes them", () => {
    const confined = readdirSync(PROFILES)
      .filter((name) => name.startsWith("usr."))
      .map((name) => name.split(".").at(-1) ?? "")
      .filter((program) => [...units, ...tool].some((text) => new RegExp(`\\b${program}\\b`).test(text)))
      .sort();
    expect(confined).toEqual(Object.keys(PROGRAMS).sort());
    expect(confined.map((program) => `usr.sbin.${program}`)).toEqual(Object.keys(LOCAL_RULES).sort());
    for (const program of confined) expect(profile(program)).toContain(`#include <local/usr.sbin.${program}>`);
  });

  it.each(Object.keys(PROGRAMS))("lets %s use its files with our rules, and only with them", (program) => {
    const local = (LOCAL_RULES[`usr.sbin.${program}`] ?? []).join("\n");
    expect(uses(program).length).toBeGreaterThan(2);
    expect(refused(program, profile(program))).toContain(uses(program)[0]?.[0]);
    expect(refused(program, `${profile(program)}\n${local}`)).toEqual([]);
  });

  it("still keeps chronyd from the keys of a tree", () => {
    const rules = (LOCAL_RULES["usr.sbin.chronyd"] ?? []).map((rule) => expression(rule.split(" ")[0] ?? ""));
    expect(rules.some((rule) => rule.test(`${staged}/education/tunnels/tun-1-dc1.conf`))).toBe(false);
  });
});
