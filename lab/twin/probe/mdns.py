#!/usr/bin/env python3
"""Multicast DNS by packets: every host asks for every service type, and answers whatever it hears.

in:  {"seconds": n, "hosts": {id: {"namespace": path, "address": IPv4}}, "types": ["_ipp._tcp"], "wanted": [sentence]}
out: {"heard": [sentence]}, sorted. A sentence: `<who hears> hears <who asks> ask for <type>`, or
     `<who hears> hears <who answers> answer <who asks> about <type>`.

Questions are repeated until all that is wanted was heard or the time is over; then it listens a little longer for what
is not wanted. The asker's id is part of the question's name, the answerer's part of the answer, so that both are known
on the other side of a reflector, which writes the packets anew. Ids are labels of DNS.
"""

import json
import select
import socket
import struct
import sys
import time

from namespaces import enter

GROUP, PORT = "224.0.0.251", 5353
PTR, IN = 12, 1
AGAIN = 1.0
"""Seconds between two rounds of questions."""
DRAIN = 1.5
"""Seconds in which something unwanted may still arrive: a reflector delays what it passes on."""


def host(namespace, address):
    enter(namespace)
    own = socket.inet_aton(address)
    it = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    it.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    it.bind(("", PORT))
    it.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + own)
    it.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
    it.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
    it.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
    return it


def name(who, kind):
    words = [who, *kind.split("."), "local"]
    return b"".join(bytes([len(word)]) + word.encode() for word in words) + b"\0"


def question(asker, kind):
    return struct.pack("!6H", 0, 0, 1, 0, 0, 0) + name(asker, kind) + struct.pack("!2H", PTR, IN)


def answer(asker, kind, answerer):
    target = name(answerer, kind)
    head = struct.pack("!6H", 0, 0x8400, 0, 1, 0, 0)
    return head + name(asker, kind) + struct.pack("!2HIH", PTR, IN, 120, len(target)) + target


def names(data, at, count, is_answer):
    """Owner, and target of an answer, of each record at the front of a message."""
    for _ in range(count):
        owner, at = read(data, at)
        target = None
        if is_answer:
            kind, _, _, length = struct.unpack_from("!2HIH", data, at)
            target = read(data, at + 10)[0] if kind == PTR else None
            at += 10 + length
        else:
            at += 4
        yield owner, target


def read(data, at):
    words = []
    after = None
    while data[at]:
        if data[at] >= 0xC0:
            after = after or at + 2
            at = struct.unpack_from("!H", data, at)[0] & 0x3FFF
            continue
        words.append(data[at + 1 : at + 1 + data[at]].decode())
        at += 1 + data[at]
    return words, after or at + 1


def main():
    asked = json.load(sys.stdin)
    hosts = {who: host(**place) for who, place in asked["hosts"].items()}
    owners = {it.fileno(): who for who, it in hosts.items()}
    kinds = asked["types"]
    wanted, heard = set(asked["wanted"]), set()

    def hear(who, data):
        _, flags, questions, answers, _, _ = struct.unpack_from("!6H", data)
        is_answer = bool(flags & 0x8000)
        for owner, target in names(data, 12, answers if is_answer else questions, is_answer):
            asker, kind = owner[0], ".".join(owner[1:-1])
            if kind not in kinds:
                continue
            if is_answer and target:
                heard.add(f"{who} hears {target[0]} answer {asker} about {kind}")
            elif not is_answer:
                heard.add(f"{who} hears {asker} ask for {kind}")
                hosts[who].sendto(answer(asker, kind, who), (GROUP, PORT))

    def listen(seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            for handle in select.select(list(owners), [], [], left)[0]:
                who = owners[handle]
                hear(who, hosts[who].recv(9000))

    end = time.monotonic() + asked["seconds"]
    while not wanted <= heard and time.monotonic() < end:
        for who, it in hosts.items():
            for kind in kinds:
                it.sendto(question(who, kind), (GROUP, PORT))
        listen(AGAIN)
    listen(DRAIN)
    json.dump({"heard": sorted(heard)}, sys.stdout)


main()
