import { describe, expect, it } from "vitest";
import { linux } from "../../../render/adapters/linux/linux.js";
import { canRunForeign, foreign } from "../../support/foreign.js";
import { site, withNarrowLines } from "./fixtures.js";

/** A member of staff behind the router, and one host behind all of its lines: the data centre and the Internet. */
const NETWORK = `
inside() { nsenter --net=/run/netns/$1 ip "\${@:2}"; }
sysctl -qw net.ipv4.ip_forward=1
ip netns add staff; ip netns add far
ip link add seg-staff type veth peer name eth0 netns staff
for line in tun-1-dc1 tun-2-dc1 wan-1 wan-2; do ip link add $line type veth peer name $line netns far; done
ip addr add 10.1.18.1/24 dev seg-staff; ip link set seg-staff up
inside staff addr add 10.1.18.9/24 dev eth0; inside staff link set eth0 up; inside staff route add default via 10.1.18.1
inside far link set lo up; inside far addr add 10.0.1.5/32 dev lo; inside far addr add 203.0.113.10/32 dev lo
n=0; for line in tun-1-dc1 tun-2-dc1 wan-1 wan-2; do
  n=$((n+1)); ip addr add 198.18.$n.1/24 dev $line; inside far addr add 198.18.$n.2/24 dev $line
  ip link set $line up; inside far link set $line up
done
inside far route add 10.1.18.0/24 via 198.18.1.1
ip route add 10.0.1.5 via 198.18.1.2; ip route add 203.0.113.10 via 198.18.3.2
nft -f /mnt/nft
python3 /mnt/ask.py
`;

/** Each question is one line of the answer. */
const ASK = `
import ctypes, os, socket, subprocess
def setns(handle): ctypes.CDLL(None).setns(handle, 0)
def enter(name): setns(os.open("/run/netns/" + name, os.O_RDONLY))
def at(name, kind, *address):
    enter(name); it = socket.socket(socket.AF_INET, kind); it.settimeout(2); it.bind(address); return it
home = os.open("/proc/self/ns/net", os.O_RDONLY)
def moved(target, gateway):
    setns(home); subprocess.run(["ip", "route", "replace", target, "via", gateway], check=True)
def told(what, act):
    try: print(what, act())
    except OSError as error: print(what, type(error).__name__)
voice, web, portal = at("far", socket.SOCK_DGRAM, "10.0.1.5", 5060), at("far", socket.SOCK_STREAM, "203.0.113.10", 443), at("far", socket.SOCK_STREAM, "10.0.1.5", 443)
web.listen(); portal.listen()
caller = at("staff", socket.SOCK_DGRAM, "10.1.18.9", 0); caller.connect(("10.0.1.5", 5060))
def call():
    caller.send(b"voice"); text, address = voice.recvfrom(9); voice.sendto(text, address); return caller.recv(9).decode()
def answered(): caller.send(b"voice"); return caller.recv(9)
reader = at("staff", socket.SOCK_STREAM, "10.1.18.9", 0); reader.connect(("203.0.113.10", 443)); server = web.accept()[0]; server.settimeout(2)
def read(): reader.send(b"web"); return server.recv(9).decode()
def anew(address):
    it = at("staff", socket.SOCK_STREAM, "10.1.18.9", 0); it.connect((address, 443)); return "reached"
told("voice by the first line:", call)
told("web by the first line:", read)
moved("10.0.1.5", "198.18.2.2"); moved("203.0.113.10", "198.18.4.2")
enter("far"); subprocess.run(["ip", "route", "replace", "10.1.18.0/24", "via", "198.18.2.1"], check=True)
told("open voice by the second line:", answered)
def cut(): reader.send(b"web"); return reader.recv(9)
told("open web by the second line:", cut)
told("new web by the second line:", lambda: anew("203.0.113.10"))
told("portal by the second line:", lambda: anew("10.0.1.5"))
for it, name in ((voice, "voice"), (server, "web")):
    it.settimeout(0.2); told("what arrived of " + name + ":", lambda: it.recv(9).decode())
`;

describe.skipIf(!canRunForeign)("a narrow second line, asked with packets,", () => {
  it("refuses at once what it does not carry, open connections too, and carries the rest", () => {
    const nft = linux.router?.(withNarrowLines(site())).get("education/nftables") ?? "";
    const { stdout, stderr } = foreign({ nft, "ask.py": ASK }, NETWORK);
    expect(stderr).toBe("");
    expect(stdout.trim().split("\n")).toEqual([
      "voice by the first line: voice",
      "web by the first line: web",
      "open voice by the second line: ConnectionRefusedError",
      "open web by the second line: ConnectionResetError",
      "new web by the second line: ConnectionRefusedError",
      "portal by the second line: reached",
      "what arrived of voice: TimeoutError",
      "what arrived of web: TimeoutError",
    ]);
  });
});
