"""FRR of an instance: the main one is Debian's, every other one has a path and a namespace of its own name."""

import re
import shutil
from pathlib import Path

from .system import EDUCATION, Failure, run

FRR = Path("/etc/frr")
NOISE = re.compile(
    r"^(Building configuration\.\.\.|Current configuration:|!.*|frr version .*|frr defaults .*|hostname .*|service integrated-vtysh-config|end|\s*)$"
)
"""Lines of `show running-config` that say nothing about what was configured."""


def configuration(instance):
    return (FRR if instance == EDUCATION else FRR / instance) / "frr.conf"


def load(file: Path, instance=EDUCATION):
    """Starts FRR with the file, or brings the running one to it with the fewest commands (frr-reload)."""
    target = configuration(instance)
    prepare(target.parent, instance)
    if not active(instance):
        put(file, target)
        run("systemctl", "restart", unit(instance))
        return
    reload = [
        "/usr/lib/frr/frr-reload.py",
        "--reload",
        "--confdir",
        target.parent,
        *path(instance, "--pathspace"),
        file,
    ]
    said = run(*reload, check=True)
    if "ERROR" in said:
        raise Failure(f"FRR ({instance}) did not take its configuration: {said.strip()[-1000:]}")
    put(file, target)


def prepare(folder: Path, instance):
    folder.mkdir(parents=True, exist_ok=True)
    shutil.chown(folder, "frr", "frr")
    # A hub's configuration takes longer than the 20 seconds after which watchfrr ends its own start, half done.
    options = "--restart-timeout 300" + ("" if instance == EDUCATION else " --netns")
    watch = f'watchfrr_options="{options}"\n'
    (folder / "daemons").write_text(f"bgpd=yes\nbfdd=yes\nstaticd=no\nvtysh_enable=yes\n{watch}")
    (folder / "vtysh.conf").write_text("service integrated-vtysh-config\n")


def put(file: Path, target: Path):
    target.write_text(file.read_text())
    shutil.chown(target, "frr", "frr")
    target.chmod(0o640)


def check(file: Path):
    run("vtysh", "--dryrun", "--inputfile", file)


def running(instance=EDUCATION):
    return normal(run("vtysh", *path(instance, "--pathspace"), "-c", "show running-config")) if active(instance) else ""


def normal(text):
    return "\n".join(line.rstrip() for line in text.splitlines() if not NOISE.match(line)) + "\n"


def active(instance):
    return run("systemctl", "is-active", unit(instance), check=False).strip() == "active"


def unit(instance):
    return "frr.service" if instance == EDUCATION else f"plattform-frr@{instance}.service"


def path(instance, option):
    return [] if instance == EDUCATION else [option, instance]
