import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Host } from "./hosts.js";
import { IMAGE } from "./run.js";
import { type Station, switchOn } from "./station.js";
import type { Twin } from "./twin.js";

const PROVISION = readFileSync(new URL("stand-in/provision.py", import.meta.url), "utf8");

/** A name of the Internet and its address: documentation (RFC 2606, RFC 5737). */
export const INTERNET_NAME = { name: "www.internet.example", address: "203.0.113.10" } as const;

/** Who logs on, and what access points share with their server: made for a run, worth nothing. */
export interface Account {
  readonly name: string;
  readonly password: string;
  readonly secret: string;
}

export function newAccount(): Account {
  const random = () => randomBytes(12).toString("hex");
  // The directory wants three kinds of characters.
  return { name: "anna", password: `Aa1-${random()}`, secret: random() };
}

const SERVICES = ["samba-ad-dc", "freeradius"];

/**
 * A stand-in for a directory server, as the school server of a site is one: Samba's directory with its DNS, Kerberos,
 * LDAP and files, and FreeRADIUS with the accounts of it. It shows what the network lets through, nothing of a product.
 */
export async function directoryServer(
  twin: Twin,
  host: Host,
  name: string,
  domain: string,
  account: Account,
): Promise<Station> {
  const station = await switchOn(twin, host, name);
  const { name: pupil, password, secret } = account;
  const addresses = [host.ipv4, ...(host.ipv6 ? [host.ipv6] : [])];
  await station.run(["sh", "-c", "cat > /root/provision.py"], PROVISION);
  const wanted = { domain, addresses, account: pupil, password, secret };
  await station.run(["python3", "/root/provision.py"], JSON.stringify(wanted));
  await restart(station);
  return station;
}

/** With empty caches; comes back when all of it serves again. */
export async function restart({ run }: Station): Promise<void> {
  await run(["systemctl", "restart", ...SERVICES]);
}

/**
 * A stand-in for the platform's resolver: it knows one name of the Internet, asks the directory for the domain's, and says
 * of all others that they do not exist.
 */
export async function resolver(
  twin: Twin,
  host: Host,
  name: string,
  domain: string,
  directory: Host,
): Promise<Station> {
  const station = await switchOn(twin, host, name, IMAGE);
  await station.run([
    ...["dnsmasq", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--bind-interfaces", "--interface=eth0"],
    `--address=/${INTERNET_NAME.name}/${INTERNET_NAME.address}`,
    "--local=/#/",
    `--server=/${domain}/${directory.ipv4}`,
  ]);
  return station;
}
