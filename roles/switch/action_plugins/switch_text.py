"""Controller's side, and the only one, of the task `switch_text`: a switch runs no Python.

OpenSSH connects with what Ansible knows of the host. References in the rendered text become values here and nowhere
else: `secret://device/<name>/<what>` out of the key store (Ansible Vault is read), `secret://env/<NAME>` out of the
environment.
"""

from __future__ import annotations

import os
import shlex
import sys
from datetime import datetime, timezone
from pathlib import Path

import yaml
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

# Ansible imports a role's plugins by their path, not as a package.
sys.path.insert(0, str(Path(__file__).parents[1] / "python"))
from plattform_switch.cisco_ios import CiscoIos  # noqa: E402
from plattform_switch.delivery import Delivery, Failure, Identity  # noqa: E402
from plattform_switch.terminal import NotReached, Terminal  # noqa: E402
from plattform_switch.texts import Texts  # noqa: E402

DIALECT = Path(__file__).parents[1] / "python/plattform_switch/cisco-ios.yaml"


class ActionModule(ActionBase):
    TRANSFERS_FILES = False

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        arguments = self._task.args
        self.keys = Path(arguments["key_store"])
        self.host = task_vars["inventory_hostname"]
        dialect = yaml.safe_load(DIALECT.read_text())
        try:
            texts = Texts(
                (Path(arguments["tree"]) / "running-config").read_text(),
                yaml.safe_load(Path(arguments["device_owned"]).read_text()),
                dialect["ordered"],
                self.value,
            )
            found = Delivery(
                connect=lambda: CiscoIos(
                    Terminal(self.ssh(), float(arguments["seconds"]), dialect["questions"]), dialect, texts.printable
                ),
                texts=texts,
                dialect=dialect,
                identity=Identity(arguments["product"], tuple(arguments["serials"]), arguments["firmware"]),
                backup=lambda text: self.keep(Path(arguments["backups"]), text),
                minutes=int(arguments["minutes"]),
            ).run(self._task.check_mode)
        except NotReached as error:
            return {"unreachable": True, "msg": str(error)}
        except (Failure, OSError, ValueError) as error:
            return {"failed": True, "msg": str(error)}
        return {"changed": found.changed, **({"diff": [{"prepared": found.diff}]} if self._task.diff else {})}

    def ssh(self):
        """As the connection `ssh` would, but with a terminal and never over a connection that is open already."""
        option = self._connection.get_option
        words = [option("ssh_executable"), "-tt", "-o", "ControlMaster=no", "-o", "ControlPath=none"]
        words += ["-o", "BatchMode=yes", "-o", f"ConnectTimeout={option('timeout')}"]
        if not option("host_key_checking"):
            words += ["-o", "StrictHostKeyChecking=no"]
        if option("private_key_file"):
            words += ["-o", "IdentitiesOnly=yes", "-i", option("private_key_file")]
        if option("port"):
            words += ["-p", str(option("port"))]
        for more in ("ssh_args", "ssh_common_args", "ssh_extra_args"):
            words += shlex.split(option(more) or "")
        return [*words, "-l", option("remote_user"), option("host")]

    def value(self, reference):
        kind, _, rest = reference.removeprefix("secret://").partition("/")
        if kind == "env":
            if not os.environ.get(rest):
                raise AnsibleActionFail(f"the environment variable {rest} is needed by the text of {self.host}")
            return os.environ[rest]
        file = self.keys / f"{rest}.key"
        try:
            return Path(self._loader.get_real_file(str(file))).read_text().strip()
        except OSError as error:
            raise AnsibleActionFail(
                f"no key {file}: {error}. A new device gets its keys from: npm run bootstrap -- --device {self.host}"
            ) from error

    def keep(self, folder, text):
        """It has the hashes of passwords, and shared secrets that anybody can turn back: nobody else reads it."""
        folder = folder.expanduser() / self.host
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = folder / f"{datetime.now(timezone.utc):%Y-%m-%dT%H%M%S}.running-config"
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as backup:
            backup.write(text)
