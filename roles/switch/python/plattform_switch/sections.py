"""A configuration as lines with lines below them, which is all that the texts of these devices are."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field

BANNER = re.compile(r"banner \S+ (\^C|\S)")


@dataclass
class Section:
    line: str
    below: list[Section] = field(default_factory=list)


def parse(text: str, noise: list[re.Pattern]) -> list[Section]:
    """Indentation tells what belongs to what. A banner is one line with line breaks in it."""
    top = Section("")
    opened = [(-1, top)]
    lines = iter(text.splitlines())
    for raw in lines:
        line = raw.strip()
        if any(pattern.fullmatch(line) for pattern in noise):
            continue
        depth = len(raw) - len(raw.lstrip(" "))
        while opened[-1][0] >= depth:
            opened.pop()
        section = Section(whole_banner(line, lines))
        opened[-1][1].below.append(section)
        opened.append((depth, section))
    return top.below


def whole_banner(line: str, lines) -> str:
    begin = BANNER.match(line)
    if begin and begin[1] not in line[begin.end() :]:
        for following in lines:
            line += f"\n{following}"
            if begin[1] in following:
                break
    return line


def aligned(sections: list[Section], model: list[Section], ordered: re.Pattern) -> list[Section]:
    """The sections in the order of the model, one with another last word beside its counterpart, strangers at the end.
    Below `ordered` the order means something.
    """
    places = {section.line.rpartition(" ")[0]: place for place, section in enumerate(model)}
    places |= {section.line: place for place, section in enumerate(model)}
    known = {section.line: section.below for section in model}

    def beneath(section: Section) -> list[Section]:
        if ordered.match(section.line):
            return section.below
        return aligned(section.below, known.get(section.line, []), ordered)

    def place(section: Section) -> int:
        return places.get(section.line, places.get(section.line.rpartition(" ")[0] or None, len(model)))

    in_order = sorted(sections, key=place)
    return [Section(section.line, beneath(section)) for section in in_order]


def printed(sections: list[Section], indent: str = "") -> str:
    return "".join(f"{indent}{section.line}\n{printed(section.below, indent + ' ')}" for section in sections)


def difference(before: str, after: str, before_name: str, after_name: str) -> str:
    return "".join(difflib.unified_diff(before.splitlines(True), after.splitlines(True), before_name, after_name))
