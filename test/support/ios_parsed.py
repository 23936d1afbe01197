"""Reads texts of `show running-config` with two programs that are not ours, and prints what they understood: the parsers
of Cisco's Ansible collection (`cisco.ios`, resource modules, `state: parsed`) and hier_config, which knows how commands
of Cisco IOS stand below each other and which commands lead from one configuration to another.

stdin: {name: [text, text it is to become]}; stdout: {name: {facts: {resource: …}, tree: {command: tree}, remedy: [command]}}.
Each resource gets the lines that its module itself would ask a device for (`| section …`).
"""

import importlib
import json
import re
import sys
from functools import cache

from hier_config import Platform, WorkflowRemediation, get_hconfig

FACTS = "ansible_collections.cisco.ios.plugins.module_utils.network.ios.facts"
# Resource → (class, lines that its module asks for)
RESOURCES = {
    "hostname": ("HostnameFacts", "^hostname"),
    "interfaces": ("InterfacesFacts", "^interface"),
    "l2_interfaces": ("L2_interfacesFacts", "^interface"),
    "l3_interfaces": ("L3_InterfacesFacts", "^interface"),
    "lldp_global": ("Lldp_globalFacts", "^lldp"),
    "acls": ("AclsFacts", "access-list"),
    "logging_global": ("Logging_globalFacts", "^logging"),
    "ntp_global": ("Ntp_globalFacts", "^ntp"),
    "service": ("ServiceFacts", "^(no )?service "),
    "static_routes": ("Static_routesFacts", "^(ip|ipv6) route "),
    "vrf_global": ("Vrf_globalFacts", "^vrf"),
    "vrf_interfaces": ("Vrf_interfacesFacts", "^interface"),
    "acl_interfaces": ("Acl_interfacesFacts", "^interface"),
    "bgp_global": ("Bgp_globalFacts", "^router bgp"),
    "bgp_address_family": ("Bgp_address_familyFacts", "^router bgp"),
    "prefix_lists": ("Prefix_listsFacts", "prefix-list"),
    "route_maps": ("Route_mapsFacts", "^route-map"),
}


class Module:
    """What the parsers ask of an Ansible module."""

    params: dict = {"state": "parsed"}

    def __init__(self):
        self.no_log_values: set = set()

    def fail_json(self, **result):
        raise SystemExit(f"cisco.ios: {result}")

    def warn(self, message):
        raise SystemExit(f"cisco.ios: {message}")


def section(text, pattern):
    """Like `| section <pattern>` of IOS: matching lines at the margin, each with the lines below it."""
    kept, lines = False, []
    for line in text.splitlines():
        if not line.startswith(" "):
            kept = re.search(pattern, line) is not None
        if kept:
            lines.append(line)
    return "\n".join(lines) + "\n"


@cache
def facts(resource, data):
    """Texts that differ in one section have the others in common."""
    reader = getattr(importlib.import_module(f"{FACTS}.{resource}.{resource}"), RESOURCES[resource][0])(Module())
    found = reader.populate_facts(None, {"ansible_network_resources": {}}, data)
    return found["ansible_network_resources"].get(resource)


def parsed(text):
    sections = {resource: section(text, pattern) for resource, (_, pattern) in RESOURCES.items()}
    found = {resource: facts(resource, data) for resource, data in sections.items() if data.strip() and resource != "acls"}
    # One list at a time: the collection's parser needs the square of the lines.
    lists = re.split(r"(?m)^(?=\S)", sections["acls"])
    return found | {"acls": [parsed for data in lists if data.strip() for parsed in facts("acls", data)]}


def tree(node):
    return {child.text: tree(child) for child in node.children}


def read(text, wanted):
    configuration = get_hconfig(Platform.CISCO_IOS, text)
    remedy = WorkflowRemediation(configuration, get_hconfig(Platform.CISCO_IOS, wanted)).remediation_config
    return {"facts": parsed(text), "tree": tree(configuration), "remedy": list(remedy.dump_simple())}


if __name__ == "__main__":
    json.dump({name: read(*texts) for name, texts in json.load(sys.stdin).items()}, sys.stdout)
