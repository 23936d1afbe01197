import { existsSync } from "node:fs";
import type { RouterIntent } from "../../model/intent.js";
import type { Platform } from "../../model/platform.js";
import { type Ask, type Askers, asksOf } from "./asks.js";
import { converged } from "./converge.js";
import type { Expectation } from "./expected.js";
import { timersOf } from "./failover.js";
import { allDown } from "./faults.js";
import type { Host } from "./hosts.js";
import { MachineError, pause, until } from "./machine.js";
import { type MatrixResult, matrix, violationLine } from "./matrix.js";
import { inNode } from "./node.js";
import { pairsOf } from "./pairs.js";
import type { ProofOptions, Scene, Verdict } from "./proof.js";
import { SCHOOL_SERVER } from "./run.js";
import { SETTLE } from "./scene.js";
import { type Account, directoryServer, newAccount, resolver, restart } from "./stand-in.js";
import { remove, type Station, switchOn } from "./station.js";

/** What became of a question. */
export interface Answer {
  readonly id: string;
  readonly title: string;
  /** Whether there must be an answer. */
  readonly wanted: boolean;
  readonly answer?: string;
  /** Why there is none, in the program's own words. */
  readonly why?: string;
}

/** What a site's computers were answered with all lines, and then without any. */
interface Survival {
  readonly site: string;
  /** Name of its own server; undefined: it has none. */
  readonly server?: string;
  readonly before: readonly Answer[];
  readonly without: readonly Answer[];
}

/**
 * That a site with a server of its own goes on without any line, and that one without fails closed. Nothing may live on
 * what it knew before: the router forgets names and leases, the server starts anew, the computers are switched on when
 * the lines are gone.
 *
 * @param options.minutes  how long the lines are gone before anybody asks. Default: until the routers have noticed
 */
export async function proveSurvival(scene: Scene, { minutes = 0 }: ProofOptions = {}): Promise<Verdict> {
  if (!existsSync(SCHOOL_SERVER))
    throw new MachineError("there is no image for the stand-ins: `npm run setup -- school-server` says why");
  const routers = chosen(scene.sites);
  scene.progress("stand-ins for resolver, central RADIUS and school server");
  const centre = await centreOf(scene, newAccount());
  const places = await Promise.all(routers.map((router) => placeOf(scene, router, centre)));
  const standIns = [...centre.stations, ...places.flatMap(({ own }) => own ?? [])];
  await converged(scene.twin, routers, SETTLE);
  const before = await asked(scene, places, true);
  const begin = performance.now();
  for (const { router } of places) await allDown(scene.twin, router).begin();
  try {
    await Promise.all(places.map((place) => forget(scene, place)));
    if (minutes > 0) scene.progress(`no line; nobody asks before ${minutes} minutes are over`);
    await pause(Math.max(0, begin + minutes * 60_000 - performance.now()));
    const after = (performance.now() - begin) / 1000;
    scene.progress(`no line for ${Math.round(after)} s; computers are switched on`);
    const without = await asked(scene, places, false);
    await Promise.all(standIns.map((it) => remove(scene.twin, it)));
    const rules = await matrixWithout(scene, places, centre.stations);
    const results = places.map(
      ({ id, own }, index): Survival => ({
        site: id,
        ...(own ? { server: own.node.name } : {}),
        before: before[index] ?? [],
        without: without[index] ?? [],
      }),
    );
    return verdict(results, rules, { asked: after, lasted: (performance.now() - begin) / 1000 });
  } finally {
    await Promise.all(standIns.map((it) => remove(scene.twin, it)));
    for (const { router } of places) await allDown(scene.twin, router).end();
    const hold = Math.max(...routers.map((router) => timersOf(router).holdSeconds));
    await converged(scene.twin, routers, hold + SETTLE);
  }
}

/** One site with a server of its own and one without, as far as the twin has them. */
export function chosen(sites: readonly RouterIntent[]): RouterIntent[] {
  return [true, false].flatMap((own) => sites.find(({ directory }) => (directory !== undefined) === own) ?? []);
}

