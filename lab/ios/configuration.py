"""The configuration of the simulated switch: lines with lines below them, changed by the commands that are typed.

It knows as much of Cisco IOS as the role `switch` and its tests need. It shares nothing with the role.
"""

import re
from random import randrange

Lines = dict[str, "Lines"]

WORDS = (
    "aaa archive banner cdp crypto dot1x enable errdisable hostname interface ip ipv6 line lldp logging login mac no ntp "
    "password radius radius-server service service-template snmp-server spanning-tree switch system udld username version vlan vtp"
).split()
"""First words in configuration mode; everything else is `% Invalid input`."""

SECTIONS = {
    r"interface \S+": "config-if",
    r"vlan \d+": "config-vlan",
    r"line .+": "config-line",
    r"archive": "config-archive",
    r"log config": "config-archive-log-cfg",
    r"ip access-list standard \S+": "config-std-nacl",
    r"ip access-list extended \S+": "config-ext-nacl",
    r"ipv6 access-list \S+": "config-ipv6-acl",
    r"mac access-list extended \S+": "config-ext-macl",
    r"ipv6 nd raguard policy \S+": "config-nd-raguard",
    r"crypto pki \S+ .+": "config-pki",
    r"aaa group server radius \S+": "config-sg-radius",
    r"radius server \S+": "config-radius-server",
    r"ip ssh pubkey-chain": "conf-ssh-pubkey",
    r"username \S+": "conf-ssh-pubkey-user",
    r"vlan configuration \S+": "config-vlan-config",
    r"service-template \S+": "config-service-template",
}
"""Lines that open a section → its prompt."""

NEGATIVE = {
    "no service pad",
    "no ip domain-lookup",
    "no ip domain lookup",
    "no ip dhcp snooping information option",
    "no cdp run",
    "no ip http server",
    "no ip http secure-server",
    "no ip address",
}
"""Settings whose default is to be on: a device shows that they are off."""

SINGLE = (
    r"hostname ",
    r"username \S+ ",
    r"enable secret ",
    r"ip default-gateway ",
    r"ip domain.name ",
    r"banner \S+ ",
    r"vtp mode ",
    r"spanning-tree mode ",
    r"spanning-tree vlan \S+ priority ",
    r"description ",
    r"name ",
    r"ip address ",
    r"switchport mode ",
    r"switchport access vlan ",
    r"switchport trunk allowed vlan ",
    r"switchport trunk native vlan ",
    r"switchport port-security maximum ",
    r"storm-control \S+ level ",
    r"ip dhcp snooping limit rate ",
    r"access-class ",
    r"exec-timeout ",
    r"transport input ",
    r"authentication event (?:fail|no-response|server dead) action authorize vlan ",
    r"authentication order ",
    r"dot1x timeout tx-period ",
    r"ip radius source-interface ",
    r"radius-server dead-criteria ",
    r"radius-server deadtime ",
    r"address ipv4 ",
    r"timeout ",
    r"retransmit ",
    r"automate-tester ",
    r"key ",
    r"path ",
    r"maximum ",
)
"""Lines of which a place holds one: the next takes the last one's place."""


KEY_CHAIN = "ip ssh pubkey-chain"
"""Public keys of accounts. A device shows what stands in it one blank further in."""


class Invalid(Exception):
    """What the device answers to a command that it does not take."""


TYPE7 = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
"""Sequence with which `service password-encryption` obfuscates."""


def obfuscated(secret):
    """As type 7, which begins at another place each time."""
    start = randrange(16)
    return f"{start:02d}" + "".join(f"{byte ^ TYPE7[(start + at) % len(TYPE7)]:02X}" for at, byte in enumerate(secret.encode()))


ACCESS_LIST = re.compile(r"(?:ip|ipv6) access-list ")
ENTRY = re.compile(r"(?:sequence )?(\d+)(?: (.+))?")


def parse(text):
    """A configuration as it is shown. Comments and what surrounds it are no part of it."""
    top = {}
    opened = [(-1, top)]
    lines = iter(text.splitlines())
    for raw in lines:
        line = raw.strip()
        if not line or line in ("!", "end") or line.startswith("! "):
            continue
        depth = len(raw) - len(raw.lstrip(" "))
        while opened[-1][0] >= depth:
            opened.pop()
        if line.startswith("banner "):
            while line.count("^C") < 2:
                line += "\n" + next(lines)
        opened.append((depth, opened[-1][1].setdefault(line, {})))
    for line, below in top.items():
        if ACCESS_LIST.match(line):
            entries = list(below)
            below.clear()
            for entry in entries:
                add_entry(below, entry)
    return top


