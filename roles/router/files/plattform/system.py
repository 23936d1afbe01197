"""Starting programs, in the namespace of a routing instance where need be."""

import subprocess

EDUCATION = "education"


class Failure(Exception):
    """Something that the engineer has to see; its text is complete."""


def run(*command, instance=EDUCATION, stdin=None, check=True):
    """Runs a program and returns its output. `education` is the main namespace, every other instance a named one."""
    full = [*inside(instance), *map(str, command)]
    done = subprocess.run(full, input=stdin, capture_output=True, text=True, check=False)
    if check and done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip() or "no message")[-2000:]
        raise Failure(f"{' '.join(full)}: exit code {done.returncode}: {said}")
    return done.stdout


def inside(instance):
    return [] if instance == EDUCATION else ["ip", "netns", "exec", instance]
