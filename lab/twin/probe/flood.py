"""Sends UDP packets of one size at a steady rate, whatever becomes of them.

Usage: flood.py NAMESPACE ADDRESS PORT BITS_PER_SECOND SECONDS; prints how many it sent.
"""

import socket
import sys
import time

from namespaces import enter

BYTES = 1200


def main(namespace, address, port, rate, seconds):
    enter(namespace)
    channel = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    begin, sent = time.monotonic(), 0
    while (now := time.monotonic() - begin) < float(seconds):
        due = int(now * float(rate) / (8 * BYTES))
        for _ in range(due - sent):
            # A full buffer of its own, or an answer that the port is closed, is no reason to stop.
            try:
                channel.sendto(bytes(BYTES), (address, int(port)))
            except OSError:
                pass
        sent = max(sent, due)
        time.sleep(0.002)
    print(sent)


main(*sys.argv[1:])
