"""Makes what a device runs comparable with what was rendered for it, and a compared line sendable again."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable

from .sections import Section, aligned, parse, printed
from .type7 import plain

# What a command line takes as one word: no line break that would end the command, no question mark, which asks for help.
WORD = re.compile(r"[!->@-~]+")
REFERENCE = re.compile(r"secret://[\w/-]+")


class Texts:
    """Two sides in one form: without what a device owns, without secrets, in the order of the rendered text.

    A secret stands in both as a keyed hash of what the device shows, whose key is this run's only.

    @param rendered  the intended text, with references
    @param rules     what a device owns and what is secret: render/adapters/<adapter>/device-owned.yaml
    @param ordered   pattern of sections whose lines have an order
    @param value     the value of a reference
    """

    def __init__(self, rendered: str, rules: dict, ordered: str, value: Callable[[str], str]):
        self.noise = [re.compile(pattern) for pattern in rules["noise"]]
        self.owned = [(re.compile(rule["line"]), re.compile(rule.get("under", ".*"))) for rule in rules["owned"]]
        self.plain = [re.compile(pattern) for pattern in rules["plain"]]
        self.shared = [(re.compile(rule["line"]), rule["atLeast"]) for rule in rules["shared"]]
        self.others = [(re.compile(rule["line"]), rule["do"]) for rule in rules["others"]]
        self.notes = [re.compile(pattern) for pattern in rules["notes"]]
        self.secrets = [re.compile(pattern) for pattern in rules["secrets"]]
        self.foreign = [re.compile(pattern) for pattern in rules["foreign"]]
        self.ordered = re.compile(ordered)
        self.value = value
        self.salt = secrets.token_bytes(16)
        self.originals: dict[str, str] = {}
        self.ours = {line.strip() for line in rendered.splitlines()}
        self.model = self.comparable(parse(rendered, self.noise))
        self.intended = printed(self.model)

    def normal(self, running: str) -> str:
        return printed(aligned(self.comparable(parse(running, self.noise)), self.model, self.ordered))

    def otherwise(self, running: str) -> str:
        """What to do with a device that shows its settings in another way; empty if it does not."""
        lines = [line.strip() for line in running.splitlines()]
        return next((what for pattern, what in self.others if any(pattern.fullmatch(line) for line in lines)), "")

    def comparable(self, sections: list[Section], under: str = "") -> list[Section]:
        return [
            Section(self.masked(self.turned_back(self.without_note(section.line))), self.comparable(section.below, section.line))
            for section in sections
            if not any(line.fullmatch(section.line) and above.fullmatch(under) for line, above in self.owned)
        ]

    def without_note(self, line: str) -> str:
        note = first_match(self.notes, line)
        return note[1] if note else line

    def turned_back(self, line: str) -> str:
        shown = first_match(self.plain, line)
        value = plain(shown[2]) if shown else None
        return line if value is None else f"{shown[1]} {value}"

    def resolved(self, reference: str) -> str:
        value = self.value(reference)
        if not WORD.fullmatch(value):
            raise ValueError(f"{reference}: the value is empty or has blanks, question marks or letters beyond ASCII")
        return value

    def masked(self, line: str) -> str:
        real = REFERENCE.sub(lambda found: self.resolved(found[0]), line)
        if real != line and not first_match(self.secrets, real):
            raise ValueError(f"{line}: no pattern under `secrets` in device-owned.yaml says what to hide")
        self.expect_long(line, real)
        shown = self.hidden(real)
        if shown != real:
            self.originals[shown] = real
        return shown

    def expect_long(self, line: str, real: str):
        for pattern, least in self.shared if real != line else ():
            found = pattern.fullmatch(real)
            if found and len(found[1]) < least:
                raise ValueError(f"{line}: the value has less than {least} characters, so that it could be found by trying")

    def hidden(self, line: str) -> str:
        """The line as it may be printed."""
        secret = first_match(self.secrets, line)
        if secret is None and line not in self.ours:
            secret = first_match(self.foreign, line)
        if secret is None:
            return line
        value = hmac.new(self.salt, secret[1].encode(), hashlib.sha256).hexdigest()[:8]
        return f"{line[: secret.start(1)]}hidden-{value}{line[secret.end(1) :]}"

    def printable(self, answer: str) -> str:
        """What a device says, without the secrets that it may repeat."""
        return "\n".join(self.hidden(line.strip()) for line in answer.splitlines())

    def sendable(self, command: str) -> str:
        """The command with the secrets that the compared texts hide."""
        line = command.removeprefix("no ")
        return command[: len(command) - len(line)] + self.originals.get(line, line)


def first_match(patterns: list[re.Pattern], line: str) -> re.Match | None:
    return next((found for found in (pattern.fullmatch(line) for pattern in patterns) if found), None)
