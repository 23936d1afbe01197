"""Lines whose operator hands over the address: `dhcp` and `pppoe` in the file `ip` of the main instance.

Each is a client with a unit of its own; the address and the default route in the line's table are the client's affair.
A line whose link is `given` (link-layer of the twin) has its address from outside, and no client.
"""

import json
import re
from pathlib import Path
from urllib.parse import unquote

from . import links
from .system import active, run

RUN = Path("/run/plattform/lines")
KINDS = ("dhcp", "pppoe")


def read(file: Path):
    return sorted(line.strip() for line in file.read_text().splitlines() if line.startswith(KINDS))


def bring(tree: Path, wanted):
    """Starts what is wanted, restarts what changed, stops what is not wanted any more."""
    given = handed_over(tree)
    clients = {line.split()[1]: line for line in wanted if line.split()[1] not in given}
    RUN.mkdir(parents=True, exist_ok=True, mode=0o700)
    for file in RUN.iterdir():
        kind, name = file.read_text().split()[:2]
        if clients.get(name) != file.read_text():
            run("systemctl", "stop", unit(kind, name))
            file.unlink()
    for name, line in clients.items():
        if not (RUN / name).exists():
            start(name, line)


def start(name, line):
    kind, _, *words = line.split()
    options = dict(zip(words[::2], words[1::2], strict=True))
    (RUN / name).touch(mode=0o600)
    (RUN / name).write_text(line)
    if kind == "pppoe":
        peer = Path("/run/plattform/ppp") / name
        peer.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        peer.touch(mode=0o600)
        peer.write_text(pppd(name, options))
    environment = Path("/run/plattform") / f"{name}.line"
    environment.write_text(f"TABLE={options['table']}\n")
    run("systemctl", "restart", unit(kind, name))


def pppd(name, options):
    """The link below is `line-<n>`; ip-up puts the default route into the line's table (`ipparam`)."""
    quoted = {key: word(unquote(options[key])) for key in ("user", "password")}
    return (
        f"plugin rp-pppoe.so line-{name.rsplit('-', 1)[1]}\nifname {name}\nipparam {options['table']}\n"
        f"user {quoted['user']}\npassword {quoted['password']}\n"
        "noauth\nhide-password\nnodefaultroute\nnoipdefault\npersist\nmaxfail 0\nholdoff 5\nlcp-echo-interval 5\nlcp-echo-failure 3\n"
        "+ipv6\nip-up-script /usr/local/lib/plattform/ppp-up\n"
    )


def word(text):
    """One word of pppd's options file (pppd(8), options files), whatever characters it has."""
    return '"' + re.sub(r'(["\\\\])', r"\\\1", text) + '"'


def running(tree: Path, wanted):
    """A line runs when its client does, or, without one, when its link has an address that will expire."""
    given = handed_over(tree)
    started = {unit(*text.split()[:2]): text for text in (file.read_text() for file in sorted(RUN.glob("*")))}
    found = [started[name] for name in active(*started)]
    outside = [line for line in wanted if line.split()[1] in given and leased(line.split()[1])]
    return sorted([*found, *outside])


def masked(line):
    words = line.split()
    return " ".join(
        "(secret)" if before == "password" else word for before, word in zip(["", *words], words, strict=False)
    )


def leased(name):
    links_found = json.loads(run("ip", "-json", "address", "show", "dev", name, check=False) or "[]")
    return any(entry.get("dynamic") for link in links_found for entry in link.get("addr_info", []))


def handed_over(tree: Path):
    return {words[1] for words in links.lines(tree / "link-layer") if words[0] == "link" and words[2] == "given"}


def unit(kind, name):
    return f"plattform-{kind}@{name}.service"
