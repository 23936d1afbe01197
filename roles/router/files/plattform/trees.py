"""Trees on the disk, and the way from one to the next that takes itself back.

A tree is activated for a time. If nobody confirms it until then, the one before it comes back: by a timer of systemd
that runs on the device, whatever becomes of the connection or of Ansible; and after a reboot inside the time by
`plattform boot`, because the reboot ends the timer. What is read after a power cut is written as a whole
(`system.replace`); where it can't be read nevertheless, the last confirmed tree counts.
"""

import fcntl
import json
import os
import secrets
import shutil
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from . import device
from .system import Failure, point, remove, replace, run, settle

HOME = Path("/var/lib/plattform")
CURRENT = Path("/etc/schulplattform")
PENDING = HOME / "pending.json"
CONFIRMED = HOME / "confirmed"
"""Link to the tree that was confirmed last."""
BACKUP = HOME / "backup"
"""What ran before each activation, in the form of `plattform compare`, under the number of the tree that came."""
TIMER = "plattform-rollback"
BOOTSTRAP = "plattform-bootstrap.service"
"""Access to a new device (npm run bootstrap); it does nothing where there is a tree."""
KEPT = 5
"""Trees and backups that stay on the disk for the engineer; older ones go at the next confirmation."""
RETRY = 10
"""Seconds until systemd tries a rollback again that failed."""


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
        try:
            prepare(tree, minutes)
        except OSError as error:
            disarm()
            shutil.rmtree(tree, ignore_errors=True)
            backup_of(tree).unlink(missing_ok=True)
            raise Failure(f"the activation could not be prepared, nothing was changed: {error}") from error
        point(CURRENT, tree)
        run("systemctl", "stop", BOOTSTRAP, check=False)
        try:
            device.bring(tree)
        except Failure as failure:
            restore()
            raise Failure(f"{failure}\nThe tree before is active again.") from failure


def prepare(tree: Path, minutes: float):
    """The way back, before anything is touched; last what says that there is one to go."""
    back_up(tree)
    if current():
        point(CONFIRMED, Path(current()))
    arm(minutes)
    replace(PENDING, json.dumps({"previous": current(), "activated": str(tree), "until": time.time() + minutes * 60}))


def confirm():
    with lock():
        if not PENDING.exists():
            raise Failure("nothing waits for a confirmation: the time had passed, and the tree before is active again")
        disarm()
        point(CONFIRMED, CURRENT.resolve())
        remove(PENDING)
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
            try:
                restore()
            except Exception:
                arm(RETRY / 60)
                raise
        elif CURRENT.exists():
            device.bring(CURRENT)


def restore():
    """Stays pending until the tree before runs: what fails is tried again (`arm`)."""
    previous = before()
    log(f"goes back to {previous}")
    try:
        if previous is None:
            remove(CURRENT)  # the first tree of a new device: back to what its bootstrap made
            run("systemctl", "restart", BOOTSTRAP, check=False)
        else:
            point(CURRENT, previous)
            device.bring(CURRENT)
    except Exception as failure:
        log(f"could not go back to {previous}, tries again: {failure}")
        raise
    remove(PENDING)
    log(f"rolled back to {previous}")
    disarm()


def before():
    """@returns the tree to go back to; None on a new device"""
    try:
        previous = json.loads(PENDING.read_text())["previous"]
        return None if previous is None else Path(previous)
    except (OSError, ValueError, KeyError, TypeError) as error:
        confirmed = CONFIRMED.resolve() if CONFIRMED.exists() else None
        log(f"{PENDING} can't be read, so the tree confirmed last counts: {error}")
        return confirmed


def store(source: Path):
    """A copy under a new name, whole or not at all."""
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
    settle(unfinished, trees / str(number))
    return trees / str(number)


def current():
    return str(CURRENT.resolve()) if CURRENT.exists() else None


def back_up(tree: Path):
    BACKUP.mkdir(exist_ok=True, mode=0o700)
    looked_at = Path(current() or tree)
    texts = device.running(looked_at, salt=secrets.token_hex(8))
    replace(backup_of(tree), json.dumps(texts, indent=1, sort_keys=True))


def backup_of(tree: Path):
    return BACKUP / f"{tree.name}.json"


def arm(minutes):
    """systemd's service, not its timer, is what tries again."""
    disarm()
    timing = [f"--on-active={int(minutes * 60)}", "--timer-property=AccuracySec=1s"]
    again = ["--property=Restart=on-failure", f"--property=RestartSec={RETRY}"]
    run("systemd-run", "--quiet", f"--unit={TIMER}", *timing, *again, "/usr/local/sbin/plattform", "rollback")


def disarm():
    """Ends the timer, not the service it starts: that may be the one that is running this."""
    run("systemctl", "stop", f"{TIMER}.timer", check=False)
    run("systemctl", "reset-failed", f"{TIMER}.service", check=False)


def prune():
    for tree in oldest(HOME / "trees"):
        if str(tree) != current():
            shutil.rmtree(tree)
    for backup in oldest(BACKUP):
        backup.unlink()


def oldest(folder: Path):
    return sorted(folder.iterdir(), key=lambda entry: int(entry.name.split(".")[0]))[:-KEPT]


def log(text):
    """Into systemd's journal, too; a full disk does not keep a device from its way back."""
    print(f"plattform: {text}", file=sys.stderr)
    with suppress(OSError), open(HOME / "log", "a") as file:
        file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {text}\n")
