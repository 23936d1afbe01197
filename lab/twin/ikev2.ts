import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Catalogue } from "../../model/catalogue/schema.js";
import type { RouterIntent, TunnelIntent } from "../../model/intent.js";
import type { Declaration } from "../../model/load.js";
import type { Platform } from "../../model/platform.js";
import { resolvePlatform } from "../../model/resolve/platform.js";
import { renderDevices } from "../../render/adapters/adapter.js";
import { changedBy, deliver, keysOf } from "./configure.js";
import { converged } from "./converge.js";
import { cablesOf } from "./faults.js";
import { pause, until } from "./machine.js";
import { type MachinePair, machinePair } from "./machine-pair.js";
import { inParts, MINUTES, type Part, type Result, SETTLE } from "./machine-parts.js";
import type { Scene, Verdict } from "./proof.js";
import { DISK } from "./qemu.js";
import { inNamespace } from "./run.js";
import { sessions } from "./sessions.js";
import { onDevice } from "./twin.js";

/** Seconds in which all packets of the line are looked at. */
const LOOK = 20;

/**
 * The declaration with `protocol: ikev2`, on two virtual machines: the first hub and the first site's router. Delivered by
 * the playbook, so the interfaces, the daemon and its keys are as on real devices; a test machine's own kernel has no xfrm.
 * All nodes of the twin are off then: this proof is the last one.
 */
export async function proveIkev2(before: Scene): Promise<Verdict> {
  if (!existsSync(DISK)) throw new Error("there is no machine: run `npm run setup -- twin-vm`, which says why");
  const begin = performance.now();
  const subject = await commissioned(before);
  const what = `${subject.site.device.name} with IKEv2`;
  const results = await inParts(subject, PARTS, what, before.progress);
  await subject.pair.off();
  const problems = results.flatMap((one) => one.problems);
  const seconds = Math.round((performance.now() - begin) / 1000);
  return {
    title: `ikev2: ${subject.hub.device.name} and ${subject.site.device.name} are virtual machines with xfrm of their own; ${results.length} of ${PARTS.length} parts, ${problems.length} problems, ${seconds} s`,
    lines: results.flatMap(({ lines }) => lines),
    problems,
    json: results,
  };
}

interface Subject {
  readonly pair: MachinePair;
  readonly platform: Platform;
  readonly hub: RouterIntent;
  /** With the tunnels to that hub. */
  readonly site: RouterIntent;
  /** Folder of the rendered trees. */
  readonly devices: string;
  /** Key that the site and the hub share for an instance. */
  readonly keyFile: (instance: string) => string;
}

/** In this order. */
const PARTS: readonly Part<Subject>[] = [
  ["is delivered", delivered],
  ["has tunnels of its kernel, with the declared suite", suites],
  ["sends nothing in clear", encrypted],
  ["carries whole packets", whole],
  ["makes new keys", rekeyed],
  ["bears that the hub's daemon is killed", killed],
  ["lets nobody in with another key", wrongKey],
];

async function commissioned({ twin, declaration, catalogue, sites, devices, progress }: Scene) {
  const [first] = sites;
  if (!first?.site) throw new Error("no site has a router");
  const wanted = withIkev2(declaration, catalogue, first.site);
  const own = wanted.network.routers;
  const [site, hub] = [own[first.device.name], Object.values(own).find(({ role }) => role === "hub")];
  if (!site || !hub) throw new Error(`${first.device.name} has no hub`);
  const folder = join(twin.run.folder, "ikev2");
  stage(folder, devices, [hub, site]);
  const keyFile = (router: string, hub: string, instance: string) =>
    join(keysOf(twin.run), router, `${hub}-${instance}.key`);
  // The hub's file names all sites.
  for (const { device, instances } of Object.values(own))
    for (const { id, tunnels } of instances)
      for (const { device: far } of tunnels.flatMap(({ peers }) => peers))
        writeFileSync(keyFile(device.name, far, id), secret(), { mode: 0o600 });
  const names = [hub.device.name, site.device.name];
  const topology = {
    ...twin.topology,
    linkLayer: Object.fromEntries(names.map((name) => [name, twin.topology.linkLayer[name] ?? ""])),
  };
  progress(`${names.join(" and ")} as virtual machines: boot`);
  const pair = await machinePair({ twin: { ...twin, topology }, platform: wanted }, [hub, site], (name) =>
    join(folder, "devices", name),
  );
  return {
    ...{ pair, platform: wanted, hub, site: towards(site, hub.device.name), devices: join(folder, "devices") },
    keyFile: (instance: string) => keyFile(site.device.name, hub.device.name, instance),
  };
}

