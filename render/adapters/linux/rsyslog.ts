import type { RouterIntent } from "../../../model/intent.js";
import { HEAD, lines } from "../text.js";

/** RFC 6587 section 3.4.1 (messages with their length in front) on rsyslog's own port. */
export const SYSLOG = 514;
/** What a device keeps on its disk while no server is reached: weeks of what it sends. */
const KEPT = "100m";

/**
 * Messages of the device to the central monitoring (rsyslog 8.2302): logins, failures, changes, what its programs say. What
 * tells of people's devices stays in the device's own journal for `logDays` (GDPR article 5, data minimisation): leases and
 * questions for names, and packets that were dropped. Each server gets all; what one does not take waits on the disk.
 */
export function rsyslog({ device, logServers }: RouterIntent): string {
  return (
    HEAD +
    lines(
      `global(workDirectory="/var/spool/rsyslog" localHostname="${device.fqdn}")`,
      'module(load="imjournal" StateFile="plattform-journal")',
      'if $programname startswith "dnsmasq" or ($programname == "kernel" and $msg contains " SRC=") then stop',
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
    // A server that is gone without a word is noticed, and asked again for ever.
    KeepAlive: "on",
    "action.resumeRetryCount": -1,
    "action.resumeInterval": 10,
    "queue.type": "LinkedList",
    "queue.filename": `plattform-${server}`,
    "queue.maxDiskSpace": KEPT,
    "queue.saveOnShutdown": "on",
  };
  const words = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return `action(${words.join(" ")})`;
}
