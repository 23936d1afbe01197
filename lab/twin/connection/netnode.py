"""Connection plugin of Ansible: tasks inside a node of the twin, by the processes' namespaces instead of by SSH."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from ansible.errors import AnsibleConnectionFailure, AnsibleError, AnsibleFileNotFound
from ansible.plugins.connection import ConnectionBase

DOCUMENTATION = """
name: netnode
short_description: tasks inside a node of the network twin
description: Enters all namespaces of the node's PID 1, which is looked up anew for each connection, because it changes with a reboot.
author: schulplattform
options:
  init:
    description: File of the control group that holds the node's PID 1.
    type: path
    vars: [{name: netnode_init}]
extends_documentation_fragment: [connection_pipelining]
"""

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}


class Connection(ConnectionBase):
    transport = "netnode"
    has_pipelining = True

    def _connect(self):
        try:
            pid = Path(self.get_option("init")).read_text().split()[0]
        except (OSError, IndexError) as error:
            raise AnsibleConnectionFailure(f"the node is switched off: {error}") from error
        self.prefix = ["nsenter", "--all", f"--target={pid}", "--"]
        self._connected = True
        return self

    def exec_command(self, cmd, in_data=None, sudoable=True):
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        done = self.run(["/bin/sh", "-c", cmd], in_data or b"")
        return done.returncode, done.stdout, done.stderr

    def put_file(self, in_path, out_path):
        super().put_file(in_path, out_path)
        if not os.path.exists(in_path):
            raise AnsibleFileNotFound(in_path)
        self.expect(self.run(["/bin/sh", "-c", 'cat > "$1"', "sh", out_path], Path(in_path).read_bytes()))

    def fetch_file(self, in_path, out_path):
        super().fetch_file(in_path, out_path)
        Path(out_path).write_bytes(self.expect(self.run(["cat", in_path])).stdout)

    def run(self, command, data=b""):
        return subprocess.run([*self.prefix, *command], input=data, capture_output=True, env=ENVIRONMENT, check=False)

    def expect(self, done):
        if done.returncode:
            raise AnsibleError(done.stderr.decode(errors="replace"))
        return done

    def reset(self):
        self.close()
        self._connect()

    def close(self):
        self._connected = False