/** The trees of the two, and beside them what is committed of the inventory. */
function stage(folder: string, devices: string, routers: readonly RouterIntent[]): void {
  const both = Object.fromEntries(routers.map((router) => [router.device.name, router]));
  for (const [path, text] of renderDevices({ routers: both, switches: {} })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const part of ["sites", "data-centres"])
    cpSync(join(devices, "..", part), join(folder, part), { recursive: true });
}

/** The router with its tunnels to that hub alone: the other one is off. */
function towards(site: RouterIntent, hub: string): RouterIntent {
  const instances = site.instances.map((one) => ({
    ...one,
    tunnels: one.tunnels.filter(({ peers }) => peers[0]?.device === hub),
  }));
  return { ...site, instances };
}

const secret = () => `${randomBytes(32).toString("base64")}\n`;

/** Of the site's lines those that IKEv2 may be declared on: their addresses are fixed. */
function withIkev2(declaration: Declaration, catalogue: Catalogue, id: string): Platform {
  const { coupling } = declaration.traeger;
  const site = declaration.sites.get(id);
  if (!coupling || !site) throw new Error("the declaration has no coupling");
  const uplinks = site.uplinks.filter(({ handover }) => handover === undefined || handover === "static");
  if (uplinks.length === 0) throw new Error(`${id} has no line with a fixed address: choose another site`);
  return resolvePlatform(
    {
      ...declaration,
      sites: new Map([...declaration.sites, [id, { ...site, uplinks }]]),
      traeger: {
        ...declaration.traeger,
        coupling: {
          ...coupling,
          protocol: "ikev2",
          ...(coupling.verwaltung ? { verwaltung: { ...coupling.verwaltung, protocol: "ikev2" } } : {}),
        },
      },
    },
    catalogue,
  );
}

function run({ pair, platform, devices }: Subject, args: readonly string[]): Promise<string> {
  const { twin, overlay, namespace } = pair;
  return deliver(twin, platform, devices, { args, overlay, namespace });
}

const tunnelsOf = ({ site }: Subject) =>
  site.instances.flatMap(({ id, tunnels }) => tunnels.map((tunnel) => ({ instance: id, tunnel })));

async function delivered(subject: Subject): Promise<Result> {
  const { pair, hub, site } = subject;
  const names = [hub.device.name, site.device.name];
  const time = ["-e", `router__minutes=${MINUTES}`];
  for (const name of names) await run(subject, ["--limit", name, ...time]);
  await converged(pair.twin, [site], SETTLE);
  const again = changedBy(await run(subject, ["--limit", names.join(","), "--check"]));
  return {
    lines: [
      `delivered: all ${tunnelsOf(subject).length} tunnels have BGP and BFD; a second run finds ${again.length} of 2 changed`,
    ],
    problems: again.map((name) => `${name} does not run its tree right after its delivery`),
  };
}

/** Words of strongSwan's list for those of the registries. */
const LISTED = {
  "aes-256-gcm-16": "AES_GCM_16-256",
  "aes-128-gcm-16": "AES_GCM_16-128",
  "hmac-sha2-256": "PRF_HMAC_SHA2_256",
  "hmac-sha2-384": "PRF_HMAC_SHA2_384",
  "hmac-sha2-512": "PRF_HMAC_SHA2_512",
  19: "ECP_256",
  20: "ECP_384",
  21: "ECP_521",
} as const;

async function suites(subject: Subject): Promise<Result> {
  const { pair, site } = subject;
  const wanted = tunnelsOf(subject);
  const ask = (...command: string[]) => onDevice(pair.twin, site.device.name, command);
  const said = await ask("swanctl", "--list-sas");
  const links = await ask("sh", "-c", "ip -d link show type xfrm; ip -all netns exec ip -d link show type xfrm");
  const kernel = (await ask("uname", "-r")).trim();
  const problems = wanted.flatMap(({ tunnel: { interface: name, ike } }) => {
    if (!ike) return [`${name} is not declared with IKEv2`];
    const { encryption, prf, group } = ike.suite;
    const block = new RegExp(`^${name}-\\S+: .*ESTABLISHED, IKEv2.*(?:\\n .*)*`, "m").exec(said)?.[0] ?? "";
    const ikeSuite = `${LISTED[encryption]}/${LISTED[prf]}/${LISTED[group]}`;
    return [
      ...(block.includes(ikeSuite) ? [] : [`${name}: no IKE SA with ${ikeSuite}`]),
      ...(block.includes(`INSTALLED, TUNNEL-in-UDP, ESP:${LISTED[encryption]}`) ? [] : [`${name}: no ESP in UDP`]),
      ...(new RegExp(`: ${name}[@:].*\\n.*\\n.*xfrm if_id 0x${ike.interfaceId.toString(16)}\\b`).test(links)
        ? []
        : [`${name}: the kernel has no such xfrm interface`]),
    ];
  });
  const { suite } = wanted[0]?.tunnel.ike ?? {};
  return {
    lines: [
      `suites: ${wanted.length} tunnels by xfrm of kernel ${kernel}, each with ${suite?.encryption}, ${suite?.prf} and group ${suite?.group}`,
    ],
    problems,
  };
}