/** What stands in the data centre: without it nobody would know whether a site fails closed or the question is wrong. */
interface Centre {
  readonly account: Account;
  readonly server: Askers["server"];
  readonly resolver?: Host;
  readonly stations: readonly Station[];
}

async function centreOf({ twin, platform }: Scene, account: Account): Promise<Centre> {
  const host = hostOfKind(twin.topology.hosts, platform, "radius");
  if (!host) throw new MachineError("there is no central RADIUS: whether a site fails closed cannot be told");
  const asks = hostOfKind(twin.topology.hosts, platform, "dns-ntp");
  const { domain } = platform;
  const stations = await Promise.all([
    directoryServer(twin, host, nameOf(platform, host), domain, account),
    ...(asks ? [resolver(twin, asks, nameOf(platform, asks), domain, host)] : []),
  ]);
  return { account, server: withName(platform, host), ...(asks ? { resolver: asks } : {}), stations };
}

/** A site in the proof. */
interface Place {
  readonly id: string;
  readonly router: RouterIntent;
  /** The stand-in for its own server. */
  readonly own?: Station;
  readonly askers: Omit<Askers, "computer" | "accessPoint">;
  readonly hosts: { readonly computer: Host; readonly accessPoint: Host };
}

async function placeOf({ twin, platform }: Scene, router: RouterIntent, centre: Centre): Promise<Place> {
  const id = router.site ?? "";
  const all = twin.topology.hosts;
  const inZone = (zone: string) =>
    all.find((one) => one.place === id && one.zone === zone && one.machine === undefined);
  const [computer, accessPoint] = [inZone("pupils"), inZone("management")];
  const segment = router.instances.flatMap(({ segments }) => segments).find(({ role }) => role === "pupils");
  if (!computer || !accessPoint || !segment) throw new MachineError(`${id} has no pupils or no management`);
  const { account, resolver: resolves } = centre;
  const host = all.find(({ ipv4 }) => router.directory?.servers.includes(ipv4));
  const domain = router.directory?.domain ?? platform.domain;
  const own = host && (await directoryServer(twin, host, nameOf(platform, host), domain, account));
  return {
    id,
    router,
    ...(own ? { own } : {}),
    askers: {
      segment,
      server: host ? withName(platform, host) : centre.server,
      ...(resolves ? { resolver: resolves } : {}),
      domain,
      account,
    },
    hosts: { computer, accessPoint },
  };
}

/** Asks everything at all places at once, by computers that are switched on for it. @param lines  whether they are there */
async function asked(scene: Scene, places: readonly Place[], lines: boolean): Promise<Answer[][]> {
  return Promise.all(
    places.map(async ({ id, askers, hosts }) => {
      const computer = await switchOn(scene.twin, hosts.computer, `${id}-pc`);
      const accessPoint = await switchOn(scene.twin, hosts.accessPoint, `${id}-ap`);
      const answers: Answer[] = [];
      for (const ask of asksOf({ ...askers, computer, accessPoint }))
        answers.push(await answered(ask, answerable(ask, id, lines, scene.expected)));
      await Promise.all([computer, accessPoint].map((it) => remove(scene.twin, it)));
      return answers;
    }),
  );
}

function answered({ id, title, ask }: Ask, wanted: boolean): Promise<Answer> {
  return ask().then(
    (answer) => ({ id, title, wanted, answer }),
    ({ message }: Error) => ({ id, title, wanted, why: message }),
  );
}

/** Whether there must be an answer: the flow tables allow the call, and no line that is gone lies in between. */
export function answerable({ of, call }: Ask, site: string, lines: boolean, { allowed }: Pick<Expectation, "allowed">) {
  if (!of) return true;
  if (!lines && of.place !== site) return false;
  return !call || allowed(call.from, of, call.protocol, call.port) !== undefined;
}

