import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RouterIntent } from "../../model/intent.js";
import { publicKeyOf } from "../../model/key-pair.js";
import { benchFor, bootstrap, firstDelivery } from "./commission.js";
import { keysOf, treesOf } from "./configure.js";
import { converged } from "./converge.js";
import { handshakes, knownKeys } from "./handshake.js";
import { matrix } from "./matrix.js";
import { inNode, ready, startNode, switchOff } from "./node.js";
import { pairsAt } from "./pairs.js";
import type { Scene, Verdict } from "./proof.js";
import { SETTLE } from "./scene.js";
import { handOver } from "./twin.js";

/**
 * The router of the first site is taken away. What stands in its place is an empty Debian: it gets what
 * `npm run bootstrap -- --device … --replace` prints, and the playbook, by SSH from the administration of the data
 * centre through a hub, as that command says. Nothing else is done by hand. Then the old keys are tried.
 */
export async function proveReplacement(scene: Scene): Promise<Verdict> {
  const { twin, platform, expected, sites } = scene;
  const [site] = sites;
  if (!site) throw new Error("no site has a router");
  const { name } = site.device;
  const begin = performance.now();
  const bench = await benchFor(scene, site, join(treesOf(twin.run), name));
  await empty(scene, name);
  await inNode(pidOf(scene, name), ["sh", "-c", AS_INSTALLED]);
  const script = await bootstrap(scene, bench, name);
  await inNode(pidOf(scene, name), ["sh", "-c", "cat > /root/bootstrap && sh /root/bootstrap"], script);
  const left = await inNode(pidOf(scene, name), ["sh", "-c", LEFT]);
  scene.progress(`${name} is empty and has its first access`);
  await firstDelivery(scene, bench, name);
  await converged(twin, [site], SETTLE);
  const seconds = Math.round((performance.now() - begin) / 1000);
  const found = await matrix(twin, platform, expected, pairsAt(twin.topology.hosts, platform, site.site));
  const keys = await oldKeys(scene, site, bench.oldKeys);
  return {
    title: `replacement: ${name} from empty to all tunnels in ${seconds} s, ${found.reached} of ${found.probes} probes reached, ${found.violations.length} violations; old keys: ${keys.old.responses} answers to ${keys.old.initiations} calls`,
    lines: [`with its own keys again: ${keys.own.responses} answers to ${keys.own.initiations} calls`],
    problems: [
      ...(left.trim() ? [`still runs by itself: ${left.trim().replaceAll("\n", ", ")}`] : []),
      ...found.violations.map(({ from, to, port }) => `${from} → ${to} ${port}: not as the flow tables say`),
      ...keys.problems,
    ],
    json: { seconds, matrix: found, keys },
  };
}

/** What Debian's packages enable, which the image does not. The clock is that of the machine: chrony is not started. */
const AS_INSTALLED =
  "systemctl --quiet enable --now avahi-daemon dnsmasq && systemctl --quiet enable chrony keepalived nftables strongswan";
const LEFT =
  "for one in avahi-daemon.service avahi-daemon.socket chrony dnsmasq keepalived nftables strongswan; do if systemctl --quiet is-active $one || systemctl --quiet is-enabled $one; then echo $one; fi; done";

/** Another device on the same cables: nothing of the one before is left. */
async function empty({ twin }: Scene, name: string): Promise<void> {
  const node = twin.topology.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`${name} is not in the twin`);
  await switchOff(twin.run, node);
  startNode(twin.run, node);
  twin.pids.set(name, await ready(twin.run, name));
  await handOver(twin, name);
}

/** Calls the hubs with the old keys, then with its own again: only the latter are answered. */
async function oldKeys({ twin }: Scene, site: RouterIntent, old: Readonly<Record<string, string>>) {
  const { name } = site.device;
  const own = Object.fromEntries(
    Object.keys(old).map((id) => [id, readFileSync(join(keysOf(twin.run), name, `${id}.key`), "utf8").trim()]),
  );
  const known = await knownKeys(twin, site);
  const withOld = await handshakes(twin, site, old);
  const withOwn = await handshakes(twin, site, own);
  await converged(twin, [site], SETTLE);
  const problems = [
    ...(Object.values(old).some((key) => known.has(publicKeyOf(key))) ? ["a hub still knows an old key"] : []),
    ...(withOld.initiations === 0 ? ["nobody called with the old keys: nothing is proven"] : []),
    ...(withOld.responses > 0 ? [`hubs answered ${withOld.responses} calls with old keys`] : []),
    ...(withOwn.responses === 0 ? ["hubs do not answer the new keys either: nothing is proven"] : []),
  ];
  return { old: withOld, own: withOwn, problems };
}

const pidOf = ({ twin }: Scene, name: string) => twin.pids.get(name) ?? 0;
