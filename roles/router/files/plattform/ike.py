"""IKEv2: one daemon (strongSwan) in the main namespace for the tunnels of all instances, on copies of its two files.

Its own list of connections is what is compared, and the file that it has loaded, because the list does not show all of it;
keys appear as keyed hashes. A tunnel's interface is made there, where
the daemon keeps its SAs, and moved to its instance.
"""

import re
import shutil
import tempfile
from pathlib import Path

from .system import active, run
from .tunnels import hashed

UNIT = "plattform-ike.service"
SETTINGS, CONNECTIONS = FILES = ("strongswan.conf", "swanctl.conf")
RUN = Path("/run/plattform/ike")
SECRET = re.compile(r'(\bsecret = ")([^"]*)(")')
SCRATCH = """
cd "$1" # it stays in reach: a tree that is on its way lies below /run
mount -t tmpfs none /run
STRONGSWAN_CONF=strongswan.conf charon-systemd >/dev/null 2>&1 & daemon=$!
for try in $(seq 200); do test -S /run/charon.vici && break; sleep 0.05; done
swanctl --load-all --file swanctl.conf >"$2" 2>&1 && swanctl --list-conns 2>/dev/null
status=$?; kill $daemon; test $status = 0 || { cat "$2" >&2; exit 1; }
"""
"""The program's own reading of the files, by a daemon in namespaces of its own that ends with it."""


def present(tree: Path):
    return (tree / CONNECTIONS).exists()


def check(tree: Path):
    """@raises Failure with the daemon's own words"""
    if present(tree):
        listed(tree)


def bring(tree: Path):
    """Starts the daemon, loads what changed, or stops it; SAs of unchanged connections stay."""
    if not present(tree):
        if active(UNIT):
            run("systemctl", "stop", UNIT)
        shutil.rmtree(RUN, ignore_errors=True)
        return
    RUN.mkdir(parents=True, exist_ok=True, mode=0o700)
    same = {name: (RUN / name).exists() and (RUN / name).read_text() == (tree / name).read_text() for name in FILES}
    for name in FILES:
        (RUN / name).touch(mode=0o600)
        (RUN / name).write_text((tree / name).read_text())
    if not active(UNIT) or not same[SETTINGS]:
        run("systemctl", "restart", UNIT)
    else:
        run("swanctl", "--load-all", "--clear", "--file", RUN / CONNECTIONS)


def intended(tree: Path, salt):
    if not present(tree):
        return {}
    return {SETTINGS: (tree / SETTINGS).read_text(), CONNECTIONS: listed(tree) + masked(tree / CONNECTIONS, salt)}


def running(tree: Path, salt):
    if not present(tree):
        return {}
    if not active(UNIT):
        return dict.fromkeys(FILES, "")
    found = run("swanctl", "--list-conns", check=False)
    return {SETTINGS: (RUN / SETTINGS).read_text(), CONNECTIONS: normal(found) + masked(RUN / CONNECTIONS, salt)}


def listed(tree: Path):
    with tempfile.NamedTemporaryFile() as said:
        return normal(run("unshare", "--net", "--mount", "sh", "-c", SCRATCH, "sh", tree, said.name))


def normal(text):
    """Connections by name; the daemon lists them in the order in which it got them."""
    blocks = re.split(r"^(?=\S)", text, flags=re.M)
    return "".join(sorted(blocks))


def masked(file: Path, salt):
    return SECRET.sub(lambda match: f"{match[1]}{hashed(match[2], salt)}{match[3]}", file.read_text())
