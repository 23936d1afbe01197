#!/usr/bin/env python3
"""Becomes a program that holds the far ends of cables: taps in other namespaces, as open files 100, 101, …

usage: taps.py '[{"namespace": path, "device"}]' program arguments…

A frame that the program writes to such a file comes out of the device, with its checksums and its VLAN tag. The devices
are gone with the program.
"""

import fcntl
import json
import os
import struct
import sys

from namespaces import enter

TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 2, 0x1000
FIRST = 100


def main():
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    for number, end in enumerate(json.loads(sys.argv[1])):
        enter(end["namespace"])
        tap = os.open("/dev/net/tun", os.O_RDWR)
        fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", end["device"].encode(), IFF_TAP | IFF_NO_PI))
        os.dup2(tap, FIRST + number, inheritable=True)
        os.close(tap)
    enter(f"/proc/self/fd/{home}")
    os.execv(sys.argv[2], sys.argv[2:])


main()
