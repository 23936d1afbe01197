"""The way of a switch to its text: compare, back up, change under the device's own timer, come in anew, confirm, save."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .cisco_ios import CiscoIos, Refused
from .remedy import commands
from .sections import difference, parse
from .terminal import Broken, NotReached
from .texts import Texts


class Failure(Exception):
    """What happened, what the device does now, and what to do."""


@dataclass(frozen=True)
class Identity:
    """The declared device; empty is not declared. Of a stack each member has a serial number. The firmware is how the
    device's version begins.
    """

    product: str
    serials: tuple[str, ...]
    firmware: str


@dataclass(frozen=True)
class Found:
    changed: bool
    diff: str


class Delivery:
    """@param connect  makes a new connection, @raises NotReached
    @param backup   keeps the text that ran before
    """

    def __init__(
        self,
        connect: Callable[[], CiscoIos],
        texts: Texts,
        dialect: dict,
        identity: Identity,
        backup: Callable[[str], None],
        minutes: int,
    ):
        self.connect = connect
        self.texts = texts
        self.dialect = dialect
        self.identity = identity
        self.backup = backup
        self.minutes = minutes

    def run(self, check_only: bool) -> Found:
        """@raises Failure, NotReached"""
        try:
            with self.connect() as device:
                self.expect_untouched(device)
                raw = device.running()
                otherwise = self.texts.otherwise(raw)
                if otherwise:
                    raise Failure(f"this device cannot be compared, nothing was changed: {otherwise}")
                before = self.texts.normal(raw)
                found = self.compare(before, self.texts.normal(device.startup()))
                if not found.changed or check_only:
                    return found
                self.backup(raw)
                if before != self.texts.intended:
                    self.activate(device, before)
        except NotReached:
            raise
        except (Refused, Broken) as error:
            raise Failure(f"{error}. Nothing was changed.") from error
        self.keep(before != self.texts.intended)
        return found

    def expect_untouched(self, device: CiscoIos):
        self.expect_identity(device)
        waiting = device.pending()
        if waiting:
            raise Failure(
                f"an earlier change waits for its confirmation, nothing was changed: {waiting}\n"
                "Run this again when the time has passed, or end it on the device with `configure revert now`."
            )

    def compare(self, running: str, startup: str) -> Found:
        """What is right, but was not saved, is a difference, too: a reboot would bring it out."""
        diff = difference(running, self.texts.intended, "running", "intended")
        diff = diff or difference(startup, self.texts.intended, "startup", "intended")
        return Found(bool(diff), diff)

    def expect_identity(self, device: CiscoIos):
        """Another device than the declared one is left as it is."""
        facts, wanted = device.facts(), self.identity
        for what, declared, real in (
            *(("serial number", serial, sorted(facts.serials)) for serial in wanted.serials),
            ("product", wanted.product, sorted(facts.products)),
        ):
            if declared and declared not in real:
                raise Failure(f"this device has the {what} {', '.join(real)}, declared is {declared}; nothing was written")
        if not facts.firmware.startswith(wanted.firmware):
            raise Failure(
                f"this device runs version {facts.firmware}, the text was rendered for {wanted.firmware}; nothing was written"
            )

    def activate(self, device: CiscoIos, before: str):
        """Leaves the device with the intended configuration and its timer running."""
        if not archive(before):
            device.prepare(archive(self.texts.intended))
            before = self.texts.normal(device.running())
        device.begin(self.minutes)
        try:
            device.configure(commands(before, self.texts.intended, self.dialect), self.texts.sendable)
            after = self.texts.normal(device.running())
            if after != self.texts.intended:
                rest = difference(after, self.texts.intended, "running", "intended")
                raise Refused(f"every command was accepted, but the device does not run the intended text:\n{rest}")
        except Refused as refusal:
            raise Failure(f"{refusal}\n{self.taken_back(device, before)}") from refusal
        except Broken as broken:
            raise Failure(f"{broken}\n{self.by_itself()}") from broken

    def taken_back(self, device: CiscoIos, before: str) -> str:
        try:
            device.revert()
            rest = difference(before, self.texts.normal(device.running()), "before", "running")
        except (Refused, Broken) as error:
            return f"It could not be taken back at once ({error}). {self.by_itself()}"
        if rest:
            return f"It was taken back, but the device does not run what it ran before:\n{rest}"
        return "The configuration before is active again."

    def by_itself(self) -> str:
        return f"The device goes back by itself within {self.minutes} minutes; then run this again."

    def keep(self, confirm: bool):
        """Comes in anew, as an engineer would. Only what is reached then stays, and only what is saved outlives a reboot."""
        try:
            with self.connect() as device:
                if confirm:
                    device.confirm()
                    confirm = False
                device.save()
        except (Refused, Broken) as error:
            if confirm:
                raise Failure(f"not confirmed, the device goes back by itself: {error}") from error
            raise Failure(
                f"not saved: {error}. The device runs the intended text, but a reboot brings back the one before. "
                "Make room on the device (`dir`), then run this again."
            ) from error


def archive(text: str) -> list[str]:
    """Lines of the section `archive`, if it names a place."""
    for section in parse(text, []):
        if section.line == "archive" and any(line.line.startswith("path ") for line in section.below):
            return [section.line, *(line.line for line in section.below if not line.below)]
    return []
