"""Device's side of a cut-over: what its lines and tunnels do, looked at, never changed."""

from __future__ import annotations

import json
import re
import subprocess

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: coupling
short_description: Looks at a router's lines and tunnels before and after a step of a cut-over
description:
  - Asks the kernel for addresses, neighbours and routes, FRR for BFD, and pings the tunnels' far ends.
  - What is wrong is returned as sentences in `problems`, what was seen in `seen`. Nothing is changed.
options:
  lines: {description: Lines that must work, type: list, elements: dict, default: []}
  tunnels: {description: Tunnels that must be up, type: list, elements: dict, default: []}
  preferred: {description: Tunnels that must carry all routes, type: list, elements: str, default: []}
  seconds: {description: How long the tunnels are watched, type: int, default: 0}
  interval_ms: {description: Time between two echoes, type: int, default: 1000}
  loss_percent: {description: Loss in a tunnel from which on it is not good enough, type: int, default: 100}
author: [schulplattform]
"""

EDUCATION = "education"

def main():
    module = AnsibleModule(
        supports_check_mode=True,
        argument_spec={
            "lines": {
                "type": "list",
                "elements": "dict",
                "default": [],
                "options": {"interface": {"required": True}, "address": {}, "gateway": {}},
            },
            "tunnels": {
                "type": "list",
                "elements": "dict",
                "default": [],
                "options": {name: {"required": True} for name in ("interface", "instance", "peer")},
            },
            "preferred": {"type": "list", "elements": "str", "default": []},
            "seconds": {"type": "int", "default": 0},
            "interval_ms": {"type": "int", "default": 1000},
            "loss_percent": {"type": "int", "default": 100},
        },
    )
    wanted = module.params
    seen, problems = [], []
    for line in wanted["lines"]:
        problems += line_problems(line, seen)
    if wanted["seconds"]:
        problems += lossy(wanted, seen)
    problems += down(wanted["tunnels"])
    if wanted["preferred"]:
        problems += strays(wanted["tunnels"], set(wanted["preferred"]), seen)
    module.exit_json(changed=False, problems=problems, seen=seen)


def line_problems(line, seen):
    """A gateway may be silent to pings; whether it is there, the neighbour table says."""
    name = line["interface"]
    links = ask("ip", "-json", "-4", "address", "show", "dev", name)
    addresses = [f"{one['local']}/{one['prefixlen']}" for link in links for one in link.get("addr_info", [])]
    if not addresses:
        return [f"{name} has no IPv4 address: the operator hands none over, or the cable is not in"]
    if line["address"] and line["address"] not in addresses:
        return [f"{name} has {', '.join(addresses)}, declared is {line['address']}"]
    gateway = line["gateway"] or via(name)
    if gateway is None:
        return [f"{name} has no gateway"]
    run("ping", "-c", "1", "-W", "2", "-I", name, gateway)
    states = [state for one in ask("ip", "-json", "neighbour", "show", gateway, "dev", name) for state in one["state"]]
    if not {"REACHABLE", "STALE", "DELAY", "PROBE", "PERMANENT"} & set(states):
        return [f"{name}: the operator's gateway {gateway} does not answer"]
    seen.append(f"{name} has {', '.join(addresses)}, gateway {gateway} answers")
    return []


def via(name):
    routes = ask("ip", "-json", "-4", "route", "show", "table", "all", "default", "dev", name)
    return next((route["gateway"] for route in routes if "gateway" in route), None)


def down(tunnels):
    up = {instance: peers_up(instance) for instance in {tunnel["instance"] for tunnel in tunnels}}
    return [
        f"{tunnel['interface']} ({tunnel['instance']}): BFD to {tunnel['peer']} is not up"
        for tunnel in tunnels
        if tunnel["peer"] not in up[tunnel["instance"]]
    ]


def peers_up(instance):
    space = [] if instance == EDUCATION else ["-N", instance]
    peers = ask("vtysh", *space, "-c", "show bfd peers json")
    return {peer["peer"] for peer in peers if peer.get("status") == "up"}


def lossy(wanted, seen):
    """All tunnels at the same time, from inside."""
    tunnels, seconds, limit = wanted["tunnels"], wanted["seconds"], wanted["loss_percent"]
    interval = wanted["interval_ms"] / 1000
    pings = [
        subprocess.Popen(
            [*inside(tunnel["instance"]), "ping", "-q", "-i", str(interval), "-c", str(int(seconds / interval))]
            + ["-W", "2", "-I", tunnel["interface"], tunnel["peer"]],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for tunnel in tunnels
    ]
    problems = []
    for tunnel, ping in zip(tunnels, pings, strict=True):
        said = ping.communicate()[0]
        found = re.search(r"([\d.]+)% packet loss", said)
        loss = float(found[1]) if found else 100.0
        seen.append(f"{tunnel['interface']} ({tunnel['instance']}): {loss:g} % lost in {seconds} s")
        if loss >= limit:
            problems.append(f"{tunnel['interface']} ({tunnel['instance']}): {loss:g} % lost in {seconds} s, limit {limit} %")
    return problems


def strays(tunnels, preferred, seen):
    """Routes that FRR learned leave by the preferred tunnels only."""
    problems = []
    for instance in sorted({tunnel["instance"] for tunnel in tunnels}):
        used = set()
        for family in ("-4", "-6"):
            for route in ask("ip", "-json", family, "route", "show", "proto", "bgp", instance=instance):
                used |= {hop["dev"] for hop in route.get("nexthops", [route]) if "dev" in hop}
        seen.append(f"{instance}: routes leave by {', '.join(sorted(used)) or 'no tunnel'}")
        problems += [f"{instance}: routes still leave by {name}" for name in sorted(used - preferred)]
        if not used & preferred:
            problems.append(f"{instance}: no route leaves by {', '.join(sorted(preferred))}")
    return problems


def ask(*command, instance=EDUCATION):
    """@returns what the program printed as JSON; nothing where it failed, which is then missed by name"""
    try:
        return json.loads(run(*inside(instance), *command) or "[]")
    except ValueError:
        return []


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def inside(instance):
    return [] if instance == EDUCATION else ["ip", "netns", "exec", instance]


if __name__ == "__main__":
    main()
