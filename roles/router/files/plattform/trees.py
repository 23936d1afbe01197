"""Trees on the disk, and the way from one to the next that takes itself back.

A tree is activated for a time. If nobody confirms it until then, the one before it comes back: by a timer of systemd
that runs on the device, whatever becomes of the connection or of Ansible; and after a reboot inside the time by
`plattform boot`, because the reboot ends the timer.
"""

import fcntl
import json
import os
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

from . import device
from .system import Failure, run

HOME = Path("/var/lib/plattform")
CURRENT = Path("/etc/schulplattform")
PENDING = HOME / "pending.json"
TIMER = "plattform-rollback"
KEPT = 5
"""Trees that stay on the disk for the engineer; older ones go at the next confirmation."""


@contextmanager
def lock():
    HOME.mkdir(parents=True, exist_ok=True)
    with open(HOME / "lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def activate(source: Path, minutes: float):
    """Brings the device to the tree; it stays only if `confirm` comes within the time.
    @raises Failure when a program refuses it; the tree before is back then
    """
    with lock():
        if PENDING.exists():
            raise Failure("an activation waits for its confirmation: run `plattform confirm` or `plattform rollback`")
        device.check(source)
        tree = store(source)
        PENDING.write_text(
            json.dumps({"previous": current(), "activated": str(tree), "until": time.time() + minutes * 60})
        )
        arm(minutes)
        point(tree)
        try:
            device.bring(tree)
        except Failure as failure:
            restore()
            raise Failure(f"{failure}\nThe tree before is active again.") from failure


def confirm():
    with lock():
        if not PENDING.exists():
            raise Failure("nothing waits for a confirmation: the time had passed, and the tree before is active again")
        disarm()
        PENDING.unlink()
        prune()


def rollback():
    """@returns whether there was anything to take back"""
    with lock():
        if not PENDING.exists():
            return False
        restore()
        return True


def boot():
    """A reboot inside the time counts as no confirmation."""
    with lock():
        if PENDING.exists():
            restore()
        elif CURRENT.exists():
            device.bring(CURRENT)


def restore():
    previous = json.loads(PENDING.read_text())["previous"]
    if previous is None:
        CURRENT.unlink()  # the first tree of a new device: it stays with what its bootstrap left
    else:
        point(Path(previous))
        device.bring(CURRENT)
    PENDING.unlink()
    log(f"rolled back to {previous}")
    disarm()


def store(source: Path):
    """A copy under a new name; a full disk shows here, before anything is touched."""
    trees = HOME / "trees"
    trees.mkdir(parents=True, exist_ok=True)
    number = max((int(tree.name) for tree in trees.iterdir() if tree.name.isdigit()), default=0) + 1
    unfinished = trees / f"{number}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        shutil.copytree(source, unfinished)
        os.sync()
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise Failure(f"the tree could not be stored, nothing was changed: {error}") from error
    return unfinished.rename(trees / str(number))


def current():
    return str(CURRENT.resolve()) if CURRENT.exists() else None


def point(tree: Path):
    link = CURRENT.with_suffix(".new")
    link.unlink(missing_ok=True)
    link.symlink_to(tree)
    link.rename(CURRENT)


def arm(minutes):
    disarm()
    timing = [f"--on-active={int(minutes * 60)}", "--timer-property=AccuracySec=1s"]
    run("systemd-run", "--quiet", f"--unit={TIMER}", *timing, "/usr/local/sbin/plattform", "rollback")


def disarm():
    """Ends the timer, not the service it starts: that may be the one that is running this."""
    run("systemctl", "stop", f"{TIMER}.timer", check=False)
    run("systemctl", "reset-failed", f"{TIMER}.service", check=False)


def prune():
    trees = sorted((HOME / "trees").iterdir(), key=lambda tree: int(tree.stem))
    for tree in trees[:-KEPT]:
        if str(tree) != current():
            shutil.rmtree(tree)


def log(text):
    with open(HOME / "log", "a") as file:
        file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {text}\n")
