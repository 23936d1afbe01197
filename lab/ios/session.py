"""One session on the simulated switch: its prompt, its modes and the commands that it knows."""

import re

from configuration import Invalid, apply, prompt_of

INVALID = "% Invalid input detected at '^' marker.\n"
NOTHING_PENDING = "%No Rollback Confirmed Change pending\n"


class Dropped(Exception):
    """The session ends without a word."""


class Hung(Exception):
    """The session answers no more."""


class Endless(Exception):
    """The session answers without an end: in a flood, or drop by drop."""

    def __init__(self, pause):
        self.pause = pause


class Session:
    def __init__(self, device):
        self.device = device
        self.modes = []
        self.paged = True
        self.banner = None

    def prompt(self):
        if self.banner is not None:
            return ""
        mark = ">" if "user-mode" in self.device.faults else "#"
        mode = f"({self.modes[-1][0]})" if self.modes else ""
        return self.device.faults.get("prompt", f"{self.device.name()}{mode}{mark}")

    def command(self, line):
        """@returns the answer"""
        device = self.device
        device.tick()
        if self.banner is not None:
            return self.more_banner(line)
        words = " ".join(line.split())
        device.typed.append(words)
        if device.fault("drop", words):
            raise Dropped
        if device.fault("hang", words):
            raise Hung
        for kind, pause in (("flood", 0), ("drip", 0.1)):
            if device.fault(kind, words):
                raise Endless(pause)
        if device.fault("reject", words):
            return INVALID
        if not words:
            return ""
        answer = self.configuration(words) if self.modes else self.executive(words)
        if not device.reached():
            raise Hung
        return answer

    def executive(self, words):
        device = self.device
        for pattern, answer in (
            (r"terminal (length|width) 0", self.unpaged),
            (r"show version", self.version),
            (r"show inventory", self.inventory),
            (r"show running-config", lambda: self.configured(device.running)),
            (r"show startup-config", lambda: self.configured(device.startup)),
            (r"show archive config rollback timer", self.timer),
            (r"configure terminal( revert timer \d+)?", lambda: self.configure(words)),
            (r"configure confirm", self.confirm),
            (r"configure revert now", self.revert),
            (r"write memory", self.write),
            (r"exit", self.leave),
        ):
            if re.fullmatch(pattern, words):
                return answer()
        return INVALID

    def leave(self):
        raise Dropped

    def unpaged(self):
        self.paged = False
        return ""

    def version(self):
        return (
            f"Cisco IOS Software, Simulated Software (SIMULATED-UNIVERSALK9-M), Version {self.device.version}, RELEASE\n"
            f"Model number                    : {self.device.product}\n"
        )

    def inventory(self):
        """A stack names itself by its first member, then each member."""
        product, serials = self.device.product, self.device.serials
        parts = [("1", serials[0])] if len(serials) == 1 else [("c92xx Stack", serials[0])]
        parts += [(f"Switch {number}", serial) for number, serial in enumerate(serials, 1) if len(serials) > 1]
        return "".join(
            f'NAME: "{name}", DESCR: "{product}"\nPID: {product}    , VID: V01  , SN: {serial}\n\n' for name, serial in parts
        )

    def configured(self, lines):
        if "garbage" in self.device.faults:
            return "\x00\x1b[2J" + self.device.shown(lines)[:150] + "\n"
        text = f"Building configuration...\n\nCurrent configuration : 4711 bytes\n{self.device.shown(lines)}"
        if self.paged and text.count("\n") > 24:
            raise Hung  # behind `--More--`
        return text

    def timer(self):
        left = self.device.deadline and self.device.minutes_left()
        return f"Timer type: absolute timer\nTimer value: {left} min\nUser: plattform\n" if left else NOTHING_PENDING

    def configure(self, words):
        minutes = int(words.split()[-1]) if "revert" in words else None
        if minutes is not None:
            if not self.device.has_archive():
                return "%Turn config archive on before using Rollback Confirmed Change\n"
            self.device.begin(minutes)
        self.modes = [("config", self.device.running, "")]
        return "Enter configuration commands, one per line.  End with CNTL/Z.\n"

    def confirm(self):
        if self.device.deadline is None:
            return NOTHING_PENDING
        self.device.confirm()
        return ""

    def revert(self):
        if self.device.deadline is None:
            return NOTHING_PENDING
        self.device.revert("told to")
        return "Rollback Done\n\n"

    def write(self):
        if "full-disk" in self.device.faults:
            return "Building configuration...\nstartup-config file open failed (Not enough space)\n"
        self.device.save()
        return "Building configuration...\n[OK]\n"

    def configuration(self, words):
        if words == "end":
            self.modes = []
        elif words == "exit":
            self.modes.pop()
        elif not self.device.fault("ignore", words):
            return self.change(words)
        return ""

    def change(self, words):
        begin = re.match(r"banner \S+ (\S)", words)
        if begin and words.count(begin[1]) < 2:
            self.banner = (words, begin[1])
            return f"Enter TEXT message.  End with the character '{begin[1]}'.\n"
        _, lines, under = self.modes[-1]
        try:
            section = apply(lines, words, under, self.device.running)
        except Invalid as invalid:
            return str(invalid)
        if section is not None:
            self.modes.append((prompt_of(words), section, words))
        return "%Warning: portfast should only be enabled on ports connected to a single host.\n" if "portfast" in words else ""

    def more_banner(self, line):
        text, mark = self.banner
        self.banner = (f"{text}\n{line}", mark)
        if mark in line:
            self.banner = None
            apply(self.modes[-1][1], f"{text}\n{line}".replace(mark, "^C"), "", self.device.running)
        return ""

