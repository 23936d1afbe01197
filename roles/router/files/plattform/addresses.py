"""Addresses, static routes and policy rules: the file `<instance>/ip`, one object a line as `ip` takes it.

The file is complete: what the device has beyond it is removed. Not touched are what other programs own: routes of the
kernel, of FRR and of router advertisements, link-local addresses, and addresses that a line's operator hands over
(DHCP, PPPoE), which are dynamic; VRRP addresses belong to keepalived.
"""

import ipaddress
import json
from pathlib import Path

from . import lines
from .system import EDUCATION, run

KERNEL_RULES = {0, 32766, 32767}
"""Priorities of the rules that each Linux has from the start."""
OTHER_PROTOCOLS = {"kernel", "ra", "bgp", "zebra", "dhcp", "redirect", "keepalived"}


def read(file: Path):
    """Without the lines that an operator hands over (lines.py)."""
    found = [line.strip() for line in file.read_text().splitlines()]
    return [line for line in found if line and not line.startswith(("#", *lines.KINDS))]


def running(instance=EDUCATION):
    """What the device has, in the form of the file."""
    return sorted([*links(instance), *addresses(instance), *routes(instance), *rules(instance)])


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
            if entry.get("protocol") == "keepalived" or entry.get("label", "").endswith(":vrrp"):
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
    words.append(default if entry["dst"] == "default" else entry["dst"])
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
        words += ["from", entry["src"] + (f"/{length}" if length is not None else "")]
    if "fwmark" in entry:
        words += ["fwmark", str(int(entry["fwmark"], 16))]
    return " ".join([*words, "lookup", entry["table"]])


def show(instance, *arguments):
    return json.loads(run("ip", "-json", "-details", *arguments, instance=instance) or "[]")


def converge(file: Path, instance=EDUCATION):
    """Adds what is missing, then removes what is too much; what is right is not touched."""
    wanted, found = read(file), running(instance)
    for line in sorted(set(wanted) - set(found), key=adding_order):
        apply(line, "add", instance)
    for line in sorted(set(found) - set(wanted), key=adding_order, reverse=True):
        if not line.startswith("link "):
            apply(line, "del", instance)


def adding_order(line):
    return ["link", "addr", "route", "rule"].index(line.split()[0]), line


def apply(line, verb, instance):
    kind, *words = line.split()
    if kind == "link":
        run("ip", "link", "set", words[0], *words[1:], "up", instance=instance)
        return
    if kind == "rule":
        run("ip", f"-{words[0]}", "rule", verb, *words[1:], instance=instance)
        return
    if kind == "addr":
        extra = ["nodad"] if verb == "add" and ":" in words[0] else []
        run("ip", "address", "replace" if verb == "add" else verb, *words, *extra, instance=instance)
        return
    prefix = next(word for word in words if "/" in word)
    family = f"-{ipaddress.ip_network(prefix).version}"
    run("ip", family, "route", "replace" if verb == "add" else verb, *words, instance=instance)
