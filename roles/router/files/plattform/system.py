"""Starting programs, in the namespace of a routing instance where need be."""

import os
import shutil
import subprocess
from pathlib import Path

EDUCATION = "education"


class Failure(Exception):
    """Something that the engineer has to see; its text is complete."""


def run(*command, instance=EDUCATION, stdin=None, check=True):
    """Runs a program and returns its output. `education` is the main namespace, every other instance a named one."""
    full = [*inside(instance), *map(str, command)]
    try:
        done = subprocess.run(full, input=stdin, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Failure(f"{full[0]}: is not installed on this device") from None
    if check and done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip() or "no message")[-2000:]
        raise Failure(f"{' '.join(full)}: exit code {done.returncode}: {said}")
    return done.stdout


def inside(instance):
    return [] if instance == EDUCATION else ["ip", "netns", "exec", instance]


def active(*units):
    """Those units of systemd that run."""
    states = run("systemctl", "is-active", *units, check=False).split() if units else []
    return {unit for unit, state in zip(units, states, strict=True) if state == "active"}


def replace(file: Path, text, mode=0o600, owner=None):
    """Writes a file as a whole: after a power cut it has its old text or its new one, never a part."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=mode)
    if owner:
        shutil.chown(fresh, owner, owner)
    try:
        with open(fresh, "w") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
    except OSError:
        fresh.unlink()  # a full disk needs the room
        raise
    settle(fresh, file)


def point(link: Path, target: Path):
    """Lets a symbolic link point elsewhere, at one moment."""
    fresh = link.with_name(f"{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    settle(fresh, link)


def remove(file: Path):
    file.unlink(missing_ok=True)
    sync_folder(file.parent)


def settle(fresh: Path, name: Path):
    fresh.rename(name)
    sync_folder(name.parent)


def sync_folder(folder: Path):
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
