"""Cisco IOS and IOS XE on their command line. Source: Cisco, Configuration Fundamentals Command Reference, and
Configuration Rollback Confirmed Change, for `configure terminal revert timer`, `configure confirm`, `configure revert`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .terminal import Broken, Terminal

CONFIGURATION = "(config)#"
BANNER = re.compile(r"(?s)(banner \S+ )(\^C|\S)(.*)")


class Refused(Exception):
    """The device understood the session, but not what it was told: in its own words."""


@dataclass(frozen=True)
class Facts:
    """A stack has several products and serial numbers."""

    products: frozenset[str]
    serials: frozenset[str]
    firmware: str


class CiscoIos:
    """@param printable  hides the secrets in what the device says"""

    def __init__(self, terminal: Terminal, dialect: dict, printable: Callable[[str], str]):
        self.terminal = terminal
        self.printable = printable
        self.errors = re.compile("|".join(dialect["errors"]))
        self.notes = re.compile("|".join(dialect["notes"]))
        if terminal.mode != "#":
            raise Refused(f"the account has no privilege level 15: the prompt is {terminal.name}{terminal.mode}")
        self.ask("terminal length 0")
        self.ask("terminal width 0")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.terminal.close()

    def facts(self) -> Facts:
        version = self.ask("show version")
        inventory = self.ask("show inventory")
        firmware = re.search(r"\bVersion ([^\s,]+)", version)
        products = re.findall(r"^PID: *(\S+)", inventory, re.MULTILINE)
        serials = re.findall(r"\bSN: *(\S+)", inventory)
        if not (firmware and products and serials):
            raise Refused("`show version` and `show inventory` name no product, serial number and version")
        return Facts(frozenset(products), frozenset(serials), firmware[1])

    def running(self) -> str:
        return self.whole("show running-config")

    def startup(self) -> str:
        """Empty where nothing was ever saved."""
        text = self.terminal.run("show startup-config")
        return "" if "startup-config is not present" in text else self.expect_whole("show startup-config", text)

    def whole(self, command: str) -> str:
        return self.expect_whole(command, self.ask(command))

    def expect_whole(self, command: str, text: str) -> str:
        """Half a configuration must never be compared: the commands of the other half would be taken away."""
        if not re.search(r"^version ", text, re.MULTILINE) or text.rstrip().rpartition("\n")[2].strip() != "end":
            raise Refused(f"`{command}` did not answer with a configuration from `version` to `end`")
        return text

    def pending(self) -> str:
        """What waits for its confirmation; empty if nothing does."""
        answer = self.terminal.run("show archive config rollback timer").strip()
        return "" if "No Rollback Confirmed Change pending" in answer else self.printable(answer)

    def prepare(self, archive: list[str]):
        """The way back needs a place for what ran before."""
        self.ask("configure terminal")
        for line in [*archive, "end"]:
            self.ask(line)

    def begin(self, minutes: int):
        """From here on the device goes back by itself, whatever becomes of the session."""
        self.ask(f"configure terminal revert timer {minutes}")

    def configure(self, commands: list[tuple[int, str]], sendable):
        """Types the commands. Modes are read from the prompt, because a section may be entered without being shown.
        @raises Refused with the first command that was answered with an error
        """
        modes = [CONFIGURATION]
        for (depth, command), (following, _) in zip(commands, [*commands, (0, "")][1:], strict=True):
            del modes[depth + 1 :]
            self.leave(modes[depth])
            self.ask(sendable(command), command)
            if following > depth:
                if self.terminal.mode == modes[depth]:
                    raise Refused(f"`{command}` did not open its section")
                modes.append(self.terminal.mode)
        self.ask("end")

    def leave(self, mode: str):
        for _ in range(8):  # deeper than any section
            if self.terminal.mode == mode:
                return
            self.ask("exit")
        raise Refused(f"the prompt is {self.terminal.mode} where {mode} was expected")

    def revert(self):
        if self.terminal.mode != "#":
            self.terminal.run("end")
        self.ask("configure revert now")

    def confirm(self):
        self.ask("configure confirm")

    def save(self):
        answer = self.terminal.run("write memory")
        if "[OK]" not in answer:
            raise Refused(f"`write memory` was answered with: {self.printable(answer.strip())}")

    def ask(self, command: str, shown: str | None = None) -> str:
        """@param shown  the command as it may be printed"""
        try:
            answer = self.terminal.run(typed(command))
        except Broken as broken:
            raise Broken(f"after `{shown or command}`: {self.printable(str(broken))}") from None
        for line in answer.splitlines():
            if self.errors.search(line) and not self.notes.search(line):
                raise Refused(f"`{shown or command}` was answered with: {self.printable(line)}")
        return answer


def typed(command: str) -> str:
    """A device shows a banner between `^C`, which typed would end the input: any other sign will do."""
    banner = BANNER.fullmatch(command)
    if not banner:
        return command
    text = banner[3].partition(banner[2])[0]
    mark = next(sign for sign in "#@~|%" if sign not in text)
    return f"{banner[1]}{mark}{text}{mark}"
