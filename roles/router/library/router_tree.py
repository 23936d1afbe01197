"""Device's side of the task `router_tree`."""

from __future__ import annotations

import base64
import difflib
import fcntl
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: router_tree
short_description: Brings a Debian router to its tree of files, with a way back
description:
  - Compares what the device runs with the tree, by the tool plattform as it was delivered; installs that tool, and activates the tree if they differ.
  - An activation takes itself back unless it is confirmed in time.
options:
  step: {description: activate or confirm, type: str, choices: [activate, confirm], required: true}
  tree: {description: The tree, packed, type: str}
  tool: {description: Tool and units, packed, type: str}
  salt: {description: Makes hashes of keys those of this run only, type: str}
  minutes: {description: Time to confirm, type: float}
  serial: {description: Serial number that the device must have before anything is written, type: str}
  firmware: {description: How the version of Debian must begin before anything is written, type: str}
author: [schulplattform]
"""

LIBRARY = Path("/usr/local/lib/plattform")
VERSIONS = Path("/usr/local/lib/plattform.d")
"""Each version of the tool in a folder of its own; LIBRARY is a link to the one that is used."""
LAUNCHER = Path("/usr/local/sbin/plattform")
RUN = Path("/run/plattform")
HOME = Path("/var/lib/plattform")
SERIAL = Path("/sys/class/dmi/id/product_serial")
DEBIAN = Path("/etc/debian_version")
UNITS = Path("/etc/systemd/system")


def main():
    module = AnsibleModule(
        supports_check_mode=True,
        argument_spec={
            "step": {"choices": ["activate", "confirm"], "required": True},
            "tree": {"no_log": True},
            "tool": {"no_log": False},
            "salt": {"no_log": True},
            "minutes": {"type": "float", "default": 3.0},
            "serial": {"default": ""},
            "firmware": {"default": ""},
        },
    )
    if module.params["step"] == "confirm":
        plattform(module, LIBRARY, "confirm")
        module.exit_json(changed=True)
    expect_device(module)
    RUN.mkdir(exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix="staged-", dir=RUN))
    tool, tree = staged / "tool", staged / "tree"
    try:
        unpack(module.params["tool"], tool)
        unpack(module.params["tree"], tree)
        sides = json.loads(plattform(module, tool, "compare", str(tree)))
        differences = differing(sides)
        installed = not module.check_mode and install(module, tool)
        if differences and not module.check_mode:
            plattform(module, LIBRARY, "activate", str(tree), "--minutes", str(module.params["minutes"]))
        module.exit_json(
            changed=bool(differences),
            tool_installed=installed,
            differing=differences,
            diff=[{"prepared": shown(sides, differences)}],
        )
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def expect_device(module):
    """Another device than the declared one is left as it is."""
    wanted = module.params["serial"]
    found = SERIAL.read_text().strip() if SERIAL.exists() else "none"
    if wanted and wanted != found:
        module.fail_json(msg=f"this device has the serial number {found}, declared is {wanted}; nothing was written")
    wanted = module.params["firmware"]
    found = DEBIAN.read_text().strip() if DEBIAN.exists() else "none"
    if wanted and not f"{found}.".startswith(f"{wanted}."):
        module.fail_json(msg=f"this device runs Debian {found}, declared is {wanted}; nothing was written")


def install(module, tool):
    """The tool is what takes an activation back, also after a power cut: it is replaced at one moment, by a whole one,
    and never while an activation waits. @returns whether anything was replaced
    """
    files = {file.relative_to(tool): file.read_bytes() for file in sorted(tool.rglob("*")) if file.is_file()}
    number = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()[:16]
    version = VERSIONS / number
    texts = {UNITS / path.name: content for path, content in files.items() if path.parts[0] == "units"}
    texts[LAUNCHER] = (
        f'#!/bin/sh\nPYTHONPATH={LIBRARY} PYTHONDONTWRITEBYTECODE=1 exec python3 -m plattform "$@"\n'.encode()
    )
    stale = [path for path, content in texts.items() if not path.exists() or path.read_bytes() != content]
    enabled = UNITS / "multi-user.target.wants/plattform.service"
    if LIBRARY.is_symlink() and LIBRARY.resolve() == version and not stale and enabled.is_symlink():
        return False
    HOME.mkdir(parents=True, exist_ok=True)
    with open(HOME / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (HOME / "pending.json").exists():
            module.fail_json(
                msg="an activation waits for its confirmation, and the tool that takes it back is not replaced now: "
                "run `plattform confirm` or `plattform rollback` on the device, or wait"
            )
        switch(tool, version)
        for path in stale:
            put(path, texts[path], 0o755 if path == LAUNCHER else 0o644)
    module.run_command(["systemctl", "daemon-reload"], check_rc=True)
    module.run_command(["systemctl", "enable", "--quiet", "plattform.service"], check_rc=True)
    return True


def switch(tool, version):
    """A copy in a new folder, then the link to it. The version before stays for what still runs from it."""
    before = LIBRARY.resolve()
    unfinished = version.with_suffix(".new")
    for other in VERSIONS.iterdir() if VERSIONS.exists() else ():
        if other not in (before, version):
            shutil.rmtree(other)
    if not version.exists():
        shutil.copytree(tool, unfinished)
        for script in ("dhcp-lease", "ppp-up"):
            (unfinished / script).chmod(0o755)
        os.sync()
        unfinished.rename(version)
    link = LIBRARY.with_suffix(".new")
    link.unlink(missing_ok=True)
    link.symlink_to(version)
    link.rename(LIBRARY)
    os.sync()


def put(path, content, mode):
    """As a whole or not at all, also in a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.chmod(mode)
    os.sync()
    fresh.rename(path)


def unpack(packed, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(packed))) as archive:
        for entry in archive.getmembers():
            if not entry.isfile() or ".." in Path(entry.name).parts or entry.name.startswith("/"):
                raise ValueError(f"{entry.name}: not a file below the tree")
            target = folder / entry.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.extractfile(entry).read())
            target.chmod(0o600)


def plattform(module, library, *arguments):
    """By its folder, because `--check` compares without installing. The salt is not for the list of processes."""
    environment = {"PYTHONPATH": str(library), "PYTHONDONTWRITEBYTECODE": "1"}
    if module.params["salt"]:
        environment["PLATTFORM_SALT"] = module.params["salt"]
    code, output, errors = module.run_command(["python3", "-m", "plattform", *arguments], environ_update=environment)
    if code != 0:
        module.fail_json(msg=errors.strip() or output.strip())
    return output


def differing(sides):
    names = sorted({*sides["intended"], *sides["running"]})
    return [name for name in names if sides["intended"].get(name) != sides["running"].get(name)]


def shown(sides, names):
    lines = []
    for name in names:
        before, after = (sides[side].get(name, "").splitlines(keepends=True) for side in ("running", "intended"))
        lines += difflib.unified_diff(before, after, f"running/{name}", f"intended/{name}")
    return "".join(lines)


if __name__ == "__main__":
    main()
