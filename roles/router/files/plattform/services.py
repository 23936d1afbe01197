"""Programs that run on one file of the tree: dnsmasq, avahi, chrony, rsyslog, keepalived, the loss probe, the clients of dynamic lines.

Each starts on a copy under /run, so that what runs can be compared, and not only what lies on the disk.
"""

from pathlib import Path

from .system import active, run

RUN = Path("/run/plattform")
KEEPALIVED = """
awk '$1 == "interface" { print $2 }' "$1" | sort -u | while read -r link; do ip link add "$link" type bridge; done
exec keepalived --config-test --use-file "$1"
"""
"""keepalived's test wants the interfaces, which a new device does not have yet: it gets some of their names."""
AVAHI = """
mkdir -p /run/avahi-daemon
mount -t tmpfs none /run/avahi-daemon
avahi-daemon --daemonize --no-drop-root --no-chroot --file="$1" && avahi-daemon --kill
"""
"""avahi has no test: it is started where nobody hears it, beside the one that may run."""
PROGRAMS = {
    "dnsmasq.conf": ("dnsmasq", ["dnsmasq", "--test", "--conf-file={}"]),
    "avahi.conf": ("avahi", ["unshare", "--net", "--mount", "sh", "-c", AVAHI, "sh", "{}"]),
    "chrony.conf": ("chrony", ["chronyd", "-p", "-f", "{}"]),
    "rsyslog.conf": ("rsyslog", ["rsyslogd", "-N1", "-f", "{}"]),
    "keepalived.conf": ("keepalived", ["unshare", "--net", "sh", "-c", KEEPALIVED, "sh", "{}"]),
    "probe.json": ("probe", ["python3", "-m", "json.tool", "{}"]),
}
"""File of an instance → name of the unit, and the program's own check of the file."""


def bring(folder: Path, instance):
    """Starts, restarts or stops each unit, whichever its file asks for; an unchanged one is left alone."""
    before = running(instance)
    wanted = {name: (folder / name).read_text() for name in PROGRAMS if (folder / name).exists()}
    (RUN / instance).mkdir(parents=True, exist_ok=True)
    for name in PROGRAMS.keys() - wanted.keys():
        (RUN / instance / name).unlink(missing_ok=True)
    changed = [name for name, text in wanted.items() if before.get(name) != text]
    for name in changed:
        (RUN / instance / name).write_text(wanted[name])
    for verb, names in ("stop", before.keys() - wanted.keys()), ("restart", changed):
        if names:
            run("systemctl", verb, *(unit(name, instance) for name in sorted(names)))


def running(instance):
    """File of each program that runs → the text that it was started on."""
    units = {unit(name, instance): name for name in PROGRAMS}
    copies = {name: RUN / instance / name for name in (units[one] for one in active(*units))}
    return {name: copy.read_text() for name, copy in copies.items() if copy.exists()}


def check(file: Path):
    """Not in the instance's namespace: a new device has none yet."""
    _, command = PROGRAMS[file.name]
    run(*(word.format(file) if word == "{}" or word.endswith("={}") else word for word in command))


def unit(name, instance):
    return f"plattform-{PROGRAMS[name][0]}@{instance}.service"
