"""Loss probe: a line that drops packets is no better than one that is down, but BFD with a few misses does not see it.

Each tunnel's far end is pinged from inside the tunnel. When too many of the last `window` echoes are missing, the tunnel
is put into the set `quarantine` of the firewall, which drops BFD and BGP there: BFD goes down, BGP with it, on both
ends at once, and stays away (FRR 8.4 calls again without waiting for BFD). It comes back after `holdSeconds` of good
echoes, so that a line that flaps is used once only. Echoes go on in quarantine. The last tunnel of an instance that
carries anything is never taken: a bad line is better than none.
"""

import asyncio
import os
import socket
import struct
import sys
from collections import deque
from pathlib import Path

from .breakout import Breakout, read
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
        return 100 * (1 - sum(self.answered) / max(1, len(self.answered)))

    def silent(self):
        """Half as many in a row as may be missing in a window."""
        last = max(1, self.answered.maxlen * self.limit // 200)
        return len(self.answered) >= last and not any(list(self.answered)[-last:])

    def bad(self):
        return len(self.answered) == self.answered.maxlen and self.loss() >= self.limit

    def held(self, now):
        """Whether a quarantined one stays: as long as it is bad, and until it was good for the whole hold."""
        if self.bad() or len(self.answered) < self.answered.maxlen:
            self.good_since = None
        elif self.good_since is None:
            self.good_since = now
        return self.quarantined and (self.good_since is None or now - self.good_since < self.hold)


def judge(tunnels, now):
    """Of the tunnels of one instance. @returns those whose state changes
    Where nothing at all comes back, no tunnel is better than another: BFD's affair, and measuring begins anew after it.
    """
    if all(tunnel.silent() for tunnel in tunnels):
        for tunnel in tunnels:
            tunnel.answered.clear()
        return []
    wanted = {tunnel: tunnel.held(now) or tunnel.bad() for tunnel in tunnels}
    if all(wanted.values()):
        wanted = last_resort(tunnels)
    changed = [tunnel for tunnel in tunnels if wanted[tunnel] != tunnel.quarantined]
    for tunnel in changed:
        tunnel.quarantined, tunnel.good_since = wanted[tunnel], None
    return changed


def last_resort(tunnels):
    """All are bad: what carries traffic goes on; where it is silent, the one that answers best takes over."""
    if any(not tunnel.quarantined and not tunnel.silent() for tunnel in tunnels):
        return {tunnel: tunnel.quarantined for tunnel in tunnels}
    best = min(tunnels, key=lambda tunnel: (tunnel.silent(), tunnel.loss()))
    return {tunnel: tunnel.quarantined and tunnel is not best for tunnel in tunnels}


async def watch(tunnel, tunnels, breakout):
    """@param tunnels  all of its instance"""
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
        changed = judge(tunnels, loop.time())
        for one in changed:
            quarantine(one)
        if changed:
            breakout.follow()
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


def quarantine(tunnel):
    verb, what = ("add", "quarantined") if tunnel.quarantined else ("delete", "used again")
    print(f"{tunnel.name} to {tunnel.target}: {tunnel.loss():.0f} % loss, {what}", flush=True)
    try:
        run("nft", verb, "element", "inet", "plattform", "quarantine", f'{{ "{tunnel.name}" }}')
    except Failure as failure:
        print(failure, flush=True)


async def main(file):
    settings = read(Path(file))
    tunnels = [Tunnel(one) for one in settings["tunnels"]]
    breakout = Breakout(settings, tunnels)
    breakout.clear()
    for tunnel in tunnels:
        try:
            run("nft", "delete", "element", "inet", "plattform", "quarantine", f'{{ "{tunnel.name}" }}')
        except Failure:
            pass  # it was not in quarantine
    await asyncio.gather(*(watch(tunnel, tunnels, breakout) for tunnel in tunnels))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
