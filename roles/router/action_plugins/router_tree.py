"""Controller's side of the task `router_tree`: puts references into the tree, delivers it, and confirms it from outside
(with `confirm: false`, who runs the task confirms later, or the device goes back by itself).

The tree that was rendered and committed holds references only. Here, and nowhere else, `secret://device/<name>/<instance>`
becomes the private key out of the key store (Ansible Vault is read; `<hub>-<instance>` is the key that a site's router and
a hub share for IKEv2), `key://<device>/<instance>` the public key out of
the declaration's folder `keys/`, and `secret://env/<NAME>` the environment variable.
"""

from __future__ import annotations

import base64
import io
import os
import re
import secrets
import tarfile
import time
from pathlib import Path
from urllib.parse import quote

import yaml
from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure
from ansible.plugins.action import ActionBase

REFERENCE = re.compile(r"(secret://device|key:/)/([a-z0-9-]+)/([a-z0-9-]+)")
VARIABLE = re.compile(r"secret://env/([A-Z][A-Z0-9_]*)")
PAUSE = 5
"""Seconds between two attempts to come in by the declared way, while the tunnels of a new device come up."""


class ActionModule(ActionBase):
    TRANSFERS_FILES = False

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        arguments = self._task.args
        self.keys = {"secret://device": Path(arguments["key_store"]), "key:/": Path(arguments["public_keys"])}
        module = {
            "tree": packed(Path(arguments["tree"]), self.resolve),
            "tool": packed(Path(self._task._role.get_role_path()) / "files", lambda text: text),
            "salt": secrets.token_hex(8),
            "minutes": arguments["minutes"],
            "serial": arguments["serial"],
            "firmware": arguments["firmware"],
        }
        declared = self.call(arguments.get("first_contact"), arguments.get("first_jump"))
        result = self._execute_module("router_tree", module_args={**module, "step": "activate"}, task_vars=task_vars)
        done = result.get("failed") or not result.get("changed") or self._task.check_mode
        if done or not arguments.get("confirm", True):
            return self.shown(result)
        until = time.monotonic() + float(arguments["minutes"]) * 60 if declared else 0
        return self.shown(self.confirmed(result, task_vars, declared, until))

    def call(self, address, jump):
        """A new device is reached by another way than the declared one, which its first tree opens.
        @returns the declared way, to confirm by; None where it is the same
        """
        if not address:
            return None
        declared = {name: self._connection.get_option(name) for name in ("host", "ssh_common_args")}
        self._connection.set_option("host", address)
        if jump:
            self._connection.set_option("ssh_common_args", f"{declared['ssh_common_args']} -o ProxyJump={jump}")
        return declared

    def confirmed(self, result, task_vars, declared, until):
        """Comes in anew, as an engineer would; what can't be reached now is taken back by the device itself."""
        self._connection.reset()
        for name, value in (declared or {}).items():
            self._connection.set_option(name, value)
        answer = self.confirm(task_vars)
        while time.monotonic() < until and answer.get("unreachable"):
            time.sleep(PAUSE)
            answer = self.confirm(task_vars)
        if answer.get("failed") or answer.get("unreachable"):
            return {
                **result,
                "failed": True,
                "msg": f"not confirmed, the device goes back by itself: {answer.get('msg')}",
            }
        return result

    def confirm(self, task_vars):
        try:
            return self._execute_module("router_tree", module_args={"step": "confirm"}, task_vars=task_vars)
        except AnsibleConnectionFailure as failure:
            return {"unreachable": True, "msg": str(failure)}

    def shown(self, result):
        """Ansible prints `diff` only where it was asked for."""
        if not self._task.diff:
            result.pop("diff", None)
        return result

    def resolve(self, text):
        return VARIABLE.sub(self.variable, REFERENCE.sub(lambda match: self.value(*match.groups()), text))

    def variable(self, match):
        """The credentials of a line, in per cent encoding: a line of the tree is split at blanks."""
        found = os.environ.get(match.group(1), "")
        if not found or not found.isprintable():
            raise AnsibleActionFail(
                f"the environment variable {match.group(1)} is needed, one line of text: credentials of a line"
            )
        return quote(found, safe="")

    def value(self, kind, device, instance):
        try:
            if kind == "key:/":
                return yaml.safe_load((self.keys[kind] / f"{device}.yaml").read_text())[instance]
            file = self._loader.get_real_file(str(self.keys[kind] / device / f"{instance}.key"))
            return Path(file).read_text().strip()
        except (OSError, KeyError, TypeError) as error:
            raise AnsibleActionFail(
                f"no key of {device} for {instance} below {self.keys[kind]}: {error}. "
                f"A new device gets its keys from: npm run bootstrap -- --device {device}"
            ) from error


def packed(folder, convert):
    """A folder as one text; only what is a file of it, in a fixed order."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            content = convert(file.read_text()).encode()
            entry = tarfile.TarInfo(str(file.relative_to(folder)))
            entry.size = len(content)
            entry.mode = 0o600
            archive.addfile(entry, io.BytesIO(content))
    return base64.b64encode(buffer.getvalue()).decode()
