import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Call, type Heard, problemsOf } from "../../../lab/twin/wake-on-lan.js";
import { linux } from "../../../render/adapters/linux/linux.js";
import { canRunForeign, foreign } from "../../support/foreign.js";
import { site, withWakeOnLan } from "./fixtures.js";

/** The router with hosts in segments, a central server behind a tunnel, and the Internet behind a line. */
const NETWORK = `
inside() { nsenter --net=/run/netns/$1 ip "\${@:2}"; }
add() {
  ip netns add $1; ip link add $2 type veth peer name eth0 netns $1
  ip addr add $3 dev $2; ip link set $2 up
  inside $1 addr add $4 dev eth0; inside $1 link set eth0 up; inside $1 route add default via \${3%/*} dev eth0 onlink
}
add servers seg-servers 10.1.17.1/24 10.1.17.9/24; inside servers addr add 10.1.17.8/24 dev eth0
add staff seg-staff 10.1.18.1/24 10.1.18.9/24; add pupils seg-pupils 10.1.20.1/22 10.1.22.9/22
add central tun-1-dc1 192.168.9.1/24 10.0.1.5/24; ip route add 10.0.1.0/24 dev tun-1-dc1
add internet wan-1 198.18.1.1/24 198.18.1.9/24
nft -f /mnt/nft
sysctl -qw net.ipv4.ip_forward=1
sed -n 's/^\\(.*\\) = \\(.*\\)$/\\1 \\2/p' /mnt/sysctl.conf | while read -r name value; do
  for it in /proc/sys/$(echo "$name" | tr . /); do [ ! -e "$it" ] || echo "$value" > "$it"; done
done
`;

/** Hears on the router what comes for itself: DHCP goes to 255.255.255.255, and no setting changes that. */
const DHCP = `
import ctypes, os, socket
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); server.bind(("", 67)); server.settimeout(2)
handle = os.open("/run/netns/pupils", os.O_RDONLY); ctypes.CDLL(None).setns(handle, 0)
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); client.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
client.bind(("", 68)); client.sendto(b"discover", ("255.255.255.255", 67))
print(server.recv(99).decode())
`;

/** Who sends: namespace and address. */
const SENDERS: Readonly<Record<string, readonly [string, string]>> = {
  server: ["servers", "10.1.17.9"],
  "another server": ["servers", "10.1.17.8"],
  staff: ["staff", "10.1.18.9"],
  "central server": ["central", "10.0.1.5"],
  internet: ["internet", "198.18.1.9"],
};
const SEGMENTS = { pupils: "10.1.23.255", staff: "10.1.18.255", servers: "10.1.17.255" } as const;
const ports = [7, 9] as const;

const probe = (name: string) => readFileSync(new URL(`../../../lab/twin/probe/${name}`, import.meta.url), "utf8");
const netns = (name: string) => `/run/netns/${name}`;

/** Every sender to every other segment, by the proof's own probe. @returns what arrived, as sentences */
function woken(change: (nft: string) => string = (nft) => nft): string[] {
  const files = linux.router?.(withWakeOnLan(site())) ?? new Map<string, string>();
  const calls = Object.entries(SENDERS).flatMap(([who, [from, source]]) =>
    Object.entries(SEGMENTS).flatMap(([to, address]) =>
      from === to ? [] : ports.map((port) => ({ who, from, source, to, address, port })),
    ),
  );
  const packets = calls.map(({ who, from, source, to, address, port }) => {
    const wanted = who.endsWith("server") && who !== "another server" && to === "pupils" && port === 9;
    return { from: netns(from), source, address, port, wanted };
  });
  const listeners = Object.fromEntries(Object.keys(SEGMENTS).map((name) => [name, netns(name)]));
  const { stdout, stderr } = foreign(
    {
      ...{ nft: change(files.get("education/nftables") ?? ""), "sysctl.conf": files.get("sysctl.conf") ?? "" },
      ...{ "magic.py": probe("magic.py"), "namespaces.py": probe("namespaces.py"), "dhcp.py": DHCP },
      question: JSON.stringify({ seconds: 5, listeners, packets }),
    },
    `${NETWORK}python3 /mnt/magic.py < /mnt/question; echo; python3 /mnt/dhcp.py`,
  );
  expect(stderr).toBe("");
  const [found = "", dhcp] = stdout.trim().split("\n");
  expect(dhcp).toBe("discover");
  const heard = (JSON.parse(found) as { packets: Heard[] }).packets;
  return calls.flatMap(({ who, to, port }, index) =>
    (heard[index]?.arrived ?? []).map(
      ({ at, broadcast }) => `${who} to all of ${to}, ${port}: at ${at} ${broadcast ? "by broadcast" : "alone"}`,
    ),
  );
}

const WAKES = ["server", "central server"].map((who) => `${who} to all of pupils, 9: at pupils by broadcast`);

describe.skipIf(!canRunForeign)("magic packets to the broadcast address of a segment, sent for real,", () => {
  it("arrive from the declared servers by broadcast, from nobody else and nowhere else; DHCP is heard as ever", () => {
    expect(woken()).toEqual(WAKES);
  });

  it("would also come from others to others, were it not for the packet filter", () => {
    const open = woken((nft) =>
      nft.replace("counter drop\n\t}\n\n\tchain drop-sources", "accept\n\t}\n\n\tchain drop-sources"),
    );
    expect(open).toEqual(expect.arrayContaining([...WAKES, "staff to all of servers, 7: at servers by broadcast"]));
  });
});

describe("what the proof finds wrong", () => {
  const host = (namespace: string) => ({ namespace, place: "a", zone: "a", ipv4: "10.0.0.1", lines: [] });
  const call = (row?: string): Call => ({ from: host("server"), to: host("pupils"), port: 9, row });
  const heard = (...arrived: Heard["arrived"]): Heard => ({ sent: true, arrived });

  it.each([
    ["nothing", call("wake"), heard({ at: "pupils", broadcast: true }), []],
    ["nothing", call(), heard(), []],
    ["what is missing", call("wake"), heard(), ["must arrive (wake)"]],
    [
      "what came though nothing allows it",
      call(),
      heard({ at: "pupils", broadcast: true }),
      ["must not arrive at pupils"],
    ],
    [
      "what came elsewhere",
      call("wake"),
      heard({ at: "pupils", broadcast: true }, { at: "staff", broadcast: true }),
      ["must not arrive at staff"],
    ],
    [
      "what came for one host",
      call("wake"),
      heard({ at: "pupils", broadcast: false }),
      ["arrived at pupils for one host alone"],
    ],
  ])("is %s", (_, one, found, problems) => {
    expect(problemsOf([one], [found])).toEqual(problems.map((it) => `server → all of pupils, udp/9: ${it}`));
  });
});
