"""The file `link-layer`: which links there are. It is the only one that differs between hardware and twin.

The file is complete for VLANs, tunnels and queues: others are removed. A port keeps the name that it had as an alternative one
(`altname`), so that it can be told from the others after it was renamed.
"""

import json
from pathlib import Path
from typing import NamedTuple

from . import shaping
from .system import EDUCATION, Failure, active, run

SHAPE = "shape"
"""First word of a line that says in which order packets leave a link."""
MADE = {"vlan", "wireguard", "xfrm"}
"""Kinds of the kernel that only this tool makes on a router."""


class Link(NamedTuple):
    """A link of the device. `words` is what the file would say of it, without its instance."""

    name: str
    instance: str
    kind: str
    words: list

    @property
    def line(self):
        return line(self.words, self.instance)


def line(words, instance):
    return " ".join([*words, *([] if instance == EDUCATION else ["netns", instance])])


def lines(file: Path):
    return [line.split() for line in file.read_text().splitlines() if line.strip() and not line.startswith("#")]


def intended(file: Path):
    return "".join(f"{line}\n" for line in sorted(" ".join(words) for words in lines(file)))


def running(file: Path):
    wanted = links_in(file)
    spaces = [f"netns {name}" for kind, name, *_ in wanted if kind == "netns" and name in namespaces()]
    ordered = [line(words, instance) for instance, there in shaped().items() for words in there]
    return "".join(f"{line}\n" for line in sorted([*spaces, *(link.line for link in found(wanted)), *ordered]))


def make(file: Path):
    """Ports first, because VLANs stand on them; then what is wrong or too much goes, and what is missing comes."""
    wanted = links_in(file)
    for _, name in (words for words in wanted if words[0] == "netns"):
        make_namespace(name)
    name_ports([words for words in wanted if words[2:3] == ["ether"]], cleared(wanted))
    there = cleared(wanted)
    lines_there, where = [link.line.split() for link in there], {link.name: link.instance for link in there}
    missing = [words for words in wanted if words[0] != "netns" and words not in lines_there]
    for words in missing:
        name, kind, *options = placed(words)[0][1:]
        if kind == "vlan":
            make_vlan(name, *options)
        elif kind == "given" and name not in where:
            raise Failure(f"link-layer: {name} is said to be given, and is not there")
    make_tunnels([placed(words)[0][1:] for words in missing if words[0] == "tunnel"])
    for words in missing:
        move(words[1], where.get(words[1], EDUCATION), placed(words)[1])


def order(file: Path):
    """Comes last: a kernel without these queues costs their order, not the site."""
    shaping.make([placed(words) for words in lines(file) if words[0] == SHAPE], shaped())


def links_in(file: Path):
    return [words for words in lines(file) if words[0] != SHAPE]


def shaped():
    return {instance: shaping.running(instance) for instance in [EDUCATION, *sorted(namespaces())]}


def make_namespace(name):
    if name not in namespaces():
        run("ip", "netns", "add", name)
    run("ip", "link", "set", "lo", "up", instance=name)


def namespaces():
    return {line.split()[0] for line in run("ip", "netns", "list").splitlines() if line.strip()}


def name_ports(wanted, links):
    """Every name that another port has is set free first: two ports may have changed places."""
    now = {link.name: link for link in links}
    changing = [words for words in wanted if words[1] not in now or now[words[1]].words != words]
    for _, name, *_ in changing:
        if name in now:
            port = now[name].words[3]
            run("ip", "link", "set", name, "down")
            if port != name:
                run("ip", "link", "property", "del", "dev", name, "altname", port)
                run("ip", "link", "set", name, "name", port)
    for _, name, _, port in changing:
        run("ip", "link", "set", port, "down")
        run("ip", "link", "set", port, "name", name)
    for _, name, _, port in wanted:
        if name != port:
            # Fails where it is noted already.
            run("ip", "link", "property", "add", "dev", name, "altname", port, check=False)


