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

it("reads links in the form of the file: number, parent, port, kind, instance, and those that are too much", () => {
  const input = JSON.stringify({ main: MAIN, verwaltung: VERWALTUNG, file: FILE });
  const env = { ...process.env, PYTHONPATH: join(PROJECT, "roles/router/files"), PYTHONDONTWRITEBYTECODE: "1" };
  const read = execFileSync("python3", ["-c", READ], { input, env, encoding: "utf8" });
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
