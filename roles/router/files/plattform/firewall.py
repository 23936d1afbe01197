"""The ruleset of an instance: loaded as one transaction, compared in nft's own words."""

import re
from pathlib import Path

from .system import EDUCATION, run

OWN = re.compile(r"(set (?:quarantine|first-contact) \{[^}]*?)\n\s*elements = \{[^}]*\}", re.S)
"""The probe fills the one set, an engineer the other; their elements are the device's own."""


def load(file: Path, instance=EDUCATION):
    """In one transaction; who is in quarantine stays there, because the probe goes on with what it knows."""
    rules = file.read_text()
    held = quarantined(instance) if "set quarantine" in rules else ""
    run("nft", "--file", "-", instance=instance, stdin=f"flush ruleset\n{rules}{held}")


def quarantined(instance):
    listed = run("nft", "list", "set", "inet", "plattform", "quarantine", instance=instance, check=False)
    elements = re.search(r"elements = (\{[^}]*\})", listed)
    return f"add element inet plattform quarantine {elements.group(1)}\n" if elements else ""


def check(file: Path):
    """nft's own check of a file, in an empty namespace, so that it says nothing about what runs."""
    run("unshare", "--net", "nft", "--check", "--file", file)


def running(instance=EDUCATION):
    return normal(run("nft", "--stateless", "list", "ruleset", instance=instance))


def intended(file: Path):
    """The file as nft prints it back, so that both sides have the same form whatever version of nft it is."""
    script = 'nft --file "$1" && nft --stateless list ruleset'
    return normal(run("unshare", "--net", "sh", "-c", script, "sh", file))


def normal(text):
    return OWN.sub(r"\1", text).strip() + "\n"