/** Waits until the site knows no way out any more; then router and server forget what they knew. */
async function forget({ twin }: Scene, { router: { device }, own }: Place): Promise<void> {
  const node = (command: string) => inNode(twin.pids.get(device.name) ?? 0, ["sh", "-c", command]);
  const routes = async () => (await node("ip route show proto bgp")).trim() || undefined;
  await until(`${device.name} gives up its tunnels`, async () => ((await routes()) ? undefined : true));
  await node(FORGET);
  if (own) await restart(own);
}

/** Of the instance for education: names in memory, leases in files. */
const FORGET = `systemctl stop plattform-dnsmasq@education
  rm -f /var/lib/misc/dnsmasq-education.leases
  systemctl start plattform-dnsmasq@education`;

/** Inside of each place the flow tables hold; nothing goes out, least of all to whom they asked before. */
function matrixWithout(
  { twin, platform, expected, progress }: Scene,
  places: readonly Place[],
  centre: readonly Station[],
): Promise<MatrixResult> {
  const ids = places.map(({ id }) => id);
  const far = (to: Host) => to.machine === undefined || centre.some(({ host }) => host === to);
  const pairs = pairsOf(twin.topology.hosts, ids).packets.filter(
    ([from, to]) => ids.includes(from.place) && (from.place === to.place || far(to)),
  );
  progress(`packets between ${pairs.length} pairs of hosts, without any line`);
  return matrix(twin, platform, withoutLines(expected), pairs);
}

/** What is left of the flow tables for somebody at a site without lines. */
export function withoutLines(expected: Expectation): Expectation {
  return {
    ...expected,
    allowed: (from, to, ...port) => (from.place === to.place ? expected.allowed(from, to, ...port) : undefined),
  };
}

/** @param seconds  since the lines were gone: until somebody asked, and in all */
export function verdict(
  results: readonly Survival[],
  { probes, reached, violations }: MatrixResult,
  seconds: { readonly asked: number; readonly lasted: number },
): Verdict {
  const all = results.flatMap(({ without }) => without);
  const wrong = results.flatMap(({ site, before, without }) => [
    ...before.flatMap((answer) => problem(`${site}, with lines`, answer)),
    ...without.flatMap((answer) => problem(`${site}, without any line`, answer)),
  ]);
  const [on, closed] = [true, false].map((wanted) => all.filter((one) => one.wanted === wanted && right(one)).length);
  return {
    title:
      `local survival: ${results.length} sites asked after ${Math.round(seconds.asked)} s without any line: ${on} answered, ${closed} failed closed, ` +
      `${all.length - all.filter(right).length} otherwise than they must; ${probes} probes, ${reached} reached, ${violations.length} violations; lines back after ${Math.round(seconds.lasted)} s`,
    lines: results.flatMap(linesOf),
    problems: [...wrong, ...violations.map((violation) => `without any line: ${violationLine(violation)}`)],
    json: { seconds, sites: results, probes, reached, violations },
  };
}

function right({ wanted, answer }: Answer): boolean {
  return wanted === (answer !== undefined);
}

function problem(where: string, answer: Answer): string[] {
  if (right(answer)) return [];
  const [must, was] = answer.wanted ? ["must be answered", answer.why] : ["must fail", answer.answer];
  return [`${where}: ${answer.id} (${answer.title}) ${must}, was: ${was}`];
}

function linesOf({ site, server, before, without }: Survival): string[] {
  return [
    `${site}: ${server ? `stand-in for ${server}` : "no server of its own, fails closed"}`,
    ...without.map(({ id, title, answer }, index) => {
      const control = before[index]?.answer === undefined ? "none" : "yes";
      return `  ${id.padEnd(13)} ${title}: ${answer ?? "no answer"} (with lines: ${control})`;
    }),
  ];
}

function hostOfKind(hosts: readonly Host[], { machines }: Platform, kind: string): Host | undefined {
  return hosts.find(({ machine }) => machine !== undefined && machines[machine]?.kind === kind);
}

const nameOf = ({ machines }: Platform, { machine, namespace }: Host) => machines[machine ?? ""]?.name ?? namespace;

function withName(platform: Platform, host: Host): Askers["server"] {
  return { ...host, fqdn: platform.machines[host.machine ?? ""]?.fqdn ?? host.ipv4 };
}
