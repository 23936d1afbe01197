"""Device's side of the task `router_tree`."""

from __future__ import annotations

import base64
import difflib
import filecmp
import io
import json
import shutil
import tarfile
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: router_tree
short_description: Brings a Debian router to its tree of files, with a way back
description:
  - Installs the tool plattform, compares what the device runs with the tree, and activates the tree if they differ.
  - An activation takes itself back unless it is confirmed in time.
options:
  step: {description: activate or confirm, type: str, choices: [activate, confirm], required: true}
  tree: {description: The tree, packed, type: str}
  tool: {description: Tool and units, packed, type: str}
  salt: {description: Makes hashes of keys those of this run only, type: str}
  minutes: {description: Time to confirm, type: float}
  serial: {description: Serial number that the device must have before anything is written, type: str}
author: [schulplattform]
"""

LIBRARY = Path("/usr/local/lib/plattform")
LAUNCHER = Path("/usr/local/sbin/plattform")
STAGED = Path("/run/plattform/staged")
SERIAL = Path("/sys/class/dmi/id/product_serial")
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
        },
    )
    if module.params["step"] == "confirm":
        plattform(module, "confirm")
        module.exit_json(changed=True)
    expect_serial(module)
    try:
        installed = install(module)
        unpack(module.params["tree"], STAGED)
        sides = json.loads(plattform(module, "compare", str(STAGED), "--salt", module.params["salt"]))
        differences = differing(sides)
        if differences and not module.check_mode:
            plattform(module, "activate", str(STAGED), "--minutes", str(module.params["minutes"]))
        module.exit_json(
            changed=bool(differences),
            tool_installed=installed,
            differing=differences,
            diff=[{"prepared": shown(sides, differences)}],
        )
    finally:
        shutil.rmtree(STAGED, ignore_errors=True)


def expect_serial(module):
    """Another device than the declared one is left as it is."""
    wanted = module.params["serial"]
    found = SERIAL.read_text().strip() if SERIAL.exists() else "none"
    if wanted and wanted != found:
        module.fail_json(msg=f"this device has the serial number {found}, declared is {wanted}; nothing was written")


def install(module):
    """The tool is no setting: it is brought in `--check`, too, because it does the comparing."""
    fresh = Path("/run/plattform/tool")
    unpack(module.params["tool"], fresh)
    same = LIBRARY.exists() and not differs(filecmp.dircmp(fresh, LIBRARY))
    if not same:
        shutil.rmtree(LIBRARY, ignore_errors=True)
        shutil.copytree(fresh, LIBRARY)
        LAUNCHER.parent.mkdir(parents=True, exist_ok=True)
        LAUNCHER.write_text(
            f'#!/bin/sh\nPYTHONPATH={LIBRARY} PYTHONDONTWRITEBYTECODE=1 exec python3 -m plattform "$@"\n'
        )
        LAUNCHER.chmod(0o755)
        for script in ("dhcp-lease", "ppp-up"):
            (LIBRARY / script).chmod(0o755)
        for unit in (LIBRARY / "units").iterdir():
            shutil.copyfile(unit, UNITS / unit.name)
        module.run_command(["systemctl", "daemon-reload"], check_rc=True)
        module.run_command(["systemctl", "enable", "--quiet", "plattform.service"], check_rc=True)
    shutil.rmtree(fresh)
    return not same


def differs(comparison):
    if comparison.left_only or comparison.right_only or comparison.diff_files:
        return True
    return any(differs(below) for below in comparison.subdirs.values())


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


def plattform(module, *arguments):
    code, output, errors = module.run_command([str(LAUNCHER), *arguments])
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
