// What the yardstick of delivery.ts looks at: every setting of a router's tree by itself.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inNode } from "../lab/twin/node.js";

/** A command that shows one setting. */
type Look = readonly string[];

export interface Settings {
  readonly settings_files: readonly { readonly path: string; readonly mode: string; readonly content: string }[];
  /** `expected`: lines without blanks at their ends, sorted. */
  readonly settings_running: readonly { readonly argv: Look; readonly expected: readonly string[] }[];
}

/**
 * The settings of a router that runs its tree.
 * @param pid   PID 1 of its node
 * @param tree  folder of its tree
 */
export async function settingsOf(pid: number, tree: string): Promise<Settings> {
  const running: { argv: Look; expected: readonly string[] }[] = [];
  const shown = async (argv: Look) => {
    const text = (await inNode(pid, argv)).trimEnd();
    return text === ""
      ? []
      : text
          .split("\n")
          .map((line) => line.trim())
          .sort();
  };
  for (const argv of readdirSync(tree, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? looks(tree, entry.name) : [],
  ))
    running.push({ argv, expected: await shown(argv) });
  const chains = running.filter(({ argv }) => argv.at(-1) === "chains");
  for (const { argv, expected } of chains)
    for (const [, chain = ""] of expected.join("\n").matchAll(/chain (\S+) \{/g)) {
      const look = [...argv.slice(0, -2), "list", "chain", "inet", "plattform", chain];
      running.push({ argv: look, expected: await shown(look) });
    }
  return { settings_files: await files(pid), settings_running: running.filter((one) => !chains.includes(one)) };
}

/** Configurations as the router's programs read them; who wrote them, and where, is not the yardstick's affair. */
async function files(pid: number): Promise<Settings["settings_files"]> {
  const found = await inNode(pid, ["find", "/etc/frr", "/etc/schulplattform", "-name", "*.conf", "-type", "f"]);
  return Promise.all(
    found
      .split("\n")
      .filter((path) => path !== "")
      .sort()
      .map(async (path) => ({
        path,
        mode: (await inNode(pid, ["stat", "--format=0%a", path])).trim(),
        content: await inNode(pid, ["cat", path]),
      })),
  );
}

function looks(tree: string, instance: string): Look[] {
  const inside = instance === "education" ? [] : ["ip", "netns", "exec", instance];
  const text = (file: string) => readFileSync(join(tree, instance, file), "utf8");
  const lines = text("ip")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const kernel = readFileSync(join(tree, "sysctl.conf"), "utf8");
  const pathspace = instance === "education" ? [] : ["--pathspace", instance];
  const tunnels = readdirSync(join(tree, instance, "tunnels")).map((file) => file.replace(/\.conf$/, ""));
  return [
    ...lines.map((line) => lookOf(line.split(" "))).filter((look) => look !== undefined),
    ...[...kernel.matchAll(/^([a-z][\w.]+) =/gm)].map(([, name = ""]) => ["sysctl", "-n", name]),
    ...tunnels.flatMap((name) =>
      ["peers", "allowed-ips", "persistent-keepalive", "fwmark"].map((what) => ["wg", "show", name, what]),
    ),
    ["nft", "--stateless", "list", "chains"],
    ["vtysh", ...pathspace, "-c", "show running-config"],
  ].map((command) => [...inside, ...command]);
}

/** A line of the file `ip` (docs/reference, trees of routers) → what shows it. */
function lookOf([kind, ...words]: string[]): string[] | undefined {
  const after = (word: string) => words[words.indexOf(word) + 1] ?? "";
  const [first = ""] = words;
  const family = words.some((word) => /:.*\//.test(word)) ? "-6" : "-4";
  const table = words.includes("table") ? ["table", after("table")] : [];
  if (kind === "addr") return ["ip", "-brief", "address", "show", "dev", after("dev"), "to", first];
  if (kind === "link") return ["ip", "-brief", "link", "show", "dev", first];
  if (kind === "rule") return ["ip", `-${first}`, "rule", "show", "priority", after("priority")];
  if (kind !== "route") return undefined;
  return ["ip", family, "route", "show", ...table, "exact", first === "blackhole" ? (words[1] ?? "") : first];
}
