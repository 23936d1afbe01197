import type { RouterIntent } from "../model/intent.js";
import { portsOf } from "./adapters/refusal.js";
import { requireTokens } from "./adapters/text.js";

/** A port, and the links that it may have become already. */
interface Port {
  readonly name: string;
  readonly links: readonly string[];
}

function portsUsed(router: RouterIntent): Port[] {
  const { lan, lines } = portsOf(router);
  const segments = router.instances.flatMap((instance) => instance.segments);
  return [
    { name: lan, links: ["lan", ...segments.map((segment) => segment.interface)] },
    ...router.uplinks.map(({ interface: line }, index) => ({
      name: lines[index] ?? "",
      links: [line, line.replace("wan-", "line-")],
    })),
  ];
}

/**
 * Finds each port before anything is changed, in `$found` as `port=link`. Whoever stands in front of the device says
 * which one is which; nothing is guessed.
 */
export function findPorts(router: RouterIntent): string[] {
  const ports = portsUsed(router);
  const names = ports.map(({ name }) => name);
  requireTokens(router.device.name, ports);
  return [
    "# Prints the link with this name or MAC address.",
    "link_of() {",
    `  ip -brief link show | awk -v of="$1" '{ sub(/@.*/, "", $1) } $1 == of || tolower($3) == tolower(of) { print $1; exit }'`,
    "}",
    "stop() {",
    '  { echo "$1; nothing was done. Ports that this device has, with their MAC addresses:"',
    '  ip -brief link show | awk \'$1 != "lo" { print "  " $1, $3 }\'',
    `  echo "Say which one is which: sh $0 ${names.map((name) => `${name}=<name or MAC>`).join(" ")}"`,
    `  echo "${names[0]} leads to the site's switches${names.length > 1 ? `, ${names.slice(1).join(", ")} to the lines in their declared order` : ""}."; } >&2`,
    "  exit 1",
    "}",
    "found=",
    'for said; do case "$said" in',
    `  ${names.map((name) => `${name}=?*`).join("|")}) ;;`,
    `  *) stop "$said: ${router.device.name} has the ports ${names.join(", ")}" ;;`,
    "esac; done",
    "# find_port PORT LINKS -- WHAT WAS SAID: the port's first link that there is, unless another was said.",
    "find_port() {",
    '  port=$1 link="" links=""',
    '  while [ "$1" != -- ]; do links="$links $1"; shift; done; shift',
    '  for said; do [ "${said%%=*}" != "$port" ] || links=${said#*=}; done',
    '  for one in $links; do [ -n "$link" ] || link=$(link_of "$one"); done',
    '  [ -n "$link" ] || stop "there is no $port"',
    '  case "$found " in *"=$link "*) stop "$link cannot be two ports" ;; esac',
    '  found="$found $port=$link"',
    "}",
    ...ports.map(({ name, links }) => `find_port ${[name, ...new Set(links)].join(" ")} -- "$@"`),
  ];
}

/**
 * Gives what was said its name, now and at each boot by the MAC address that the hardware has, in whatever order the
 * kernel finds it. VLANs on a port show its MAC address, too, but have none of their own.
 */
export function bindPorts(router: RouterIntent): string[] {
  const names = portsUsed(router).map(({ name }) => name);
  return [
    "mkdir -p /etc/systemd/network",
    "for pair in $found; do",
    "  port=${pair%%=*} link=${pair#*=}",
    `  mac=$(ip link show dev "$link" | sed -n 's/.*permaddr \\([0-9a-f:]*\\).*/\\1/p')`,
    '  [ -n "$mac" ] || [ "$(cat "/sys/class/net/$link/addr_assign_type")" != 0 ] || mac=$(cat "/sys/class/net/$link/address")',
    '  if [ -n "$mac" ]; then',
    `    printf '[Match]\\nPermanentMACAddress=%s\\n\\n[Link]\\nName=%s\\n' "$mac" "$port" > "/etc/systemd/network/10-plattform-$port.link"`,
    "  else",
    '    echo "$link has no MAC address of its own: nothing keeps its name" >&2',
    "  fi",
    "done",
    "# The kernel's first steps name them by a copy of these files.",
    "if command -v update-initramfs >/dev/null; then update-initramfs -u; fi",
    "# By names that nobody has: what was said may be an exchange.",
    "for said; do",
    '  link=$(link_of "${said#*=}"); ip link set "$link" down; ip link set "$link" name "new-${said%%=*}"',
    "done",
    `for port in ${names.join(" ")}; do`,
    '  [ ! -e "/sys/class/net/new-$port" ] || ip link set "new-$port" name "$port"',
    "done",
  ];
}
