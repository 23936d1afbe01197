"""FRR of an instance: the main one is Debian's, every other one has a path and a namespace of its own name."""

import difflib
import re
import shutil
from pathlib import Path

from .system import EDUCATION, Failure, active, replace, run

FRR = Path("/etc/frr")
READERS = 0o640, "frr"
NOISE = re.compile(
    r"^(Building configuration\.\.\.|Current configuration:|[!#].*|frr version .*|frr defaults .*|hostname .*|service integrated-vtysh-config|end|\s*)$"
)
"""Lines of `show running-config` that say nothing about what was configured."""


def configuration(instance):
    return (FRR if instance == EDUCATION else FRR / instance) / "frr.conf"


def load(file: Path, instance=EDUCATION):
    """Brings FRR to the file: a running one with the fewest commands (frr-reload), else at once, from nothing.
    @raises Failure where FRR does not run what the file says
    """
    target = configuration(instance)
    space = path(instance, "--pathspace")
    prepare(target.parent, instance)
    fresh = unit(instance) not in active(unit(instance))
    if fresh:
        # Empty, because systemd does not wait until FRR has read what it starts with.
        replace(target, "", *READERS)
        run("systemctl", "restart", unit(instance))
    else:
        run("/usr/lib/frr/frr-reload.py", "--reload", "--confdir", target.parent, *space, file)
    replace(target, quick(file.read_text()), *READERS)
    if fresh:
        run("vtysh", *space, "--inputfile", target, check=False)
    expect(normal(file.read_text()), running(instance), instance)


def expect(wanted, found, instance):
    difference = list(difflib.unified_diff(found.splitlines(), wanted.splitlines(), "FRR", "file", lineterm="", n=0))
    if difference:
        raise Failure(f"FRR ({instance}) did not take its configuration:\n" + "\n".join(difference)[:1000])


def quick(text):
    """The same without the `exit` of each route map. FRR commits its whole configuration at each word that does not
    belong to its data model (lib/command.c, nb_cli_pending_commit_check), and `exit` is one: with it a hub reads its
    configuration for half a minute instead of some seconds.
    """
    return re.sub(r"(^route-map .*\n(?:^ .*\n)*)^exit\n(?:^!\n)?", r"\1", text, flags=re.M)


def prepare(folder: Path, instance):
    folder.mkdir(parents=True, exist_ok=True)
    shutil.chown(folder, "frr", "frr")
    # A hub's configuration takes longer than the 20 seconds after which watchfrr ends its own start, half done.
    options = "--restart-timeout 300" + ("" if instance == EDUCATION else " --netns")
    watch = f'watchfrr_options="{options}"\n'
    (folder / "daemons").write_text(f"bgpd=yes\nbfdd=yes\nstaticd=no\nvtysh_enable=yes\n{watch}")
    (folder / "vtysh.conf").write_text("service integrated-vtysh-config\n")


def check(file: Path):
    run("vtysh", "--dryrun", "--inputfile", file)


def running(instance=EDUCATION):
    if unit(instance) not in active(unit(instance)):
        return ""
    return normal(run("vtysh", *path(instance, "--pathspace"), "-c", "show running-config"))


def normal(text):
    return "\n".join(line.rstrip() for line in text.splitlines() if not NOISE.match(line)) + "\n"


def unit(instance):
    return "frr.service" if instance == EDUCATION else f"plattform-frr@{instance}.service"


def path(instance, option):
    return [] if instance == EDUCATION else [option, instance]
