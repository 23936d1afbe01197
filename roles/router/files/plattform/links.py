"""The file `link-layer`: which links there are. It is the only one that differs between hardware and twin."""

from pathlib import Path

from .system import EDUCATION, Failure, run


def lines(file: Path):
    return [line.split() for line in file.read_text().splitlines() if line.strip() and not line.startswith("#")]


def make(file: Path):
    for words in lines(file):
        {"netns": make_namespace, "link": make_link, "tunnel": make_tunnel}[words[0]](*words[1:])


def make_namespace(name):
    if name not in run("ip", "netns", "list").split():
        run("ip", "netns", "add", name)
    run("ip", "link", "set", "lo", "up", instance=name)


def make_link(name, kind, *words):
    words, instance = placed(list(words))
    if exists(name, instance):
        return
    if exists(name) and instance != EDUCATION:
        pass
    elif kind == "ether":
        run("ip", "link", "set", words[0], "down")
        run("ip", "link", "set", words[0], "name", name)
    elif kind == "vlan":
        number, _, parent = words
        run("ip", "link", "set", parent, "up")
        run("ip", "link", "add", "link", parent, "name", name, "type", "vlan", "id", number)
    else:
        raise Failure(f"link-layer: {name} is said to be {kind}, and is not there")
    if instance != EDUCATION:
        run("ip", "link", "set", name, "netns", instance)


def make_tunnel(name, kind, *words):
    _, instance = placed(list(words))
    if exists(name, instance):
        return
    if kind == "kernel":
        run("ip", "link", "add", name, "type", "wireguard")
    else:
        run("systemctl", "restart", f"plattform-tunnel@{name}.service")
    if instance != EDUCATION:
        run("ip", "link", "set", name, "netns", instance)


def exists(name, instance=EDUCATION):
    return f" {name}: " in run("ip", "-oneline", "link", "show", instance=instance).replace("@", ": ")


def placed(words):
    """Splits off `netns <instance>`."""
    if "netns" in words:
        at = words.index("netns")
        return words[:at] + words[at + 2 :], words[at + 1]
    return words, EDUCATION
