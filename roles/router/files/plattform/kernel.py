"""Kernel settings. `*` in the place of an interface means every one, also those that were there before the tree.

`all` is not enough: the kernel asks both, `all` and the interface, for some settings whether either is on, for others
for the greater value, and for those of IPv6 the interface alone.
"""

import re
from pathlib import Path

from .system import run


def load(file: Path, instance):
    """Interfaces that come later take the value of `default`, which `*` names, too."""
    settings = read(file)
    found = values(settings, instance)
    pairs = [f"{key}={value}" for name, value in settings for key in found.get(name, {name: ""})]
    if pairs:
        run("sysctl", "--quiet", *pairs, instance=instance)


def intended(file: Path):
    return "".join(f"{name} = {value}\n" for name, value in read(file))


def running(file: Path, instance):
    """A setting of every interface in one line, or one line for each where they differ."""
    lines = []
    for name, found in values(read(file), instance).items():
        same = set(found.values())
        lines += [f"{name} = {same.pop()}\n"] if len(same) == 1 else [f"{key} = {it}\n" for key, it in found.items()]
    return "".join(lines)


def read(file: Path):
    lines = file.read_text().splitlines()
    pairs = [line.split("=", 1) for line in lines if line.strip() and not line.startswith("#")]
    return sorted((name.strip(), value.strip()) for name, value in pairs)


def values(settings, instance):
    """@returns name in the file → the kernel's names → their values; each instance has its own of those of the network"""
    patterns = {name: re.escape(name).replace(r"\*", r"[^.]+") for name, _ in settings}
    if not patterns:
        return {}
    output = run("sysctl", "--all", "--pattern", f"^({'|'.join(patterns.values())})$", instance=instance, check=False)
    found = dict(" ".join(line.split()).split(" = ", 1) for line in sorted(output.splitlines()) if " = " in line)
    named = [(name, {key: found[key] for key in found if re.fullmatch(form, key)}) for name, form in patterns.items()]
    return {name: keys for name, keys in named if keys}
