import type { InstanceIntent, Policy, RouterIntent } from "../../../model/intent.js";
import { HEAD, lines } from "../text.js";

/** RFC 5905 section 3: 16 is unsynchronised; whoever hears several clocks takes each real one before this one. */
const OWN_CLOCK = 10;
const NTP = 123;

/**
 * Time for the segments that may ask for it (chrony 4.3). The instance `education` keeps the device's clock by the
 * declared servers; the other tells it and changes nothing (its unit says `-x`). Where no server is reached, all devices
 * of the site go on with one common time: Kerberos refuses a difference of five minutes (RFC 4120 section 8.2).
 */
export function chrony({ timeServers }: RouterIntent, { id, services }: InstanceIntent): string {
  return (
    HEAD +
    lines(
      id === "education" ? timeServers.map((server) => `server ${server} iburst`) : [],
      services.filter(asksTime).flatMap(({ from }) => ("prefixes" in from ? from.prefixes.map(allow) : [])),
      `local stratum ${OWN_CLOCK}`,
      // A clock may jump at the start only; afterwards it runs faster or slower.
      "makestep 1 3",
      "rtcsync",
      `driftfile /var/lib/chrony/${id}.drift`,
      `pidfile /run/chrony-${id}.pid`,
      // Nobody steers it, neither by the network nor by a socket that both instances would share.
      "cmdport 0",
      "bindcmdaddress /",
    )
  );
}

/** The device's clock is kept in `education`; another instance needs a file only where somebody may ask it. */
export function tellsTime({ id, services }: InstanceIntent): boolean {
  return id === "education" || services.some(asksTime);
}

function asksTime({ protocol, ports }: Policy): boolean {
  return protocol === "udp" && (ports ?? "").split(",").includes(String(NTP));
}

const allow = (prefix: string) => `allow ${prefix}`;
