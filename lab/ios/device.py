"""The simulated switch: what it is, what it runs, what it starts with, and its timer."""

import copy
import math
import re
import time
from hashlib import md5

from configuration import KEY_CHAIN, parse, printed


class Device:
    """@param serial  of a stack those of its members, with commas between
    @param management  port and VLAN over which the device is reached; it is cut off when the port lets the VLAN
    through no more. Empty: it is always reached.
    """

    def __init__(self, startup, product, serial, version, management):
        self.product, self.version = product, version
        self.serials = serial.split(",")
        self.management = management
        self.startup = parse(startup)
        self.running = copy.deepcopy(self.startup)
        self.offset = 0.0
        self.deadline = None
        self.before = None
        self.log = []
        self.typed = []
        self.faults = {}

    def now(self):
        """The device's own clock, which a test puts forward."""
        return time.monotonic() + self.offset

    def tick(self):
        if self.deadline is not None and self.now() >= self.deadline:
            self.revert("the time had passed")

    def begin(self, minutes):
        self.before = copy.deepcopy(self.running)
        self.deadline = self.now() + minutes * 60

    def confirm(self):
        self.before = self.deadline = None

    def revert(self, why):
        self.running = self.before
        self.confirm()
        self.log.append(f"rolled back: {why}")

    def save(self):
        self.startup = copy.deepcopy(self.running)

    def reload(self):
        """What was not saved is gone, and so is the timer."""
        self.confirm()
        self.running = copy.deepcopy(self.startup)
        self.log.append("reloaded")

    def minutes_left(self):
        return math.ceil((self.deadline - self.now()) / 60)

    def name(self):
        named = next((line for line in self.running if line.startswith("hostname ")), "hostname Switch")
        return named.removeprefix("hostname ")

    def reached(self):
        if not self.management:
            return True
        port, vlan = self.management
        lines = self.running.get(f"interface {port}", {})
        allowed = next((line.split()[-1] for line in lines if line.startswith("switchport trunk allowed vlan ")), "1-4094")
        return "shutdown" not in lines and any(inside(vlan, part) for part in allowed.split(","))

    def lets_in(self, user, key):
        """What it runs decides: a change can lock out whoever makes it."""
        known = self.running.get(KEY_CHAIN, {}).get(f"username {user}", {})
        shown = f"key-hash {key.get_algorithm()} {md5(key.public_data).hexdigest().upper()}"
        return any(line == shown or line.startswith(f"{shown} ") for line in known)

    def has_archive(self):
        return any(line.startswith("path ") for line in self.running.get("archive", {}))

    def shown(self, lines):
        return f"!\nversion {'.'.join(self.version.split('.')[:2]).partition('(')[0]}\n{self.text(lines, hidden=True)}end\n"

    def text(self, lines, hidden=False):
        """IOS XE shows the numbers of access lists' entries, classic IOS does not."""
        return printed(lines, numbered=not self.version.startswith("15."), hidden=hidden)

    def fault(self, kind, command):
        """Whether this fault is set and meant for the command."""
        return kind in self.faults and re.search(self.faults[kind], command) is not None


def inside(vlan, part):
    first, _, last = part.partition("-")
    return int(first) <= vlan <= int(last or first)
