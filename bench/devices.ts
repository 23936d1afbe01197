// node --import tsx bench/devices.ts: rendering all devices of synthetic sites, beside Jinja2 with the same bytes, and PyAVD.
import { type Devices, renderDevices } from "../render/adapters/adapter.js";
import { site } from "../test/render/adapters/fixtures.js";
import { hashOf, jinja, plainSwitch, python } from "./peers.js";
import { row } from "./timing.js";

const SWITCHES = 20;
const RUNS = 3;

function network(sites: number): Devices {
  const numbers = Array.from({ length: sites }, (_, n) => n + 1);
  const switches = numbers.flatMap((n) => Array.from({ length: SWITCHES }, (_, index) => plainSwitch(n, index)));
  return {
    routers: Object.fromEntries(numbers.map((n) => [`router-site-${n}`, site(n)])),
    switches: Object.fromEntries(switches.map((intent) => [intent.device.name, intent])),
  };
}

/** Milliseconds of processor time of the best run, down to the bytes as they are written, and what was rendered. */
function render(intents: Devices, runs = RUNS): { ms: number; files: Map<string, string> } {
  let best = { ms: Number.POSITIVE_INFINITY, files: new Map<string, string>() };
  for (let run = 0; run < runs; run++) {
    const start = process.cpuUsage();
    const files = renderDevices(intents);
    // A string that was put together is laid out in one piece only when its bytes are asked for.
    for (const text of files.values()) Buffer.byteLength(text);
    const { user, system } = process.cpuUsage(start);
    if ((user + system) / 1000 < best.ms) best = { ms: (user + system) / 1000, files };
  }
  return best;
}

render(network(20));
const city = network(200);
const all = render(city);
const switches = render({ routers: {}, switches: city.switches });
const peer = jinja(city.switches);
if (hashOf(switches.files) !== peer.hash) throw new Error("Jinja2 rendered other bytes");
const state = render(network(1000));
console.log(
  `200 sites, ${all.files.size} files: ${(all.ms / 1000).toFixed(2)} s; switches alone ${(switches.ms / 1000).toFixed(2)} s; Jinja2, switches ${(peer.ms / 1000).toFixed(2)} s`,
);
const ratio = peer.ms / switches.ms;
row("switches of 200 sites, Jinja2 / ours, the same bytes", ratio, "x", ">= 20", ratio >= 20);
const each = switches.ms / (200 * SWITCHES);
row("processor time of a switch", each, "ms", "<= 1", each <= 1);
const avd = python<{ seconds: number; devices: number }>("pyavd", "render-pyavd.py");
console.log(
  `PyAVD, for orientation: ${((avd.seconds * 1000) / avd.devices).toFixed(0)} ms per switch, with checking and resolving its inputs`,
);
row("1,000 sites / 200 sites", state.ms / all.ms, "x", "<= 5.5", state.ms / all.ms <= 5.5);
