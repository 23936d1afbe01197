"""Ordered commands from one configuration to another: hier_config computes them, the dialect adds what it can't know."""

from __future__ import annotations

import re

from hier_config import HConfig, WorkflowRemediation, get_hconfig
from hier_config.models import IdempotentCommandsRule, MatchRule, NegationSubRule, OrderingRule
from hier_config.platforms.cisco_ios.driver import HConfigDriverCiscoIOS
from hier_config.platforms.utils import split_vlan_id_lists

ACCESS_LIST = re.compile(r"(ip|ipv6) access-list ")
FIRST = -10
NUMBER = re.compile(r"(?:sequence )?\d+ ")


def commands(running: str, intended: str, dialect: dict) -> list[tuple[int, str]]:
    """@returns depth (0 is configuration mode itself) and line, in the order in which to type them"""
    driver = HConfigDriverCiscoIOS()
    for lineage in dialect["replaced"]:
        driver.rules.idempotent_commands.append(IdempotentCommandsRule(match_rules=matching(lineage)))
    for lineage, weight in dialect["order"]:
        driver.rules.ordering.append(OrderingRule(match_rules=matching(lineage), weight=weight))
    for rule in dialect["negated"]:
        driver.rules.negation_sub.append(
            NegationSubRule(match_rules=matching(rule["line"]), search=rule["search"], replace=rule["replace"])
        )
    # Without those of the library that drop what stands in an access list: remarks, and the order of IPv6 entries.
    driver.rules.post_load_callbacks[:] = [numbered, split_vlan_id_lists]
    before, after = get_hconfig(driver, running), get_hconfig(driver, intended)
    again = typed_again(before, after, re.compile(dialect["appended"]))
    remedy = WorkflowRemediation(before, after).remediation_config
    for section, line in again:
        remedy.get_child(equals=section).add_child(f"no {line}").order_weight = FIRST
    return [(child.depth() - 1, child.text) for child in remedy.all_children_sorted()]


def typed_again(before: HConfig, after: HConfig, appended: re.Pattern) -> list[tuple[str, str]]:
    """Takes the lines out of `before` that stay, but not where they are. @returns section and line"""
    again = []
    for section in before.children:
        counterpart = after.get_child(equals=section.text) if appended.match(section.text) else None
        wanted = [line.text for line in counterpart.children] if counterpart else []
        kept = [line for line in section.children if line.text in wanted]
        first = next((place for place, line in enumerate(kept) if line.text != wanted[place]), len(kept))
        for line in kept[first:]:
            again.append((section.text, line.text))
            line.delete()
    return again


def numbered(config: HConfig):
    """An entry of an access list has a place. Where a device does not show the numbers, they are tens."""
    for section in config.children:
        family = ACCESS_LIST.match(section.text)
        for place, entry in enumerate(section.children if family else (), 1):
            if not NUMBER.match(entry.text):
                entry.text = f"{'sequence ' if family[1] == 'ipv6' else ''}{place * 10} {entry.text}"


def matching(lineage: list[str]) -> tuple[MatchRule, ...]:
    return tuple(MatchRule(re_search=pattern) for pattern in lineage)
