"""Addresses, static routes and policy rules: the file `<instance>/ip`, one object a line as `ip` takes it.

The file is complete: what the device has beyond it is removed. Not touched are what other programs own: routes of the
kernel, of FRR and of router advertisements, link-local addresses, and addresses that a line's operator hands over
(DHCP, PPPoE), which are dynamic; VRRP addresses belong to keepalived, ways around a dead line to the probe.
"""

import itertools
import json
import re
from pathlib import Path

from . import breakout, lines
from .system import EDUCATION, Failure, run

KERNEL_RULES = {0, 32766, 32767}
"""Priorities of the rules that each Linux has from the start."""
OTHER_PROTOCOLS = {"kernel", "ra", "bgp", "zebra", "dhcp", "redirect", "keepalived"}


def read(file: Path):
    """Without the lines that an operator hands over (lines.py)."""
    found = [line.strip() for line in file.read_text().splitlines()]
    return [line for line in found if line and not line.startswith(("#", *lines.KINDS))]


def running(folder: Path, instance=EDUCATION):
    """What the device has, in the form of the file."""
    shared = shared_addresses(folder / "keepalived.conf")
    own = [line for line in addresses(instance) if line not in shared]
    probed = probe_rules(folder / "probe.json")
    return sorted([*links(instance), *own, *routes(instance), *(one for one in rules(instance) if one not in probed)])


def probe_rules(file: Path):
    """Ways around a dead line: the probe adds and removes them."""
    return {entry["rule"] for entry in breakout.read(file)["breakout"]} if file.exists() else set()


def shared_addresses(file: Path):
    """Gateway addresses that VRRP gives to one of two hubs: keepalived adds and removes them."""
    text = file.read_text() if file.exists() else ""
    blocks = re.findall(r"interface (\S+)\n(?:.*\n)*?\s*virtual_ipaddress \{\n((?:.*\n)*?)\s*\}", text)
    return {f"addr {address} dev {interface}" for interface, body in blocks for address in body.split()}


def links(instance):
    """`link <name> mtu <n>` for each interface that is up; the loopback and the link below a PPPoE line say nothing."""
    found = show(instance, "link", "show")
    return [
        f"link {link['ifname']} mtu {link['mtu']}"
        for link in found
        if "UP" in link["flags"]
        and link["ifname"] not in ("lo", "lan")
        and not link["ifname"].startswith("line-")
        and link.get("link_type") in ("ether", "none", "ppp")
    ]


def addresses(instance):
    lines = []
    for link in show(instance, "address", "show"):
        for entry in link.get("addr_info", []):
            if entry["scope"] == "link" or entry.get("dynamic") or link["ifname"] == "lo":
                continue
            lines.append(address_line(link["ifname"], entry))
    return lines


def address_line(name, entry):
    """Point-to-point addresses are written `<own> peer <other>`, all others with their length."""
    if "address" in entry:
        return f"addr {entry['local']} peer {entry['address']} dev {name}"
    return f"addr {entry['local']}/{entry['prefixlen']} dev {name}"


def routes(instance):
    lines = []
    for family in ("-4", "-6"):
        for entry in show(instance, family, "route", "show", "table", "all"):
            if entry.get("protocol") not in OTHER_PROTOCOLS and entry.get("type") not in (
                "local",
                "broadcast",
                "multicast",
                "anycast",
            ):
                lines.append(route_line(family, entry))
    return lines


def route_line(family, entry):
    words = ["route"]
    if entry.get("type", "unicast") != "unicast":
        words.append(entry["type"])
    default = "0.0.0.0/0" if family == "-4" else "::/0"
    words.append(default if entry["dst"] == "default" else with_length(family, entry["dst"]))
    if "via" in entry:
        words += ["via", entry["via"]["host"]]
    if "gateway" in entry:
        words += ["via", entry["gateway"]]
    if "dev" in entry and entry.get("type", "unicast") == "unicast":
        words += ["dev", entry["dev"]]
    if entry.get("table", "main") != "main":
        words += ["table", str(entry["table"])]
    if entry.get("metric") and not (family == "-6" and entry["metric"] == 1024):
        words += ["metric", str(entry["metric"])]
    return " ".join(words)


def rules(instance):
    lines = []
    for family in ("-4", "-6"):
        for entry in show(instance, family, "rule", "show"):
            if entry["priority"] not in KERNEL_RULES:
                lines.append(rule_line(family, entry))
    return lines


def rule_line(family, entry):
    words = ["rule", family[1:], "priority", str(entry["priority"])]
    if entry.get("src", "all") != "all":
        length = entry.get("srclen")
        words += ["from", f"{entry['src']}/{length}" if length else with_length(family, entry["src"])]
    if "fwmark" in entry:
        words += ["fwmark", str(int(entry["fwmark"], 16))]
    return " ".join([*words, "lookup", entry["table"]])


def with_length(family, address):
    """`ip` leaves out the length of a single address."""
    return address if "/" in address else f"{address}/{32 if family == '-4' else 128}"


def show(instance, *arguments):
    return json.loads(run("ip", "-json", "-details", *arguments, instance=instance) or "[]")


def converge(file: Path, instance=EDUCATION):
    """Adds what is missing, then removes what is too much; what is right is not touched. A link that the file does not
    name, such as the port of a line that is no more, goes down.
    """
    wanted, found = read(file), running(file.parent, instance)
    change(sorted(set(wanted) - set(found), key=adding_order), "add", instance)
    surplus = sorted(set(found) - set(wanted), key=adding_order, reverse=True)
    named = {line.split()[1] for line in wanted if line.startswith("link ")}
    change([line for line in surplus if not (line.startswith("link ") and line.split()[1] in named)], "del", instance)


def adding_order(line):
    return ["link", "addr", "route", "rule"].index(line.split()[0]), line


def change(lines, verb, instance):
    """One `ip` for lines that follow each other: a process for each takes seconds on a hub. Rules do not name their family."""
    for option, group in itertools.groupby(lines, key=family):
        batch([command(line, verb) for line in group], option, instance)


def family(line):
    kind, first = line.split()[:2]
    return (f"-{first}",) if kind == "rule" else ()


def batch(commands, option, instance):
    """@raises Failure naming the line that `ip` refused"""
    try:
        run("ip", *option, "-batch", "-", instance=instance, stdin="".join(f"{line}\n" for line in commands))
    except Failure as failure:
        number = re.search(r"Command failed -:(\d+)", str(failure))
        refused = f": {commands[int(number.group(1)) - 1]}" if number else ""
        raise Failure(f"{failure}{refused}") from failure


def command(line, verb):
    """As `ip -batch` takes it. What is there already, but otherwise, is replaced."""
    kind, *words = line.split()
    if kind == "link" and verb == "del":
        return f"link set {words[0]} down"
    if kind == "link":
        return " ".join(["link set", words[0], *words[1:], "up"])
    if kind == "rule":
        return " ".join(["rule", verb, *words[1:]])
    replacing = "replace" if verb == "add" else verb
    if kind == "addr":
        extra = ["nodad"] if verb == "add" and ":" in words[0] else []
        return " ".join(["address", replacing, *words, *extra])
    return " ".join(["route", replacing, *words])
