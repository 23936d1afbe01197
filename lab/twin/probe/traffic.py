#!/usr/bin/env python3
"""Steady traffic with sequence numbers; what arrives is captured at the receiver.

in, first line:  {"rate": packets a second and flow,
                  "flows": [{"id", "from": namespace path, "source", "to": namespace path, "address", "port",
                             "allowed": bool, "nowhere": [namespace path], "protocol": "udp" (default) | "tcp"}]}
in, then:        `mark <text>`: an event to be put beside the gaps; end of input: stop.
out, first line: `running`, as soon as the first packets are out; at the end one JSON:
                 {"seconds", "dropped", "marks": [{"at", "text"}],
                  "flows": [{"id", "sent", "received", "lost", "gaps": [{"at", "ms", "lost"}]}],
                  "leaks": [{"flow", "namespace", "packets", "at"}]}

A flow of TCP repeats the first packet of one connection, with the number behind its header.
Times in ms since the start. A gap is a run of lost packets; its length is the time between the packets around it as
they were sent. A leak is a packet of a forbidden flow at its target, or of any flow in a namespace where it must never
be seen, in whatever wrapping. An error message that quotes a packet to its sender is none. `dropped`: packets that the
capture itself lost; with any, the result is worth nothing.
"""

import json
import os
import secrets
import select
import socket
import struct
import sys
import time

from namespaces import capture, captured, enter, family, grouped, many_files, overrun

ETH_P_ALL = 3
DRAIN = 1.0
"""Seconds in which a last packet may still arrive."""


class Traffic:
    def __init__(self, flows):
        self.flows = flows
        self.token = b"twin" + secrets.token_bytes(8)
        self.begin = time.monotonic()
        self.sent = [[] for _ in flows]
        self.arrived = [set() for _ in flows]
        self.leaks = {}
        self.marks = []
        self.senders = self.make_senders()
        self.captures = self.make_captures()
        self.poll = select.poll()
        for handle in self.captures:
            self.poll.register(handle, select.POLLIN)
        self.poll.register(0, select.POLLIN)
        self.stopping = False

    def now(self):
        return (time.monotonic() - self.begin) * 1000

    def make_senders(self):
        senders = {}
        for namespace, numbers in grouped(range(len(self.flows)), lambda n: self.flows[n]["from"]).items():
            enter(namespace)
            for number in numbers:
                flow = self.flows[number]
                sender = open_sender(flow)
                sender.setblocking(False)
                sender.bind((flow["source"], 0))
                senders[number] = sender
        return senders

    def make_captures(self):
        watched = {flow["to"] for flow in self.flows} | {n for flow in self.flows for n in flow.get("nowhere", [])}
        captures = {}
        for namespace in sorted(watched):
            enter(namespace)
            end = capture(socket.SOCK_DGRAM, socket.htons(ETH_P_ALL), 16 << 20)
            captures[end.fileno()] = (end, namespace)
        return captures

    def send(self):
        for number, sender in self.senders.items():
            flow, log = self.flows[number], self.sent[number]
            packet = self.token + struct.pack("!II", number, len(log))
            log.append(self.now())
            try:
                if flow.get("protocol") == "tcp":
                    sender.sendto(syn(flow, packet), (flow["address"], 0))
                else:
                    sender.sendto(packet, (flow["address"], flow["port"]))
            except OSError:
                pass  # no route: the packet is lost like any other

    def receive(self, seconds):
        """Until the time is over; a negative time only looks."""
        end = time.monotonic() + seconds
        while True:
            for handle, _ in self.poll.poll(max(0, (end - time.monotonic()) * 1000)):
                self.command() if handle == 0 else self.hear(*self.captures[handle])
            if time.monotonic() >= end:
                return

    def hear(self, end, namespace):
        for (data,) in captured(lambda: end.recvfrom(2048)):
            at = data.find(self.token)
            if at >= 0 and len(data) >= at + len(self.token) + 8:
                self.note(*struct.unpack_from("!II", data, at + len(self.token)), namespace)

    def note(self, number, sequence, namespace):
        flow = self.flows[number]
        if namespace == flow["to"] and flow["allowed"]:
            self.arrived[number].add(sequence)
        elif namespace == flow["to"] or namespace in flow.get("nowhere", []):
            first = {"flow": flow["id"], "namespace": namespace, "packets": 0, "at": round(self.now())}
            self.leaks.setdefault((number, namespace), first)["packets"] += 1

    def command(self):
        data = os.read(0, 4096)
        if not data:
            self.stopping = True
            self.poll.unregister(0)
        for line in data.decode().splitlines():
            self.marks.append({"at": round(self.now()), "text": line.removeprefix("mark ")})

    def run(self, rate):
        next_turn = time.monotonic()
        self.send()
        print("running", flush=True)
        while not self.stopping:
            next_turn += 1 / rate
            self.receive(next_turn - time.monotonic())
            self.send()
        self.receive(DRAIN)

    def result(self):
        dropped = overrun(end for end, _ in self.captures.values())
        flows = [self.summary(number, flow) for number, flow in enumerate(self.flows)]
        return {
            "seconds": round(self.now() / 1000, 2),
            "dropped": dropped,
            "marks": self.marks,
            "flows": flows,
            "leaks": list(self.leaks.values()),
        }

    def summary(self, number, flow):
        sent, arrived = self.sent[number], self.arrived[number]
        found = gaps(sent, arrived) if flow["allowed"] else []
        return {
            "id": flow["id"],
            "sent": len(sent),
            "received": len(arrived),
            "lost": len(sent) - len(arrived),
            "gaps": found,
        }


def open_sender(flow):
    if flow.get("protocol") == "tcp":
        return socket.socket(family(flow["address"]), socket.SOCK_RAW, socket.IPPROTO_TCP)
    return socket.socket(family(flow["address"]), socket.SOCK_DGRAM)


SYN = 2
SOURCE_PORT = 40000


def syn(flow, data):
    """TCP with SYN and data; the sum is right, because connection tracking drops what is not."""
    header = [SOURCE_PORT, flow["port"], 0, 0, 5 << 12 | SYN, 65535, 0, 0]
    ends = b"".join(socket.inet_pton(family(flow["address"]), flow[end]) for end in ("source", "address"))
    pseudo = ends + struct.pack("!II", 20 + len(data), socket.IPPROTO_TCP)
    total = sum(
        struct.unpack(f"!{(len(pseudo) + 20 + len(data)) // 2}H", pseudo + struct.pack("!HHIIHHHH", *header) + data)
    )
    total = (total >> 16) + (total & 0xFFFF)
    header[6] = ~(total + (total >> 16)) & 0xFFFF
    return struct.pack("!HHIIHHHH", *header) + data


def gaps(sent, arrived):
    found, first = [], None
    for sequence in range(len(sent) + 1):
        missing = sequence < len(sent) and sequence not in arrived
        if missing and first is None:
            first = sequence
        elif not missing and first is not None:
            start, end = sent[max(0, first - 1)], sent[min(sequence, len(sent) - 1)]
            found.append({"at": round(start), "ms": round(end - start), "lost": sequence - first})
            first = None
    return found


def main():
    many_files()
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(0, 1)
    request = json.loads(line)
    traffic = Traffic(request["flows"])
    traffic.run(request["rate"])
    print(json.dumps(traffic.result()), flush=True)


main()
