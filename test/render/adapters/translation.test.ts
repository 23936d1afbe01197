import { beforeAll, describe, expect, it } from "vitest";
import { renderDevices } from "../../../render/adapters/adapter.js";
import { canRunForeign, foreign } from "../../support/foreign.js";
import { TRANSLATED, translatedPlatform } from "../../support/translated.js";

/** Answers by both protocols on one port with the address of whoever calls. */
const LISTEN = `
import socket, sys, threading
address, port = sys.argv[1], int(sys.argv[2])
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind((address, port))
tcp = socket.create_server((address, port))
def datagrams():
    while True:
        _, caller = udp.recvfrom(100)
        udp.sendto(caller[0].encode(), caller)
threading.Thread(target=datagrams, daemon=True).start()
while True:
    connection, caller = tcp.accept()
    connection.sendall(caller[0].encode())
    connection.close()`;

/** Says who was called, and as whom the target saw the caller. */
const CALL = `
import socket, sys
protocol, address, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
kind = socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM
client = socket.socket(socket.AF_INET, kind)
client.settimeout(2)
try:
    client.connect((address, port))
    client.send(b"?")
    print(protocol, address, "saw", client.recv(100).decode())
except OSError:
    print(protocol, address, "silent")`;

/**
 * The router in the main namespace, a computer of the staff beyond one of its interfaces, the data centre beyond that of a
 * tunnel. What is there stands for both ends: the rules look at interfaces and addresses only.
 */
const SCRIPT = `
  unshare --net sleep 60 & inside=$!
  unshare --net sleep 60 & centre=$!
  for process in $inside $centre; do
    until [ "$(readlink /proc/$process/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do :; done
  done
  computer() { nsenter --net=/proc/$inside/ns/net "$@"; }
  server() { nsenter --net=/proc/$centre/ns/net "$@"; }
  ip link add seg-staff type veth peer name eth0 netns $inside
  ip link add tun-1-dc1 type veth peer name tun netns $centre
  ip addr add 10.17.20.1/24 dev seg-staff; ip link set seg-staff up
  ip addr add 169.254.9.1/30 dev tun-1-dc1; ip link set tun-1-dc1 up
  ip route add 10.64.0.0/20 via 169.254.9.2
  ip route add blackhole 10.64.74.0/24
  sysctl -qw net.ipv4.ip_forward=1
  computer sh -c 'ip addr add 10.17.20.63/24 dev eth0; ip link set eth0 up; ip route add default via 10.17.20.1'
  server sh -c 'ip addr add 169.254.9.2/30 dev tun; ip link set tun up; ip link set lo up
    for own in 10.64.1.140 10.64.1.12 10.64.0.23; do ip addr add $own/32 dev lo; done
    ip route add 10.64.74.0/24 via 169.254.9.1 src 10.64.1.140; ip route add 10.17.20.0/24 via 169.254.9.1 src 10.64.1.140'
  nft -f /mnt/nft
  server python3 /mnt/listen 10.64.0.23 53 & one=$!
  computer python3 /mnt/listen 10.17.20.63 5900 & two=$!
  until server grep -q ":0035 .* 0A " /proc/$centre/net/tcp; do :; done
  until computer grep -q ":170C .* 0A " /proc/$inside/net/tcp; do :; done
  for protocol in tcp udp; do
    computer python3 /mnt/call $protocol 10.64.0.23 53
    server python3 /mnt/call $protocol 10.64.74.63 5900
    server python3 /mnt/call $protocol 10.17.20.63 5900
  done
  nft list chain inet plattform sources | grep -o 'ip daddr.*packets [0-9]*' | sed 's/counter packets [1-9].*/dropped/'
  kill $one $two $inside $centre`;

let rules: string;

beforeAll(() => {
  const { platform } = translatedPlatform();
  const router = platform.sites[TRANSLATED.site]?.router.name ?? "";
  const intent = platform.network.routers[router];
  const files = renderDevices({ routers: intent ? { [router]: intent } : {}, switches: {} });
  rules = files.get(`devices/${router}/education/nftables`) ?? "";
});

describe.skipIf(!canRunForeign)("the rules of a segment that others see under another prefix", () => {
  it("are printed back by nft byte for byte", () => {
    const { stdout, stderr } = foreign({ nft: rules }, "nft -f /mnt/nft && nft -s list ruleset");
    expect(stderr).toBe("");
    expect(stdout).toBe(rules.replace(/^#.*\n/gm, ""));
  });

  it("translate packets in both directions by TCP and UDP, and drop those for the addresses inside", () => {
    const { stdout, stderr } = foreign({ nft: rules, listen: LISTEN, call: CALL }, SCRIPT);
    expect(`${stdout}${stderr.replace(/.*Terminated.*\n?/g, "")}`.trim().split("\n")).toEqual([
      "tcp 10.64.0.23 saw 10.64.74.63",
      "tcp 10.64.74.63 saw 10.64.1.140",
      "tcp 10.17.20.63 silent",
      "udp 10.64.0.23 saw 10.64.74.63",
      "udp 10.64.74.63 saw 10.64.1.140",
      "udp 10.17.20.63 silent",
      "ip daddr 10.17.20.0/24 dropped",
    ]);
  });
});
