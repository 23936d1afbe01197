"""Controller's side of the task `router_tree`: puts references into the tree, delivers it, and confirms it from outside.

The tree that was rendered and committed holds references only. Here, and nowhere else, `secret://device/<name>/<instance>`
becomes the private key out of the key store (Ansible Vault is read), `key://<device>/<instance>` the public key out of
the declaration's folder `keys/`, and `secret://env/<NAME>` the environment variable.
"""

from __future__ import annotations

import base64
import io
import os
import re
import secrets
import tarfile
from pathlib import Path

import yaml
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

REFERENCE = re.compile(r"(secret://device|key:/)/([a-z0-9-]+)/([a-z]+)")
VARIABLE = re.compile(r"secret://env/([A-Z][A-Z0-9_]*)")


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
        }
        result = self._execute_module("router_tree", module_args={**module, "step": "activate"}, task_vars=task_vars)
        if result.get("failed") or not result.get("changed") or self._task.check_mode:
            return self.shown(result)
        return self.shown(self.confirmed(result, task_vars))

    def confirmed(self, result, task_vars):
        """Comes in anew, as an engineer would; what can't be reached now is taken back by the device itself."""
        self._connection.reset()
        answer = self._execute_module("router_tree", module_args={"step": "confirm"}, task_vars=task_vars)
        if answer.get("failed") or answer.get("unreachable"):
            return {
                **result,
                "failed": True,
                "msg": f"not confirmed, the device goes back by itself: {answer.get('msg')}",
            }
        return result

    def shown(self, result):
        """Ansible prints `diff` only where it was asked for."""
        if not self._task.diff:
            result.pop("diff", None)
        return result

    def resolve(self, text):
        return VARIABLE.sub(self.variable, REFERENCE.sub(lambda match: self.value(*match.groups()), text))

    def variable(self, match):
        """The credentials of a line. They may hold no blank: a line of the tree is split at blanks."""
        found = os.environ.get(match.group(1), "")
        if not found or re.search(r"\s", found):
            raise AnsibleActionFail(
                f"the environment variable {match.group(1)} is needed, without blanks: credentials of a line"
            )
        return found

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