def cleared(wanted):
    """Removes what is wrong or too much. @returns what is there then"""
    links = found(wanted)
    return [link for link in links if link.line.split() in wanted or not removed(link)]


def removed(link):
    """@returns whether it is gone: a port and a link that is `given` stay"""
    if link.kind == "tun":
        run("systemctl", "stop", tunnel_unit(link.name))
    elif link.kind in MADE:
        run("ip", "link", "delete", link.name, instance=link.instance)
    return link.kind in {*MADE, "tun"}


def make_vlan(name, number, _, parent):
    run("ip", "link", "set", parent, "up")
    run("ip", "link", "add", "link", parent, "name", name, "type", "vlan", "id", number)


def make_tunnels(wanted):
    """Those in user space at once: each takes a moment until its socket is there."""
    for name, kind, *number in wanted:
        if kind == "kernel":
            run("ip", "link", "add", name, "type", "wireguard")
        if kind == "xfrm":
            run("ip", "link", "add", name, "type", "xfrm", "if_id", *number)
    units = [tunnel_unit(name) for name, kind, *_ in wanted if kind == "userspace"]
    if units:
        run("systemctl", "restart", *units)


def move(name, here, there):
    """The main namespace has no name for `ip`: it is that of process 1."""
    if here != there:
        run("ip", "link", "set", name, "netns", "1" if there == EDUCATION else there, instance=here)


def found(wanted):
    """Links that the file names, wherever they are, and those that this tool made and the file does not name any more.
    @param wanted  says of a name what to look at: a link that is `given` may be of any kind
    """
    said = {words[1]: placed(words)[0] for words in wanted if words[0] != "netns"}
    entries = {instance: shown(instance) for instance in [EDUCATION, *sorted(namespaces())]}
    main = {entry["ifindex"]: entry["ifname"] for entry in entries[EDUCATION]}
    ports = {name for entry in entries[EDUCATION] for name in names(entry)}
    links = []
    for instance, ones in entries.items():
        for entry in ones:
            name, kind = entry["ifname"], entry.get("linkinfo", {}).get("info_kind", "ether")
            if name in said and said[name][2] == "given":
                links.append(Link(name, instance, "given", said[name]))
            elif name in said or kind in MADE or (kind == "tun" and active(tunnel_unit(name))):
                links.append(Link(name, instance, kind, described(entry, kind, main, ports, said.get(name))))
    return links


def shown(instance):
    return json.loads(run("ip", "-details", "-json", "link", "show", instance=instance) or "[]")


def described(entry, kind, main, ports, said):
    """@param main   number → name of the main namespace's links: a VLAN in an instance has its parent there
    @param ports  all names in the main namespace
    """
    name, data = entry["ifname"], entry.get("linkinfo", {}).get("info_data", {})
    if kind == "vlan":
        parent = entry.get("link") or main.get(entry.get("link_index"), "unknown")
        return ["link", name, "vlan", str(data["id"]), "parent", parent]
    if kind == "xfrm":
        return ["tunnel", name, "xfrm", str(int(str(data["if_id"]), 0))]
    if kind in ("wireguard", "tun"):
        return ["tunnel", name, "kernel" if kind == "wireguard" else "userspace"]
    return ["link", name, "ether", port_of(entry, ports, said)]


def port_of(entry, ports, said):
    """The port that is declared, if it has this name too; or if no link has it: bootstrap notes no alternative name, but
    udev does, of its own pattern.
    """
    declared = said[3] if said and said[2] == "ether" else None
    noted = declared and any(name.startswith(declared[:3]) for name in entry.get("altnames", []))
    if declared and (declared in names(entry) or (declared not in ports and not noted)):
        return declared
    return names(entry)[-1]


def names(entry):
    return [entry["ifname"], *entry.get("altnames", [])]


def tunnel_unit(name):
    return f"plattform-tunnel@{name}.service"


def placed(words):
    """Splits off `netns <instance>`."""
    if "netns" in words[1:]:
        at = words.index("netns", 1)
        return words[:at] + words[at + 2 :], words[at + 1]
    return words, EDUCATION
