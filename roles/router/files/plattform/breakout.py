"""The way to the Internet leaves a line that carries nothing though its link is up.

A line is dead when all its tunnels are in quarantine, which begins with the loss that the timer profile names; the last tunnel that
carries anything never is, so one line is always left. What the line may carry besides tunnels nobody measures: where a hub's side
of all lines of a kind fails, their sites leave them, too.
Each rule of the file (`breakout` in probe.json) says for which segment it holds: while the lines in `instead` are dead and its own
is not. Connections that change their line are begun anew: the kernel drops what it masqueraded when the way out is another one.
"""

import json
import sys
from pathlib import Path

from .system import Failure, run

AROUND = range(32780, 32800)
"""Priorities of these rules (render/adapters/linux/ip.ts); all of them are the probe's own."""


def read(file: Path):
    """`tunnels` and `breakout` of probe.json. Trees of before have a list of the tunnels alone, and a rollback may lead there."""
    found = json.loads(file.read_text())
    return {"tunnels": found, "breakout": []} if isinstance(found, list) else found


class Breakout:
    """@param settings  the file  @param tunnels  with the state that the probe gives them"""

    def __init__(self, settings, tunnels):
        self.rules, self.standing = settings["breakout"], []
        lines = {one["interface"]: one.get("line") for one in settings["tunnels"]}
        self.lines = {line: [one for one in tunnels if lines[one.name] == line] for line in lines.values()}

    def wanted(self):
        dead = {line for line, tunnels in self.lines.items() if all(tunnel.quarantined for tunnel in tunnels)}
        return [rule for rule in self.rules if dead.issuperset(rule["instead"]) and rule["by"] not in dead]

    def follow(self):
        wanted = self.wanted()
        for rule in self.rules:
            if (rule in wanted) != (rule in self.standing):
                self.change("add" if rule in wanted else "del", rule)
        self.standing = wanted

    def change(self, verb, rule):
        kind, family, *words = rule["rule"].split()
        state = f"dead, {rule['by']} instead" if verb == "add" else "used again"
        print(f"{' and '.join(rule['instead'])}: {state}, {' '.join(words)}", flush=True)
        try:
            run("ip", f"-{family}", kind, verb, *words)
        except Failure as failure:
            print(failure, flush=True)


def clear():
    """When the probe ends nobody knows any more whether a line is dead."""
    for family in ("-4", "-6"):
        for entry in json.loads(run("ip", "-json", family, "rule", "show") or "[]"):
            if entry["priority"] in AROUND:
                run("ip", family, "rule", "del", "priority", str(entry["priority"]), check=False)


if __name__ == "__main__" and sys.argv[1:] == ["clear"]:
    clear()
