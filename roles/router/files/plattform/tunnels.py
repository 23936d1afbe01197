"""WireGuard tunnels. A tunnel is made in the main namespace, where its socket stays, and moved to its instance."""

import hashlib
import hmac
import re
from pathlib import Path

from .system import EDUCATION, run


def configure(folder: Path, instance=EDUCATION):
    for file in sorted(folder.glob("*.conf")):
        run("wg", "syncconf", file.stem, file, instance=instance)


def running(name, instance=EDUCATION):
    return run("wg", "showconf", name, instance=instance)


def masked(text, salt):
    """Private keys become keyed hashes: two texts can be compared and printed, and no key is seen."""

    return re.sub(r"(PrivateKey = )(\S+)", lambda match: match.group(1) + hashed(match.group(2), salt), text)


def hashed(key, salt):
    return f"hmac-{hmac.new(salt.encode(), key.encode(), hashlib.sha256).hexdigest()[:16]}"


def normal(text):
    """Sections and keys in one order; a far end's address is learned, so only what was declared counts (see `compare`)."""
    sections, current = [], None
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            current = [line]
            sections.append(current)
        elif line and not line.startswith("#") and current is not None:
            current.append(canonical(line))
    sections = [[section[0], *sorted(section[1:])] for section in sections]
    return "\n\n".join("\n".join(section) for section in sorted(sections, key=section_order)) + "\n"


def canonical(line):
    key, value = (part.strip() for part in line.split("=", 1))
    if key == "AllowedIPs":
        value = ", ".join(sorted(part.strip() for part in value.split(",")))
    if key == "FwMark":
        value = str(int(value, 0))
    return f"{key} = {value}"


def section_order(section):
    return section[0] != "[Interface]", [line for line in section if line.startswith("PublicKey")]


def without_learned_endpoints(text, intended):
    """A hub learns where a site calls from; such lines are the device's own when the intended text has none."""
    if "Endpoint" in intended:
        return text
    return re.sub(r"^Endpoint = .*\n", "", text, flags=re.M)
