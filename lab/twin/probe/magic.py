#!/usr/bin/env python3
"""Magic packets (Wake-on-LAN): who sends one to a broadcast address, and where it comes out, with which receiver's MAC.

in:  {"seconds": n, "listeners": {id: namespace path}, "packets": [{"from": namespace path, "source", "address", "port",
      "wanted": whether it should arrive}]}
out: {"packets": [{"sent": bool, "arrived": [{"at": id, "broadcast": bool}]}]} in the order of the request

The MAC in a packet is its number, so that the pattern that a network card looks for tells the packets apart. Listeners see
whole frames: what a card in a sleeping computer would see, before any firewall of a host. Everything is sent twice, and what
is wanted again until it has arrived or the time is over.
"""

import json
import secrets
import select
import socket
import struct
import sys
import time

from namespaces import capture, captured, enter, grouped, many_files, overrun

ETH_P_IP = 0x0800
DEVICE = "eth0"
HEADERS = 14 + 20 + 8
"""Ethernet, IPv4 without options, UDP."""
BROADCAST = b"\xff" * 6
SYNC, REPEATED = b"\xff" * 6, 16
AGAIN = 1.0
"""Seconds between two rounds."""
DRAIN = 1.0
"""Seconds in which something may still arrive where it must not."""


class Magic:
    def __init__(self, listeners):
        # Locally administered, and of this run.
        self.run = b"\x02" + secrets.token_bytes(1)
        self.arrived = {}
        self.poll = select.poll()
        self.ends = {}
        for name, namespace in listeners.items():
            enter(namespace)
            end = capture(socket.SOCK_RAW, 0, 1 << 20)
            end.bind((DEVICE, ETH_P_IP))
            self.ends[end.fileno()] = (name, end)
            self.poll.register(end, select.POLLIN)

    def packet(self, number):
        return SYNC + (self.run + struct.pack("!I", number)) * REPEATED

    def listen(self, seconds, wanted=None):
        """Until all that is wanted has arrived, or the time is over."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not (wanted is not None and wanted <= self.arrived.keys()):
            for handle, _ in self.poll.poll(left * 1000):
                self.hear(*self.ends[handle])

    def hear(self, name, end):
        for (data,) in captured(lambda: end.recvfrom(2048)):
            said = data[HEADERS:]
            if said[:8] != SYNC + self.run:
                continue
            (number,) = struct.unpack_from("!I", said, 8)
            if said[: len(self.packet(number))] == self.packet(number):
                self.arrived.setdefault(number, set()).add((name, data[:6] == BROADCAST))


def senders(packets):
    """A socket for each sender, made where it stands."""
    ends = {}
    for namespace, own in grouped(packets, lambda packet: packet["from"]).items():
        enter(namespace)
        for source in {packet["source"] for packet in own}:
            end = ends[namespace, source] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            end.bind((source, 0))
    return ends


def sent(end, data, address):
    try:
        return end.sendto(data, address) == len(data)
    except OSError:
        return False


def main():
    many_files()
    asked = json.load(sys.stdin)
    magic, packets = Magic(asked["listeners"]), asked["packets"]
    ends = senders(packets)
    wanted = {number for number, packet in enumerate(packets) if packet["wanted"]}
    left = set()
    end = time.monotonic() + asked["seconds"]
    rounds = 0
    while rounds < 2 or (not wanted <= magic.arrived.keys() and time.monotonic() < end):
        for number, packet in enumerate(packets):
            if rounds < 2 or number in wanted - magic.arrived.keys():
                socket_ = ends[packet["from"], packet["source"]]
                if sent(socket_, magic.packet(number), (packet["address"], packet["port"])):
                    left.add(number)
            if number % 64 == 63:
                magic.listen(0.02)
        rounds += 1
        magic.listen(AGAIN, wanted)
    magic.listen(DRAIN)
    if lost := overrun(end for _, end in magic.ends.values()):
        sys.exit(f"the capture lost {lost} frames: nothing is proven")
    found = [
        {
            "sent": number in left,
            "arrived": [{"at": at, "broadcast": to_all} for at, to_all in sorted(magic.arrived.get(number, ()))],
        }
        for number in range(len(packets))
    ]
    json.dump({"packets": found}, sys.stdout)


main()