/** What may be on a line with tunnels alone: IKE, ESP in UDP, and what finds neighbours. */
const EXPECTED = /UDP-encap: ESP|isakmp|ARP|ICMP6, (?:neighbor|router)/i;

async function encrypted(subject: Subject): Promise<Result> {
  const { site, hub } = subject;
  const seen = await lookAt(subject, () => pause(LOOK * 1000));
  const strange = seen.filter((line) => !EXPECTED.test(line) && !outwards(line, hub));
  const esp = seen.filter((line) => line.includes("UDP-encap: ESP")).length;
  return {
    lines: [
      `encrypted: ${seen.length} packets on ${site.uplinks[0]?.interface} in ${LOOK} s, ${esp} of them ESP in UDP, ${strange.length} something else`,
    ],
    problems: [
      ...strange.slice(0, 5).map((line) => `not encrypted: ${line}`),
      ...(esp < LOOK ? ["hardly any ESP was seen: nothing is proven"] : []),
    ],
  };
}

/** A router asks outside for names and time where its tunnel does not lead there; that is no traffic between the two. */
function outwards(line: string, { uplinks }: RouterIntent): boolean {
  const hub = uplinks.map(({ ipv4 }) => ipv4?.address.replace(/\/.*/, "") ?? "");
  return !hub.some((address) => address !== "" && line.includes(address)) && !/ (?:10|fd)[.0-9a-f]/.test(line);
}

/** @returns a line for each packet on the operator's end of the site's lines during the work */
async function lookAt({ pair: { twin }, site }: Subject, work: () => Promise<unknown>): Promise<string[]> {
  const ends = cablesOf(twin, site.device.name).filter(({ a }) =>
    site.uplinks.some((line) => line.interface === a.device),
  );
  const looks = ends.map(({ b }) => {
    const look = `timeout ${LOOK} tcpdump -nn -l -i ${b.device} || true`;
    return inNamespace(twin.run, b.namespace, ["sh", "-c", look]);
  });
  await work();
  return (await Promise.all(looks)).flatMap((text) => text.split("\n").filter((line) => /^\d\d:\d\d:/.test(line)));
}

/** Packets of a tunnel's whole size, not to be split, between the routers themselves. */
async function whole(subject: Subject): Promise<Result> {
  const { pair, site } = subject;
  const found = [];
  for (const { instance, tunnel } of tunnelsOf(subject))
    for (const { inner4 } of tunnel.peers) {
      const inside = instance === "education" ? [] : ["ip", "netns", "exec", instance];
      const size = String(tunnel.mtu - 28);
      const command = ["ping", "-c", "10", "-i", "0.3", "-W", "3", "-M", "do", "-s", size, "-I", tunnel.inner4, inner4];
      const said = await onDevice(pair.twin, site.device.name, [...inside, ...command]).catch(
        ({ message }: Error) => message,
      );
      found.push({ name: tunnel.interface, mtu: tunnel.mtu, answers: Number(/(\d+) received/.exec(said)?.[1] ?? 0) });
    }
  return {
    lines: found.map(({ name, mtu, answers }) => `whole packets: ${answers} of 10 answers to ${mtu} bytes in ${name}`),
    problems: found.filter(({ answers }) => answers < 9).map(({ name, mtu }) => `${name} does not carry ${mtu} bytes`),
  };
}

/** Names of a tunnel's connection and of its child, as the adapter writes them. */
const connection = (tunnel: TunnelIntent) => ({
  ike: `${tunnel.interface}-${tunnel.peers[0]?.device}`,
  child: tunnel.interface,
});

