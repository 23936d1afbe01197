"""Loss probe: a line that drops packets is no better than one that is down, but BFD with a few misses does not see it.

Each tunnel's far end is pinged from inside the tunnel. When too many of the last `window` echoes are missing, the tunnel
is put into the set `quarantine` of the firewall, which drops BFD and BGP there: BFD goes down, BGP with it, on both
ends at once, and stays away (FRR 8.4 calls again without waiting for BFD). It comes back after `holdSeconds` of good
echoes. Echoes go on in quarantine.
"""

import asyncio
import json
import os
import socket
import struct
import sys
from collections import deque
from pathlib import Path

from .system import Failure, run

ECHO = {4: (8, 0), 6: (128, 129)}
"""ICMP types of request and reply."""


class Tunnel:
    """The last echoes of one tunnel, and what follows from them."""

    def __init__(self, settings):
        self.name, self.target = settings["interface"], settings["target"]
        self.interval = settings["intervalMs"] / 1000
        self.limit, self.hold = settings["quarantinePercent"], settings["holdSeconds"]
        self.answered = deque(maxlen=settings["window"])
        self.quarantined, self.good_since = False, None

    def loss(self):
        return 100 * (1 - sum(self.answered) / len(self.answered))

    def silent(self):
        """Half as many in a row as may be missing in a window."""
        last = max(1, self.answered.maxlen * self.limit // 200)
        return len(self.answered) >= last and not any(list(self.answered)[-last:])

    def judge(self, now):
        """@returns True or False where the tunnel's state changes, None otherwise
        Nothing at all comes back from a line that is down: that is BFD's affair, and no loss. Measuring begins anew
        after it, so that a line that returns is not kept away for its outage.
        """
        if not self.quarantined and self.silent():
            self.answered.clear()
        if len(self.answered) < self.answered.maxlen:
            return None
        bad = self.loss() >= self.limit
        if not self.quarantined:
            self.quarantined = bad
            return True if bad else None
        if bad:
            self.good_since = None
            return None
        self.good_since = now if self.good_since is None else self.good_since
        if now - self.good_since < self.hold:
            return None
        self.quarantined, self.good_since = False, None
        return False


async def watch(tunnel):
    loop = asyncio.get_running_loop()
    version = 6 if ":" in tunnel.target else 4
    request, reply = ECHO[version]
    connection = None
    for number in range(1 << 62):
        start = loop.time()
        try:
            connection = connection or connect(tunnel, version)
            answered = await echo(loop, connection, tunnel, request, reply, number & 0xFFFF)
        except OSError:
            connection, answered = None, False
        tunnel.answered.append(answered)
        change = tunnel.judge(loop.time())
        if change is not None:
            quarantine(tunnel, change)
        await asyncio.sleep(max(0, tunnel.interval - (loop.time() - start)))


def connect(tunnel, version):
    family, protocol = (
        (socket.AF_INET6, socket.IPPROTO_ICMPV6) if version == 6 else (socket.AF_INET, socket.IPPROTO_ICMP)
    )
    connection = socket.socket(family, socket.SOCK_RAW, protocol)
    connection.setblocking(False)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, tunnel.name.encode())
    connection.connect((tunnel.target, 0))
    return connection


async def echo(loop, connection, tunnel, request, reply, number):
    """One echo and whether its answer came before the next is due."""
    mine = os.getpid() & 0xFFFF
    packet = struct.pack("!BBHHH", request, 0, 0, mine, number)
    if request == ECHO[4][0]:
        packet = struct.pack("!BBHHH", request, 0, checksum(packet), mine, number)
    await loop.sock_sendall(connection, packet)
    try:
        async with asyncio.timeout(tunnel.interval):
            while True:
                data = await loop.sock_recv(connection, 2048)
                header = data[(data[0] & 0xF) * 4 :] if request == ECHO[4][0] else data
                kind, _, _, owner, sequence = struct.unpack("!BBHHH", header[:8])
                if (kind, owner, sequence) == (reply, mine, number):
                    return True
    except TimeoutError:
        return False


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def quarantine(tunnel, on):
    verb, what = ("add", "quarantined") if on else ("delete", "good again")
    print(f"{tunnel.name} to {tunnel.target}: {tunnel.loss():.0f} % loss, {what}", flush=True)
    try:
        run("nft", verb, "element", "inet", "plattform", "quarantine", f'{{ "{tunnel.name}" }}')
    except Failure as failure:
        print(failure, flush=True)


async def main(file):
    tunnels = [Tunnel(settings) for settings in json.loads(Path(file).read_text())]
    for tunnel in tunnels:
        try:
            run("nft", "delete", "element", "inet", "plattform", "quarantine", f'{{ "{tunnel.name}" }}')
        except Failure:
            pass  # it was not in quarantine
    await asyncio.gather(*map(watch, tunnels))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