def printed(lines: Lines, numbered=True, hidden=False, indent="", under=""):
    """@param numbered  whether entries of access lists are shown with their numbers
    @param hidden  whether shared secrets are obfuscated
    """
    text = ""
    for line, below in lines.items():
        shown = line
        if ACCESS_LIST.match(under):
            shown = line if numbered else line.partition(" ")[2]
            shown = f"sequence {shown}" if numbered and under.startswith("ipv6") else shown
        if hidden and under.startswith("radius server ") and re.match(r"key (?!\d )", line):
            shown = f"key 7 {obfuscated(line.removeprefix('key '))}"
        deeper = "  " if line == KEY_CHAIN else " "
        text += f"{indent}{shown}\n{printed(below, numbered, hidden, indent + deeper, line)}"
    return text


def prompt_of(line):
    return next((prompt for pattern, prompt in SECTIONS.items() if re.fullmatch(pattern, line)), None)


RADIUS = ("radius server ", "radius-server ", "ip radius ", "aaa group ", "aaa authentication ", "aaa authorization ")


def needs_each_other(top: Lines, command, under):
    """Stricter than a device may be: nothing is named that is not there, nothing goes that is named."""
    group, server = "aaa group server radius ", "radius server "
    named = {line for head, below in top.items() if head.startswith(group) for line in below}
    used = {line.split()[-1] for line in top if line.startswith("aaa authentication ")}
    words = command.split()
    return (
        (under.startswith(group) and words[0] == "server" and f"{server}{words[-1]}" not in top)
        or (command.startswith(f"no {server}") and f"server name {words[-1]}" in named)
        or (command.startswith(f"no {group}") and words[-1] in used)
        or (command.startswith("aaa authentication ") and words[-2] == "group" and f"{group}{words[-1]}" not in top)
        or (command.startswith(RADIUS) and not under and "aaa new-model" not in top)
    )


def excludes(lines: Lines, command):
    """A port is a trunk, or it asks who is there. Cisco, Configuring IEEE 802.1x Port-Based Authentication (15.2(7)E), guidelines."""
    asks = any(line.startswith(("authentication ", "dot1x ", "mab")) for line in lines)
    return (command == "switchport mode trunk" and asks) or (
        command.startswith("authentication port-control ") and "switchport mode access" not in lines
    )


def apply(lines: Lines, command, under, top: Lines):
    """@param under  line that opened the section, empty at the top
    @returns the section that the command opened, or None
    """
    if needs_each_other(top, command, under):
        raise Invalid("% What this names is not there, or is still named\n")
    if excludes(lines, command):
        raise Invalid("Command rejected: 802.1X is for access ports only\n")
    if not under and command.split()[0] not in WORDS:
        raise Invalid("% Invalid input detected at '^' marker.\n")
    if ACCESS_LIST.match(under):
        (remove_entry if command.startswith("no ") else add_entry)(lines, command.removeprefix("no "))
        return None
    if command.startswith("no ") and command not in NEGATIVE:
        remove(lines, command.removeprefix("no "), under)
        return None
    lines.pop(f"no {command}", None)
    if prompt_of(command):
        return lines.setdefault(command, {})
    single = next((pattern for pattern in SINGLE if re.match(pattern, command)), None)
    replaced = re.match(single, command)[0] if single else command
    place = next((line for line in lines if line == command or (single and line.startswith(replaced))), None)
    if place is None:
        lines[command] = {}
    else:
        rest = [(command if line == place else line, below) for line, below in lines.items()]
        lines.clear()
        lines.update(rest)
    return None


def remove(lines: Lines, words, under):
    if not under and re.match(r"interface \w*Ethernet", words):
        raise Invalid("% Removal of physical interfaces is not permitted\n")
    for line in [line for line in lines if line == words or line.startswith(f"{words} ")]:
        del lines[line]


def add_entry(lines: Lines, command):
    entry = ENTRY.fullmatch(command)
    numbers = [int(line.partition(" ")[0]) for line in lines]
    number = int(entry[1]) if entry else max(numbers, default=0) + 10
    if number in numbers:
        raise Invalid("% Duplicate sequence number\n")
    lines[f"{number} {entry[2] if entry else command}"] = {}
    ordered = dict(sorted(lines.items(), key=lambda item: int(item[0].partition(" ")[0])))
    lines.clear()
    lines.update(ordered)


def remove_entry(lines: Lines, words):
    entry = ENTRY.fullmatch(words)
    if entry and entry[2]:
        raise Invalid("% Invalid input detected at '^' marker.\n")
    for line in list(lines):
        number, _, rule = line.partition(" ")
        if (number == entry[1]) if entry else (rule == words):
            del lines[line]
