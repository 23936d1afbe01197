"""Checks the variables of every host of an inventory against the argument_specs of the role that its play includes.

    python role_arguments.py PROJECT INVENTORY…      prints `host: what is wrong`, one a line, then `<n> hosts`

Ansible itself loads, templates and validates; only the plays are not run.
"""

import sys
from pathlib import Path

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.errors import AnsibleError
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar

ROLES = {"hubs": "router", "routers": "router", "switches": "switch"}
RANGES = {
    "router__minutes": (0.1, 120),
    "switch__minutes": (1, 120),  # Cisco IOS: configure terminal revert timer
    "switch__seconds": (1, 600),
}


def main(project, *inventories):
    init_plugin_loader()
    loader = DataLoader()
    common = loader.load_from_file(str(project / "playbooks/group_vars/all.yml"), trusted_as_template=True)
    roles = {name: Role(loader, project, name) for name in set(ROLES.values())}
    count = 0
    for path in inventories:
        inventory = InventoryManager(loader=loader, sources=[path])
        for group, role in ROLES.items():
            for host in inventory.get_hosts(group):
                if host.vars.get("plattform_adapter") not in ("linux", "cisco-ios"):
                    continue  # network.yml writes no other
                count += 1
                known = {**host.get_vars(), **common, "playbook_dir": str(project / "playbooks")}
                for message in roles[role].wrong(known):
                    print(f"{path} {host.name}: {message}")
    print(f"{count} hosts")


class Role:
    def __init__(self, loader, project, name):
        self.loader = loader
        self.defaults = loader.load_from_file(str(project / f"roles/{name}/defaults/main.yml"), trusted_as_template=True)
        specs = loader.load_from_file(str(project / f"roles/{name}/meta/argument_specs.yml"))
        self.options = specs["argument_specs"]["main"]["options"]

    def wrong(self, known):
        everything = {**self.defaults, **known}
        templar = Templar(loader=self.loader, variables=everything)
        given = {}
        for name in self.options:
            try:
                if name in everything:
                    given[name] = templar.template(everything[name])
            except AnsibleError as error:
                yield f"{name}: {error}"
        result = ArgumentSpecValidator(self.options).validate(given)
        yield from result.error_messages
        for name, (least, most) in RANGES.items():
            value = result.validated_parameters.get(name)
            if isinstance(value, int | float) and not least <= value <= most:
                yield f"{name} is {value}, not from {least} to {most}"
        for name, option in self.options.items():
            value = result.validated_parameters.get(name)
            if option["type"] == "path" and name.endswith(("__tree", "__device_owned")) and not Path(value or "").exists():
                yield f"{name}: there is no {value}"


main(Path(sys.argv[1]), *sys.argv[2:])
