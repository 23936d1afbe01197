/**
 * Names that IOS prints in access lists in place of numbers. Source: Cisco IOS Security Command Reference, `permit (IP)`,
 * TCP and UDP port names.
 */
const NAMES: Readonly<Record<"tcp" | "udp", Readonly<Record<string, string>>>> = {
  tcp: {
    7: "echo",
    9: "discard",
    13: "daytime",
    19: "chargen",
    20: "ftp-data",
    21: "ftp",
    23: "telnet",
    25: "smtp",
    37: "time",
    43: "whois",
    49: "tacacs",
    53: "domain",
    70: "gopher",
    79: "finger",
    80: "www",
    101: "hostname",
    109: "pop2",
    110: "pop3",
    111: "sunrpc",
    113: "ident",
    119: "nntp",
    135: "msrpc",
    179: "bgp",
    194: "irc",
    496: "pim-auto-rp",
    512: "exec",
    513: "login",
    514: "cmd",
    515: "lpd",
    517: "talk",
    540: "uucp",
    543: "klogin",
    544: "kshell",
  },
  udp: {
    7: "echo",
    9: "discard",
    37: "time",
    42: "nameserver",
    49: "tacacs",
    53: "domain",
    67: "bootps",
    68: "bootpc",
    69: "tftp",
    111: "sunrpc",
    123: "ntp",
    137: "netbios-ns",
    138: "netbios-dgm",
    139: "netbios-ss",
    161: "snmp",
    162: "snmptrap",
    177: "xdmcp",
    195: "dnsix",
    434: "mobile-ip",
    496: "pim-auto-rp",
    500: "isakmp",
    512: "biff",
    513: "who",
    514: "syslog",
    517: "talk",
    520: "rip",
    4500: "non500-isakmp",
  },
};

/** `80,443,16384-32768` → one condition each: `eq www`, `eq 443`, `range 16384 32768`. */
export function portConditions(protocol: "tcp" | "udp", ports: string): string[] {
  const name = (port = "") => NAMES[protocol][port] ?? port;
  return ports.split(",").map((part) => {
    const [from, to] = part.split("-");
    return to === undefined ? `eq ${name(from)}` : `range ${name(from)} ${name(to)}`;
  });
}
