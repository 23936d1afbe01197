#!/usr/bin/env python3
"""Router advertisements (RFC 4861): who gets one when it asks all routers of its link.

in:  {"seconds": n, "hosts": {id: {"namespace": path, "wanted": whether one should come}}}
out: {"advertised": {id: bool}}

All ask again and again until everybody has one who should, and for some seconds more: the others must not get any.
"""

import json
import select
import socket
import struct
import sys
import time

from namespaces import enter

DEVICE = "eth0"
ALL_ROUTERS = "ff02::2"
SOLICITATION = struct.pack("!BBHI", 133, 0, 0, 0)
ADVERTISEMENT = 134
HOPS = 255
"""A neighbour: anything else is thrown away (RFC 4861, section 6.1)."""
AGAIN = 1.0
DRAIN = 5.0


def listener(namespace):
    enter(namespace)
    end = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, DEVICE.encode())
    end.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, HOPS)
    end.setblocking(False)
    return end, socket.if_nametoindex(DEVICE)


def ask(end, interface):
    try:
        end.sendto(SOLICITATION, (ALL_ROUTERS, 0, 0, interface))
    except OSError:
        pass  # asked again in a moment


def main():
    asked = json.load(sys.stdin)
    ends, heard = {}, set()
    poll = select.poll()
    for name, host in asked["hosts"].items():
        end, interface = listener(host["namespace"])
        ends[end.fileno()] = (name, end, interface)
        poll.register(end, select.POLLIN)
    wanted = {name for name, host in asked["hosts"].items() if host["wanted"]}
    end_at = time.monotonic() + asked["seconds"]
    complete = None
    while (now := time.monotonic()) < (end_at if complete is None else complete + DRAIN):
        for _, end, interface in ends.values():
            ask(end, interface)
        while (left := now + AGAIN - time.monotonic()) > 0:
            for handle, _ in poll.poll(left * 1000):
                name, end, _ = ends[handle]
                if end.recv(2048)[0] == ADVERTISEMENT:
                    heard.add(name)
        if complete is None and wanted <= heard:
            complete = time.monotonic()
    json.dump({"advertised": {name: name in heard for name in asked["hosts"]}}, sys.stdout)


main()
