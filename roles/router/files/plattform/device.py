"""A whole tree: check it, bring the device to it, and read the device in the form of it."""

from pathlib import Path

from . import addresses, firewall, lines, links, routing, services, tunnels
from .system import EDUCATION, Failure, run


def check(tree: Path):
    """Lets each program check its own file. Nothing that runs is touched.
    @raises Failure with the first program's own words
    """
    for instance in instances(tree):
        folder = tree / instance
        firewall.check(folder / "nftables")
        for name, test in (("frr.conf", routing.check), *((name, services.check) for name in services.PROGRAMS)):
            if (folder / name).exists():
                test(folder / name) if name == "frr.conf" else test(folder / name, instance)


def bring(tree: Path):
    """Links first, then the firewall, so that no packet is forwarded before its rules stand."""
    links.make(tree / "link-layer")
    for instance in instances(tree):
        folder = tree / instance
        firewall.load(folder / "nftables", instance)
        for name, value in settings(tree):
            run("sysctl", "--quiet", "--write", f"{name}={value}", instance=instance)
        tunnels.configure(folder / "tunnels", instance)
        addresses.converge(folder / "ip", instance)
        if instance == EDUCATION:
            lines.bring(tree, lines.read(folder / "ip"))
        if (folder / "frr.conf").exists():
            routing.load(folder / "frr.conf", instance)
        for name in services.PROGRAMS:
            services.bring(folder / name, instance)


def intended(tree: Path, salt=""):
    """Relative path → text, as `running` would print it if the device ran this tree."""
    texts = {"sysctl.conf": "".join(f"{name} = {value}\n" for name, value in settings(tree))}
    for instance in instances(tree):
        folder = tree / instance
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
    texts = {"sysctl.conf": "".join(f"{name} = {value(name)}\n" for name, _ in settings(tree))}
    for instance in instances(tree):
        folder = tree / instance
        texts[f"{instance}/nftables"] = quietly(firewall.running, instance)
        wanted = lines.read(folder / "ip")
        found = lines.running(tree, wanted) if instance == EDUCATION else []
        texts[f"{instance}/lines"] = "".join(f"{lines.masked(line)}\n" for line in found)
        texts[f"{instance}/ip"] = quietly(
            lambda name: "".join(f"{line}\n" for line in addresses.running(name)), instance
        )
        if (folder / "frr.conf").exists():
            texts[f"{instance}/frr.conf"] = quietly(routing.running, instance)
        for file in sorted((folder / "tunnels").glob("*.conf")):
            texts[f"{instance}/tunnels/{file.name}"] = quietly(
                lambda name, file=file: tunnel(file, name, salt), instance
            )
        for name in services.PROGRAMS:
            if (folder / name).exists():
                texts[f"{instance}/{name}"] = services.running(name, instance)
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


def settings(tree: Path):
    lines = (tree / "sysctl.conf").read_text().splitlines()
    pairs = [line.split("=", 1) for line in lines if line.strip() and not line.startswith("#")]
    return sorted((name.strip(), value.strip()) for name, value in pairs)


def value(name):
    return " ".join(run("sysctl", "--values", name, check=False).split())


def instances(tree: Path):
    """Routing instances of a tree, the main one first."""
    found = sorted(folder.name for folder in tree.iterdir() if (folder / "nftables").is_file())
    return sorted(found, key=lambda name: (name != EDUCATION, name))
