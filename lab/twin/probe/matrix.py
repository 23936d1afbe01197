#!/usr/bin/env python3
"""Who reaches whom. Standard input and output are JSON.

in:  {"timeout": seconds, "batch": probes at once,
      "probes": [{"id", "from": namespace path, "to": namespace path, "protocol", "source", "address", "port",
                  "listen": the target's own address, if it is another one than that which is called}]}
out: {"seconds", "probes": [{"id", "outcome", "delivered"}]}

Each target listens on each port that is probed and answers with the probe's own nonce and its namespace; only that
answer is `reached`. The time runs out only when nothing is left to be read: a crowded machine is no packet filter. `refused`: an RST or ICMP error, from whomever. `silent`: nothing within the time. `wrong`: somebody
else answered. `delivered` says that the nonce was seen at the target, even if no answer came back.
"""

import errno
import json
import secrets
import selectors
import socket
import sys
import time

from namespaces import enter, family, grouped, many_files

TYPES = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}
NONCE = 16
QUIET, PATIENCE = 0.2, 30
"""Seconds without an event after which the time of a batch has run out; and for how long that is waited for at most."""


class Matrix:
    def __init__(self):
        self.selector = selectors.DefaultSelector()
        self.seen = {}
        self.open = 0

    def listen(self, probes):
        wanted = {(p["to"], p["protocol"], p.get("listen", p["address"]), p["port"]) for p in probes}
        for namespace, keys in grouped(sorted(wanted), lambda key: key[0]).items():
            enter(namespace)
            for _, protocol, address, port in keys:
                server = socket.socket(family(address), TYPES[protocol])
                server.setblocking(False)
                server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                server.bind((address, port))
                if protocol == "tcp":
                    server.listen(256)
                handler = self.accept if protocol == "tcp" else self.answer
                self.selector.register(server, selectors.EVENT_READ, (handler, namespace))

    def answer(self, server, namespace, _):
        """A datagram: back it goes, with the name of who got it."""
        for data, sender in received(server):
            self.seen.setdefault(data[:NONCE], set()).add(namespace)
            quietly(server.sendto, data[:NONCE] + namespace.encode(), sender)

    def accept(self, server, namespace, _):
        try:
            connection, _ = server.accept()
        except OSError:
            return
        connection.setblocking(False)
        self.selector.register(connection, selectors.EVENT_READ, (self.serve, namespace))

    def serve(self, connection, namespace, _):
        data = quietly(connection.recv, NONCE)
        if data:
            self.seen.setdefault(data, set()).add(namespace)
            quietly(connection.send, data + namespace.encode())
        self.close(connection)

    def probe(self, probes, timeout):
        for namespace, own in grouped(probes, lambda probe: probe["from"]).items():
            enter(namespace)
            for probe in own:
                self.begin(probe)
        end = time.monotonic() + timeout
        again = [time.monotonic() + timeout / 3, time.monotonic() + timeout * 2 / 3]
        while self.open and (left := end - time.monotonic()) > 0:
            if again and time.monotonic() > again[0]:
                again.pop(0)
                self.repeat(probes)
            self.turn(min(left, 0.1))
        end = time.monotonic() + PATIENCE
        while self.turn(QUIET) and time.monotonic() < end:
            pass
        for probe in probes:
            if probe["outcome"] is None:
                self.finish(probe, "silent")
        self.turn(0)  # what has just arrived at a target counts as delivered

    def turn(self, seconds):
        """@returns whether anything happened"""
        ready = self.selector.select(seconds)
        for key, events in ready:
            handler, context = key.data
            handler(key.fileobj, context, events)
        return bool(ready)

    def begin(self, probe):
        probe.update(nonce=secrets.token_bytes(NONCE), outcome=None, sent=False)
        client = probe["socket"] = socket.socket(family(probe["address"]), TYPES[probe["protocol"]])
        client.setblocking(False)
        self.open += 1
        try:
            client.bind((probe["source"], 0))
            code = client.connect_ex((probe["address"], probe["port"]))
        except OSError as error:
            code = error.errno
        if code not in (0, errno.EINPROGRESS):
            self.finish(probe, "refused")
            return
        self.selector.register(client, selectors.EVENT_READ | selectors.EVENT_WRITE, (self.advance, probe))

    def repeat(self, probes):
        """A datagram can be lost in the crowd; TCP repeats by itself."""
        for probe in probes:
            if probe["outcome"] is None and probe["protocol"] == "udp":
                quietly(probe["socket"].send, probe["nonce"])

    def advance(self, client, probe, events):
        try:
            if not probe["sent"] and events & selectors.EVENT_WRITE:
                client.send(probe["nonce"])
                probe["sent"] = True
                self.selector.modify(client, selectors.EVENT_READ, (self.advance, probe))
            if events & selectors.EVENT_READ:
                data = client.recv(4096)
                expected = probe["nonce"] + probe["to"].encode()
                self.finish(probe, "reached" if data == expected else "refused" if not data else "wrong")
        except BlockingIOError:
            pass
        except OSError:
            self.finish(probe, "refused")

    def finish(self, probe, outcome):
        probe["outcome"] = outcome
        self.open -= 1
        self.close(probe["socket"])

    def close(self, either):
        if either.fileno() in self.selector.get_map():
            self.selector.unregister(either)
        either.close()


def received(server):
    while True:
        try:
            yield server.recvfrom(4096)
        except OSError:
            return


def quietly(act, *arguments):
    try:
        return act(*arguments)
    except OSError:
        return None


def main():
    many_files()
    begin = time.monotonic()
    request = json.load(sys.stdin)
    probes, batch = request["probes"], request["batch"]
    matrix = Matrix()
    matrix.listen(probes)
    for first in range(0, len(probes), batch):
        matrix.probe(probes[first : first + batch], request["timeout"])
    found = [
        {"id": p["id"], "outcome": p["outcome"], "delivered": p["to"] in matrix.seen.get(p["nonce"], ())}
        for p in probes
    ]
    json.dump({"seconds": round(time.monotonic() - begin, 2), "probes": found}, sys.stdout)


main()
