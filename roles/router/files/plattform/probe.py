"""Loss probe: a line that drops packets is no better than one that is down, but BFD with a few misses does not see it.

Each tunnel's far end is pinged from inside the tunnel. When too many of the last `window` echoes are missing, the tunnel
is put into the set `quarantine` of the firewall, which drops BFD and BGP there: BFD goes down, BGP with it, on both
ends at once, and stays away (FRR 8.4 calls again without waiting for BFD). It comes back after `holdSeconds` of good
echoes, so that a line that flaps is used once only. Echoes go on in quarantine. The last tunnel of an instance that
carries anything is never taken: a bad line is better than none.
"""

import asyncio
import contextlib
import os
import socket
import struct
import sys
from collections import deque
from pathlib import Path

from .breakout import Breakout, clear, read
from .system import Failure, run

ECHO = {socket.AF_INET: (8, 0), socket.AF_INET6: (128, 129)}
"""ICMP types of request and reply."""
MINE = os.getpid() & 0xFFFF


class Tunnel:
    """The last echoes of one tunnel, and what follows from them."""

    def __init__(self, settings):
        self.name, self.target = settings["interface"], settings["target"]
        self.interval = settings["intervalMs"] / 1000
        # Trees of before have none.
        self.timeout = settings.get("timeoutMs", settings["intervalMs"]) / 1000
        self.limit, self.hold = settings["quarantinePercent"], settings["holdSeconds"]
        self.answered = deque(maxlen=settings["window"])
        self.quarantined, self.good_since = False, None

    def loss(self):
        return 100 * (1 - sum(self.answered) / max(1, len(self.answered)))

    def pause(self):
        """Seconds until the next echo: half as many as long as any is missing, so that a bad line is known sooner."""
        return self.interval if all(self.answered) else self.interval / 2

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
        return {tunnel: tunnel.quarantined or tunnel.silent() for tunnel in tunnels}
    best = min(tunnels, key=lambda tunnel: (tunnel.silent(), tunnel.loss()))
    return {tunnel: (tunnel.quarantined or tunnel.silent()) and tunnel is not best for tunnel in tunnels}


class Echoes:
    """Echoes of one tunnel that are on their way, oldest first: number → when it was sent, None once it was answered."""

    def __init__(self, timeout):
        self.timeout, self.under_way = timeout, {}

    def settled(self, now):
        """@returns whether each was answered, in the order of sending; a late answer holds up those after it"""
        results = []
        for number, sent in list(self.under_way.items()):
            if sent is not None and now - sent < self.timeout:
                break
            results.append(sent is None)
            del self.under_way[number]
        return results


async def watch(tunnel, tunnels, breakout):
    """@param tunnels  all of its instance"""
    loop = asyncio.get_running_loop()
    echoes, connection = Echoes(tunnel.timeout), None
    for number in range(1 << 62):
        start = loop.time()
        echoes.under_way[number & 0xFFFF] = start
        try:
            connection = connection or connect(tunnel, loop, echoes)
            connection.send(request(connection.family, number & 0xFFFF))
        except BlockingIOError:
            pass  # it counts as lost
        except OSError:
            disconnect(loop, connection)
            connection = None
        tunnel.answered.extend(echoes.settled(start))
        changed = judge(tunnels, start)
        for one in changed:
            quarantine(one)
        if changed:
            breakout.follow()
        await asyncio.sleep(max(0, tunnel.pause() - (loop.time() - start)))


def connect(tunnel, loop, echoes):
    """@returns a socket whose answers are noted in `echoes`"""
    family, protocol = (
        (socket.AF_INET6, socket.IPPROTO_ICMPV6) if ":" in tunnel.target else (socket.AF_INET, socket.IPPROTO_ICMP)
    )
    connection = socket.socket(family, socket.SOCK_RAW, protocol)
    try:
        connection.setblocking(False)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, tunnel.name.encode())
        connection.connect((tunnel.target, 0))
    except OSError:
        connection.close()
        raise
    loop.add_reader(connection, note, connection, echoes)
    return connection


def disconnect(loop, connection):
    if connection:
        loop.remove_reader(connection)
        connection.close()


def note(connection, echoes):
    """All that is there: on a busy device several wait. What is wrong with the socket shows when the next echo is sent."""
    with contextlib.suppress(OSError):
        while True:
            number = answered(connection.family, connection.recv(2048))
            if number in echoes.under_way:
                echoes.under_way[number] = None


def request(family, number):
    kind, _ = ECHO[family]
    packet = struct.pack("!BBHHH", kind, 0, 0, MINE, number)
    # The kernel reckons the checksum of ICMPv6 itself.
    return packet if family == socket.AF_INET6 else struct.pack("!BBHHH", kind, 0, checksum(packet), MINE, number)


def answered(family, data):
    """@returns the number of the echo that this is the answer to, if it is one of ours"""
    header = data[(data[0] & 0xF) * 4 :] if family == socket.AF_INET else data
    kind, _, _, owner, number = struct.unpack("!BBHHH", header[:8])
    return number if (kind, owner) == (ECHO[family][1], MINE) else None


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
    clear()
    for tunnel in tunnels:
        try:
            run("nft", "delete", "element", "inet", "plattform", "quarantine", f'{{ "{tunnel.name}" }}')
        except Failure:
            pass  # it was not in quarantine
    await asyncio.gather(*(watch(tunnel, tunnels, breakout) for tunnel in tunnels))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
