"""plattform compare|check|activate|confirm|rollback|boot|exec: see roles/router/README.md. Exit codes: 0 good, 1 failed."""

import argparse
import json
import os
import sys
from pathlib import Path

from . import device, trees
from .system import Failure, inside


def main():
    parser = argparse.ArgumentParser(prog="plattform", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("compare", "check", "activate"):
        commands.add_parser(name).add_argument("tree", type=Path)
    commands.choices["activate"].add_argument("--minutes", type=float, default=3, help="time to confirm; default: 3")
    for name in ("confirm", "rollback", "boot"):
        commands.add_parser(name)
    execute = commands.add_parser("exec")
    execute.add_argument("instance")
    execute.add_argument("program", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    try:
        act(options)
    except Failure as failure:
        sys.exit(f"plattform {options.command}: {failure}")


def act(options):
    if options.command == "compare":
        # Makes hashes of keys those of this run only; an argument would stand in the list of processes.
        salt = os.environ.get("PLATTFORM_SALT", "")
        sides = {"intended": device.intended(options.tree, salt), "running": device.running(options.tree, salt)}
        json.dump(sides, sys.stdout, indent=1, sort_keys=True)
    elif options.command == "check":
        device.check(options.tree)
    elif options.command == "activate":
        trees.activate(options.tree, options.minutes)
    elif options.command == "exec":
        command = [*inside(options.instance), *options.program]
        os.execvp(command[0], command)
    else:
        {"confirm": trees.confirm, "rollback": trees.rollback, "boot": trees.boot}[options.command]()


main()
