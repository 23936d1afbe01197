import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PROJECT } from "../scripts/lib/command.js";

/** As `ip -details -json link show` (iproute2 6.1) prints them: a test machine's kernel has none of these kinds. */
const MAIN = [
  { ifindex: 2, ifname: "seg-management", link_type: "ether", altnames: ["enp1s0", "eth0"] },
  { ifindex: 3, ifname: "wan-1", link_type: "ether", altnames: ["eth2"] },
  { ifindex: 4, ifname: "wan-2", link_type: "ether", altnames: ["enp3s0", "ens3"] },
  {
    ifindex: 5,
    link: "seg-management",
    ifname: "seg-staff",
    link_type: "ether",
    linkinfo: { info_kind: "vlan", info_data: { protocol: "802.1Q", id: 31, flags: ["REORDER_HDR"] } },
  },
  { ifindex: 6, ifname: "tun-1-dc1", link_type: "none", linkinfo: { info_kind: "wireguard" } },
  { ifindex: 7, ifname: "tun-9-dc1", link_type: "none", linkinfo: { info_kind: "wireguard" } },
];
const VERWALTUNG = [
  {
    ifindex: 8,
    link_index: 2,
    link_netnsid: 0,
    ifname: "seg-verwaltung",
    link_type: "ether",
    linkinfo: { info_kind: "vlan", info_data: { protocol: "802.1Q", id: 200, flags: ["REORDER_HDR"] } },
  },
  { ifindex: 9, ifname: "tuv-1-dc1", link_type: "none", linkinfo: { info_kind: "xfrm", info_data: { if_id: "0x2a" } } },
];
const FILE = `netns verwaltung
link seg-management ether eth0
link wan-1 ether eth1
link wan-2 ether eth3
link seg-staff vlan 30 parent seg-management
link seg-verwaltung vlan 200 parent seg-management netns verwaltung
tunnel tun-1-dc1 kernel netns verwaltung
tunnel tuv-1-dc1 xfrm 42 netns verwaltung
`;
const READ = `
import json, sys
from plattform import links
found = json.load(sys.stdin)
links.shown = lambda instance: found["main" if instance == "education" else instance]
links.namespaces = lambda: {"verwaltung"}
for link in links.found([line.split() for line in found["file"].splitlines()]): print(link.line)
`;

/** As `tc -json qdisc show` (iproute2 6.1, kernel 6.1) printed them on a virtual machine. */
const calm = { wash: false, ingress: false, "ack-filter": "disabled", split_gso: true, rtt: 100000 };
const cake = (dev: string, options: object) => ({
  kind: "cake",
  handle: "8001:",
  dev,
  root: true,
  refcnt: 2,
  options: { diffserv: "diffserv4", flowmode: "dual-srchost", ...calm, ...options },
});
const ON_LINE = { bandwidth: 59375000, nat: true, raw: true, overhead: 0, fwmark: "0x60" };
const IN_TUNNEL = { bandwidth: 59375000, nat: false, raw: false, atm: "noatm", overhead: 94, fwmark: "0" };
const LINE = "shape wan-1 cake bandwidth 475000kbit diffserv4 dual-srchost nat fwmark 0x60";
const TUNNEL = "shape tun-1-dc1 cake bandwidth 475000kbit diffserv4 dual-srchost overhead 94";

const QUEUES = `
import json, sys
from plattform import shaping
found, told = json.load(sys.stdin), []
def run(*command, instance="education"):
    if "show" in command: return json.dumps(found["queues"])
    told.append(" ".join(command))
shaping.run = run
there = shaping.running("education")
shaping.make([(line.split(), "education") for line in found["wanted"]], {"education": there})
json.dump({"there": [" ".join(words) for words in there], "told": told}, sys.stdout)
`;

function queues(found: readonly object[], wanted: readonly string[]): { there: string[]; told: string[] } {
  return JSON.parse(python(QUEUES, { queues: found, wanted })) as { there: string[]; told: string[] };
}

it("reads the order of packets in the form of the file, and leaves alone what is as it says", () => {
  const found = [
    { kind: "noqueue", handle: "0:", dev: "lo", root: true, refcnt: 2, options: {} },
    cake("wan-1", ON_LINE),
    cake("tun-1-dc1", IN_TUNNEL),
  ];
  expect(queues(found, [LINE, TUNNEL])).toEqual({ there: [LINE, TUNNEL], told: [] });
});

it.each([
  ["another bandwidth", { bandwidth: 1250000 }, "bandwidth 10000kbit diffserv4 dual-srchost nat fwmark 0x60"],
  ["no bandwidth", { bandwidth: "unlimited" }, "bandwidth unlimited diffserv4 dual-srchost nat fwmark 0x60"],
  ["no tunnels first", { fwmark: "0" }, "bandwidth 475000kbit diffserv4 dual-srchost nat"],
  ["DSCP washed", { wash: true }, "bandwidth 475000kbit diffserv4 dual-srchost nat fwmark 0x60 wash=True"],
])("a queue changed by hand is found and made anew: %s", (_, change, said) => {
  const { there, told } = queues([cake("wan-1", { ...ON_LINE, ...change })], [LINE]);
  expect(there).toEqual([`shape wan-1 cake ${said}`]);
  // `replace` alone keeps what it does not name.
  expect(told).toEqual([
    "tc qdisc delete dev wan-1 root",
    "tc qdisc replace dev wan-1 root cake bandwidth 475000kbit diffserv4 dual-srchost nat fwmark 0x60",
  ]);
});

it("a queue that the file does not name goes, one that is missing comes", () => {
  const { told } = queues([cake("wan-3", ON_LINE)], [TUNNEL]);
  expect(told).toEqual([
    "tc qdisc delete dev wan-3 root",
    "tc qdisc replace dev tun-1-dc1 root cake bandwidth 475000kbit diffserv4 dual-srchost overhead 94",
  ]);
});

function python(script: string, input: object): string {
  const env = { ...process.env, PYTHONPATH: join(PROJECT, "roles/router/files"), PYTHONDONTWRITEBYTECODE: "1" };
  return execFileSync("python3", ["-c", script], { input: JSON.stringify(input), env, encoding: "utf8" });
}

it("reads links in the form of the file: number, parent, port, kind, instance, and those that are too much", () => {
  const read = python(READ, { main: MAIN, verwaltung: VERWALTUNG, file: FILE });
  expect(read.trim().split("\n")).toEqual([
    "link seg-management ether eth0",
    "link wan-1 ether eth2",
    "link wan-2 ether eth3",
    "link seg-staff vlan 31 parent seg-management",
    "tunnel tun-1-dc1 kernel",
    "tunnel tun-9-dc1 kernel",
    "link seg-verwaltung vlan 200 parent seg-management netns verwaltung",
    "tunnel tuv-1-dc1 xfrm 42 netns verwaltung",
  ]);
});
