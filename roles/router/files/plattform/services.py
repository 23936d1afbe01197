"""Programs that run on one file of the tree: dnsmasq, keepalived, the loss probe, the clients of dynamic lines.

Each starts on a copy under /run, so that what runs can be compared, and not only what lies on the disk.
"""

import shutil
from pathlib import Path

from .system import run

RUN = Path("/run/plattform")
PROGRAMS = {
    "dnsmasq.conf": ("dnsmasq", ["dnsmasq", "--test", "--conf-file={}"]),
    "keepalived.conf": ("keepalived", ["keepalived", "--config-test", "--use-file", "{}"]),
    "probe.json": ("probe", ["python3", "-m", "json.tool", "{}"]),
}
"""File of an instance → name of the unit, and the program's own check of the file."""


def bring(file: Path, instance):
    """Starts, restarts or stops the unit, whichever the file asks for; an unchanged one is left alone."""
    unit, copy = names(file.name, instance)
    if not file.exists():
        run("systemctl", "stop", unit, check=False)
        copy.unlink(missing_ok=True)
    elif running(file.name, instance) != file.read_text():
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        run("systemctl", "restart", unit)


def running(name, instance):
    unit, copy = names(name, instance)
    active = run("systemctl", "is-active", unit, check=False).strip() == "active"
    return copy.read_text() if active and copy.exists() else ""


def check(file: Path, instance):
    _, command = PROGRAMS[file.name]
    run(*(word.format(file) for word in command), instance=instance)


def names(name, instance):
    return f"plattform-{PROGRAMS[name][0]}@{instance}.service", RUN / instance / name
