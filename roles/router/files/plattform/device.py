"""A whole tree: check it, bring the device to it, and read the device in the form of it."""

from pathlib import Path

from . import addresses, firewall, ike, kernel, lines, links, routing, services, tunnels
from .system import EDUCATION, Failure


def check(tree: Path):
    """Lets each program check its own file. Nothing that runs is touched.
    @raises Failure with the first program's own words
    """
    ike.check(tree)
    for instance in instances(tree):
        folder = tree / instance
        firewall.check(folder / "nftables")
        for name, test in (("frr.conf", routing.check), *((name, services.check) for name in services.PROGRAMS)):
            if (folder / name).exists():
                test(folder / name)


def bring(tree: Path):
    """Links first, then the firewall, so that no packet is forwarded before its rules stand."""
    links.make(tree / "link-layer")
    for instance in instances(tree):
        folder = tree / instance
        firewall.load(folder / "nftables", instance)
        kernel.load(tree / "sysctl.conf", instance)
        tunnels.configure(folder / "tunnels", instance)
        addresses.converge(folder / "ip", instance)
        if instance == EDUCATION:
            lines.bring(tree, lines.read(folder / "ip"))
        if (folder / "frr.conf").exists():
            routing.load(folder / "frr.conf", instance)
        services.bring(folder, instance)
    ike.bring(tree)
    links.order(tree / "link-layer")


def intended(tree: Path, salt=""):
    """Relative path → text, as `running` would print it if the device ran this tree."""
    texts = ike.intended(tree, salt) | {"link-layer": links.intended(tree / "link-layer")}
    for instance in instances(tree):
        folder = tree / instance
        texts[f"{instance}/sysctl.conf"] = kernel.intended(tree / "sysctl.conf")
        texts[f"{instance}/nftables"] = firewall.intended(folder / "nftables")
        texts[f"{instance}/ip"] = "".join(f"{line}\n" for line in sorted(addresses.read(folder / "ip")))
        texts[f"{instance}/lines"] = "".join(f"{lines.masked(line)}\n" for line in lines.read(folder / "ip"))
        if (folder / "frr.conf").exists():
            texts[f"{instance}/frr.conf"] = routing.normal((folder / "frr.conf").read_text())
        for file in sorted((folder / "tunnels").glob("*.conf")):
            texts[f"{instance}/tunnels/{file.name}"] = tunnels.normal(tunnels.masked(file.read_text(), salt))
        for name in services.PROGRAMS:
            if (folder / name).exists():
                texts[f"{instance}/{name}"] = (folder / name).read_text()
    return texts


def running(tree: Path, salt=""):
    """What the device runs of all that the tree names. The tree says what to look at, never what is found."""
    texts = ike.running(tree, salt) | {"link-layer": links.running(tree / "link-layer")}
    for instance in instances(tree):
        folder = tree / instance
        texts[f"{instance}/sysctl.conf"] = quietly(lambda name: kernel.running(tree / "sysctl.conf", name), instance)
        texts[f"{instance}/nftables"] = quietly(firewall.running, instance)
        wanted = lines.read(folder / "ip")
        found = lines.running(tree, wanted) if instance == EDUCATION else []
        texts[f"{instance}/lines"] = "".join(f"{lines.masked(line)}\n" for line in found)
        texts[f"{instance}/ip"] = quietly(
            lambda name: "".join(f"{line}\n" for line in addresses.running(tree / name, name)), instance
        )
        if (folder / "frr.conf").exists():
            texts[f"{instance}/frr.conf"] = quietly(routing.running, instance)
        for file in sorted((folder / "tunnels").glob("*.conf")):
            texts[f"{instance}/tunnels/{file.name}"] = quietly(
                lambda name, file=file: tunnel(file, name, salt), instance
            )
        texts |= {f"{instance}/{name}": text for name, text in services.running(instance).items()}
    return texts


def tunnel(file: Path, instance, salt):
    found = tunnels.normal(tunnels.masked(tunnels.running(file.stem, instance), salt))
    return tunnels.without_learned_endpoints(found, file.read_text())


def quietly(read, instance):
    """What isn't there yet runs nothing; that is a difference, not an error."""
    try:
        return read(instance)
    except Failure:
        return ""


def instances(tree: Path):
    """Routing instances of a tree, the main one first."""
    found = sorted(folder.name for folder in tree.iterdir() if (folder / "nftables").is_file())
    return sorted(found, key=lambda name: (name != EDUCATION, name))
