// node --import tsx bench/delivery.ts [sites]: a delivery that changes nothing, beside a playbook of one task per setting.
// Needs root and an idle machine; with all 44 sites about an hour, nearly all of it the yardstick's.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { changedBy, deliver, overlayOf, treesOf } from "../lab/twin/configure.js";
import { inNode } from "../lab/twin/node.js";
import type { Scene } from "../lab/twin/proof.js";
import { PROJECT } from "../scripts/lib/command.js";
import { settingsOf } from "./settings.js";
import { row } from "./timing.js";
import { declared, withTwin } from "./twin.js";

/** Sites that a change by hand is made at, one each. */
const BY_HAND: readonly (readonly string[])[] = [
  ["nft", "insert", "rule", "inet", "plattform", "forward", "accept"],
  ["ip", "address", "add", "10.255.255.1/32", "dev", "seg-staff"],
  ["vtysh", "-c", "configure terminal", "-c", "ip prefix-list own4 seq 500 permit 10.255.0.0/16"],
  ["sysctl", "-q", "net.ipv4.conf.all.accept_redirects=1"],
  ["wg", "set", "tun-1-dc1", "fwmark", "0x99"],
];

const sites = Number(process.argv[2] ?? 44);
if (!(sites >= BY_HAND.length)) throw new Error(`expected at least ${BY_HAND.length} sites, got ${process.argv[2]}`);
const devices = join(PROJECT, "inventories/hansestadt/devices");
await withTwin(sites, { ...declared(), devices }, figures);

async function figures(scene: Scene): Promise<void> {
  // The sites' routers: the yardstick would be busy with the hubs, whose settings are as many as the sites'.
  const names = scene.sites.map(({ device }) => device.name);
  const only = ["--limit", names.join(",")];
  const peer = await yardstick(scene, names, only);
  const ours = (...args: string[]) => deliver(scene.twin, scene.platform, devices, { args: [...only, ...args] });
  const [own, other] = [await clean("ours", ours), await clean("one task per setting", peer)];
  row(
    `no-change run of ${names.length} routers, one task per setting / ours`,
    other / own,
    "x",
    ">= 5",
    other / own >= 5,
  );
  const changed = await changeByHand(scene);
  const found = [changedBy(await ours("--check")), changedBy(await peer())];
  for (const [index, who] of ["ours", "one task per setting"].entries()) {
    const all = changed.filter((name) => found[index]?.includes(name)).length;
    row(`changes by hand that are found: ${who}`, all, `of ${changed.length}`, "all", all === changed.length);
  }
}

/** @returns seconds @throws Error where a run finds something on devices that nobody changed */
async function clean(who: string, run: () => Promise<string>): Promise<number> {
  const start = performance.now();
  const output = await run();
  const changed = changedBy(output);
  const seconds = (performance.now() - start) / 1000;
  console.log(`${who}: ${seconds.toFixed(1)} s`);
  if (changed.length > 0) {
    const what = [...output.matchAll(/^changed: .*/gm)].slice(0, 5).join("\n");
    throw new Error(`${who}: ${changed.join(", ")} changed, though nobody changed them, e.g.\n${what}`);
  }
  return seconds;
}

async function yardstick(
  { twin, platform }: Scene,
  names: readonly string[],
  args: readonly string[],
): Promise<() => Promise<string>> {
  const overlay = overlayOf(twin);
  const { hosts } = overlay.all;
  let count = 0;
  for (const name of names) {
    const settings = await settingsOf(twin.pids.get(name) ?? 0, join(treesOf(twin.run), name));
    count += settings.settings_files.length + settings.settings_running.length;
    Object.assign(hosts[name] ?? {}, settings);
  }
  console.log(`${names.length} routers with ${count} settings`);
  const file = join(twin.run.folder, "settings.json");
  writeFileSync(file, JSON.stringify(overlay));
  return () => deliver(twin, platform, devices, { args, overlay: file, playbook: join(PROJECT, "bench/settings.yml") });
}

/** @returns the routers that have a change now */
function changeByHand({ twin, sites: routers }: Scene): Promise<string[]> {
  return Promise.all(
    BY_HAND.map(async (command, index) => {
      const name = routers[index]?.device.name ?? "";
      await inNode(twin.pids.get(name) ?? 0, command);
      return name;
    }),
  );
}