async function rekeyed(subject: Subject): Promise<Result> {
  const { pair, site } = subject;
  const ask = (script: string) => onDevice(pair.twin, site.device.name, ["sh", "-c", script]);
  const spis = async () => {
    const said = await ask("swanctl --list-sas");
    return new Set([...said.matchAll(/^ +(?:in|out) +(\w+)/gm)].map(([, spi]) => spi));
  };
  const [before, old] = [await sessions(pair.twin, site), await spis()];
  const tunnels = tunnelsOf(subject).map(({ tunnel }) => connection(tunnel));
  for (const { ike } of tunnels) await ask(`swanctl --rekey --ike ${ike}`);
  // While an IKE SA hands its children over to the next one there is none to be found.
  for (const { child } of tunnels) {
    const asked = () =>
      ask(`swanctl --rekey --child ${child}`).then(
        () => true as const,
        () => undefined,
      );
    await until(`${child} makes new keys`, asked, SETTLE);
  }
  await pause(LOOK * 1000);
  const [after, now] = [await sessions(pair.twin, site), await spis()];
  const kept = [...old].filter((spi) => now.has(spi)).length;
  const flaps = after.lost - before.lost;
  return {
    lines: [
      `rekeyed: ${tunnels.length} tunnels, ${old.size - kept} of ${old.size} SAs are new; ${flaps} BGP sessions ended`,
    ],
    problems: [
      ...(kept > 0 || old.size === 0 ? [`${kept} of ${old.size} SAs are the old ones`] : []),
      ...(flaps > 0 ? ["a BGP session ended, none may"] : []),
    ],
  };
}

/**
 * The kernels' SAs stay, so traffic goes on, and the site asks for nothing while packets come. When it calls again, as with
 * the next rekeying, the new daemon takes it on beside what the old one left in the kernel.
 */
async function killed(subject: Subject): Promise<Result> {
  const { pair, site, hub } = subject;
  const before = await sessions(pair.twin, site);
  await onDevice(pair.twin, hub.device.name, ["systemctl", "kill", "--signal=KILL", "plattform-ike.service"]);
  await pause(LOOK * 1000);
  const after = await sessions(pair.twin, site);
  const begin = performance.now();
  await endTunnels(subject, "--force");
  const wanted = tunnelsOf(subject).length;
  const known = async () => {
    const said = await onDevice(pair.twin, hub.device.name, ["swanctl", "--list-sas"]);
    return (said.match(/ESTABLISHED/g) ?? []).length === wanted || undefined;
  };
  await until("the hub's new daemon knows all tunnels", known, SETTLE);
  await converged(pair.twin, [site], SETTLE);
  const seconds = Math.round((performance.now() - begin) / 1000);
  const flaps = after.lost - before.lost;
  return {
    lines: [
      `killed: ${flaps} BGP sessions ended within ${LOOK} s after the hub's daemon was killed; after the site called again all stood in ${seconds} s`,
    ],
    problems: flaps > 0 ? ["a BGP session ended, none may: the kernel has the SAs"] : [],
  };
}

/** The site ends its tunnels; their next packets call again. */
function endTunnels(subject: Subject, ...options: string[]): Promise<string> {
  const each = tunnelsOf(subject).map(
    ({ tunnel }) => `swanctl --terminate --ike ${connection(tunnel).ike} ${options.join(" ")}`,
  );
  const { pair, site } = subject;
  return onDevice(pair.twin, site.device.name, ["sh", "-c", `(${each.join("; ")}) >/dev/null 2>&1; true`]);
}

/** Another key at the hub: whoever has not the site's key gets no tunnel, and the right one brings it back by itself. */
async function wrongKey(subject: Subject): Promise<Result> {
  const { pair, site, hub, keyFile } = subject;
  const [id = ""] = site.instances.map((one) => one.id).filter((one) => one !== "education");
  const right = readFileSync(keyFile(id), "utf8");
  const deliverHub = (...args: string[]) => run(subject, ["--limit", hub.device.name, ...args]);
  writeFileSync(keyFile(id), secret());
  const found = changedBy(await deliverHub("--check"));
  await deliverHub("-e", `router__minutes=${MINUTES}`);
  const own = tunnelsOf(subject);
  await endTunnels(subject);
  await pause(LOOK * 1000);
  const said = await onDevice(pair.twin, site.device.name, ["swanctl", "--list-sas"]);
  const stands = own.filter(({ tunnel }) => new RegExp(`^${connection(tunnel).ike}: .*ESTABLISHED`, "m").test(said));
  const wrong = stands.filter(({ instance }) => instance === id).length;
  writeFileSync(keyFile(id), right);
  await deliverHub("-e", `router__minutes=${MINUTES}`);
  const begin = performance.now();
  await converged(pair.twin, [site], SETTLE);
  const seconds = Math.round((performance.now() - begin) / 1000);
  return {
    lines: [
      `another key for ${id}: a run finds it (${found.length} of 1); ${wrong} tunnels stand with it, ${stands.length - wrong} of the other instance; with the right one all stand after ${seconds} s`,
    ],
    problems: [
      ...(found.length === 0 ? ["the changed key was not found"] : []),
      ...(wrong > 0 ? ["a tunnel stands although the keys differ"] : []),
      ...(stands.length === wrong ? ["no tunnel of the other instance stands: nothing is proven"] : []),
    ],
  };
}
