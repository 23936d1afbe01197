import type { RouterIntent } from "../../../model/intent.js";
import { HEAD, lines } from "../text.js";

/** RFC 6587 section 3.4.1 (messages with their length in front) on rsyslog's own port. */
export const SYSLOG = 514;
/** What a device keeps on its disk while no server is reached: weeks of what it sends. */
const KEPT = "100m";
/** Seconds after which a connection is tried that says nothing, and between the three trials before it is given up. */
const ALIVE = { time: 60, interval: 10, probes: 3 };

/** Logins and rights, the device's own work, and its lines: nothing that people's devices cause (RFC 5424: APP-NAME). */
const PROGRAMS = [
  ...["sshd", "sudo", "su", "systemd", "systemd-logind", "kernel", "plattform"],
  ...["bfdd", "bgpd", "staticd", "watchfrr", "zebra", "Keepalived", "Keepalived_vrrp"],
  ...["charon", "charon-systemd", "chronyd", "pppd", "udhcpc", "wireguard-go"],
];
/** What a packet filter dropped, and complaints of the kernel that name a device by its MAC address. */
const OF_DEVICES = "SRC=|([0-9a-fA-F]{2}:){5}";

/**
 * Messages of the device to the central monitoring (rsyslog 8.2302): logins, failures, changes, what its programs say of themselves.
 * What tells of people's devices stays in the device's own journal for `logDays` (GDPR article 5, data minimisation): leases,
 * questions for names, multicast DNS, packets that were dropped. Each server gets all. What none takes waits on the disk; what
 * is on its way when a server dies may be lost, because syslog has no receipts (RFC 6587 section 3.1).
 */
export function rsyslog({ device, logServers }: RouterIntent): string {
  return (
    HEAD +
    lines(
      `global(workDirectory="/var/spool/rsyslog" localHostname="${device.fqdn}")`,
      'module(load="imjournal" StateFile="plattform-journal")',
      `if not ($programname == ${JSON.stringify(PROGRAMS)}) then stop`,
      `if $programname == "kernel" and re_match($msg, "${OF_DEVICES}") then stop`,
      ...logServers.map(forward),
    )
  );
}

function forward(server: string): string {
  const parameters = {
    type: "omfwd",
    target: server,
    port: SYSLOG,
    protocol: "tcp",
    TCP_Framing: "octet-counted",
    // RFC 5424.
    template: "RSYSLOG_SyslogProtocol23Format",
    KeepAlive: "on",
    "KeepAlive.Time": ALIVE.time,
    "KeepAlive.Interval": ALIVE.interval,
    "KeepAlive.Probes": ALIVE.probes,
    // For ever.
    "action.resumeRetryCount": -1,
    "action.resumeInterval": 10,
    // On the disk at once: the power may fail together with the line.
    "queue.type": "Disk",
    "queue.filename": `plattform-${server}`,
    "queue.maxDiskSpace": KEPT,
    "queue.checkpointInterval": 1,
    "queue.saveOnShutdown": "on",
  };
  const words = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return `action(${words.join(" ")})`;
}
