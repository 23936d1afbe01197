#!/usr/bin/env python3
"""Sends frames into the ports of switches, and captures where each one comes out.

in:  {"ports": [{"id", "namespace": path, "device": far end of the port's cable}],
      "frames": [{"port": id, "tag": VLAN | null, "says": "dhcp" | "dhcpv6" | "ra" | absent, "expected": number of places}]}
out: {"frames": [[{"port": id, "tag": VLAN | null}]]} with what was captured of each frame, in the order of the request

Broadcasts of an experimental protocol (EtherType 0x88B5, IEEE 802), which nobody answers; each has a sender of its own. The
kernel keeps a frame's tag apart from it (PACKET_AUXDATA), so the capture reads it there. What a server or router would say has
its headers, and nothing in it that a client could take: no transaction, no checksum.
"""

import json
import secrets
import select
import socket
import struct
import sys
import time

from namespaces import SOL_PACKET, capture, captured, enter, grouped, many_files, overrun

ETH_P_ALL = 3
PACKET_AUXDATA = 8
AUXDATA = struct.Struct("IIIHHHH")
VLAN_VALID = 1 << 4
BATCH = 128
PACE = 0.2
"""Seconds without an arrival after which the next batch is sent; what is late still counts."""
PATIENCE = 2.0
"""The same at the end: what has not come out by then does not."""
DRAIN = 1.0
"""Seconds in which a frame may still come out where it must not."""


class Switches:
    def __init__(self, ports):
        self.token = b"twin" + secrets.token_bytes(8)
        self.found = {}
        self.arrived = 0
        self.ends = {}
        self.ids = {}
        self.poll = select.poll()
        for namespace, own in grouped(ports, lambda port: port["namespace"]).items():
            enter(namespace)
            for port in own:
                self.open(port["id"], port["device"])

    def open(self, name, device):
        end = capture(socket.SOCK_RAW, 0, 1 << 20)
        end.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        end.bind((device, ETH_P_ALL))
        self.ends[name] = end
        self.ids[end.fileno()] = name
        self.poll.register(end, select.POLLIN)

    def send(self, number, port, tag, says):
        sender = struct.pack("!HI", 0x0200, number)
        target, kind, data = payload(says, self.token + struct.pack("!I", number))
        header = target + sender + (b"" if tag is None else struct.pack("!HH", 0x8100, tag))
        self.ends[port].send((header + struct.pack("!H", kind) + data).ljust(60, b"\0"))

    def receive(self, quiet, enough=None):
        """Until enough has arrived, or nothing for so many seconds."""
        end = time.monotonic() + quiet
        while (enough is None or self.arrived < enough) and (left := end - time.monotonic()) > 0:
            before = self.arrived
            for handle, _ in self.poll.poll(left * 1000):
                self.hear(self.ids[handle])
            if self.arrived > before:
                end = time.monotonic() + quiet

    def hear(self, name):
        for data, extra, _ in captured(lambda: self.ends[name].recvmsg(2048, 256)):
            at = data.find(self.token)
            if at >= 0:
                (number,) = struct.unpack_from("!I", data, at + len(self.token))
                self.found.setdefault(number, []).append({"port": name, "tag": tag_of(extra)})
                self.arrived += 1


BROADCAST = b"\xff" * 6
ALL_NODES = bytes.fromhex("333300000001")


def payload(says, token):
    """Receiver, EtherType and content of a frame."""
    if says == "dhcp":
        datagram = struct.pack("!HHHH", 67, 68, 8 + len(token), 0) + token
        ends = socket.inet_aton("192.0.2.66") + socket.inet_aton("255.255.255.255")
        return BROADCAST, 0x0800, struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(datagram), 0, 0, 64, 17, 0) + ends + datagram
    if says == "dhcpv6":
        return ALL_NODES, 0x86DD, ipv6(17, struct.pack("!HHHH", 547, 546, 8 + len(token), 0) + token)
    if says == "ra":
        return ALL_NODES, 0x86DD, ipv6(58, struct.pack("!BBHBBHII", 134, 0, 0, 0, 0, 0, 0, 0) + token)
    return BROADCAST, 0x88B5, token


def ipv6(protocol, content):
    ends = socket.inet_pton(socket.AF_INET6, "fe80::66") + socket.inet_pton(socket.AF_INET6, "ff02::1")
    return struct.pack("!IHBB", 6 << 28, len(content), protocol, 255) + ends + content


def tag_of(extra):
    for level, kind, data in extra:
        if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
            status, _, _, _, _, tci, _ = AUXDATA.unpack(data[: AUXDATA.size])
            return tci & 0xFFF if status & VLAN_VALID else None
    return None


def main():
    many_files()
    request = json.load(sys.stdin)
    switches = Switches(request["ports"])
    frames = request["frames"]
    enough = 0
    for first in range(0, len(frames), BATCH):
        batch = frames[first : first + BATCH]
        for number, frame in enumerate(batch, first):
            switches.send(number, frame["port"], frame["tag"], frame.get("says"))
        enough += sum(frame["expected"] for frame in batch)
        switches.receive(PACE, enough)
    switches.receive(PATIENCE, enough)
    switches.receive(DRAIN)
    if lost := overrun(switches.ends.values()):
        sys.exit(f"the capture lost {lost} frames: nothing is proven")
    json.dump({"frames": [switches.found.get(number, []) for number in range(len(frames))]}, sys.stdout)


main()
