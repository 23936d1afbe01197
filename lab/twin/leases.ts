import { groupBy } from "../../model/collections.js";
import { IMAGE, leave, netnsPath, type Run } from "./run.js";

/** A line whose operator hands out the address by DHCP. */
export interface Lease {
  /** The operator's namespace, and its end of the line. */
  readonly namespace: string;
  readonly device: string;
  /** What the customer gets. */
  readonly address: string;
  readonly gateway: string;
}

/** Seconds; the shortest that dnsmasq gives. A proof of some minutes sees it renewed. */
const LEASE = 120;

/** Starts the DHCP server of each operator that has such lines; it ends with the run. */
export function handOutLeases(of: Run, leases: readonly Lease[]): void {
  for (const [namespace, lines] of groupBy(leases, (lease) => lease.namespace)) {
    const pools = lines.flatMap(({ device, address, gateway }) => [
      `--interface=${device}`,
      `--dhcp-range=set:${device},${address},${address},${LEASE}`,
      `--dhcp-option=tag:${device},option:router,${gateway}`,
    ]);
    const server = ["dnsmasq", ...OPTIONS, ...pools];
    const at = ["nsenter", `--net=${netnsPath(of, namespace)}`, "unshare", "--mount", "sh", "-c", CHROOT, IMAGE];
    leave(of, [...at, ...server], `${namespace}-dhcp`);
  }
}

/** The image is everybody's and stays as it is; it has no devices of its own. */
const CHROOT = 'mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"';

/** No names, no files: what is handed out stands in the command. */
const OPTIONS = [
  ...["--conf-file=/dev/null", "--port=0", "--bind-dynamic", "--keep-in-foreground", "--log-facility=-", "--user=root"],
  ...["--dhcp-leasefile=/dev/null", "--pid-file=", "--dhcp-authoritative", "--no-ping"],
];
