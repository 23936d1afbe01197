import type { DeviceIdentity, LocalAccount } from "../../../model/intent.js";
import type { Dialect } from "./dialect.js";
import { block, capitals, end6, isIpv6, withWildcard } from "./words.js";

/** What switch and router have in common: name, account, shell, clock. */

/** Times in logs are UTC, with milliseconds, so that those of several devices can be put side by side. */
export function services({ services }: Dialect): string[] {
  return [
    ...services,
    "service timestamps debug datetime msec",
    "service timestamps log datetime msec",
    "service password-encryption",
  ];
}

export const hostname = ({ name }: DeviceIdentity): string[] => [`hostname ${name}`];

/** Names are not looked up: a misspelt command would wait for a server. */
export function domain({ name, fqdn }: DeviceIdentity, { domain, noLookup }: Dialect): string[] {
  const suffix = fqdn.startsWith(`${name}.`) ? fqdn.slice(name.length + 1) : fqdn;
  return [noLookup, `${domain} ${suffix}`];
}

/** The local account works without any server; it is the only one that the intent knows. */
export function account({ user, secret }: LocalAccount): string[] {
  return [`username ${user} privilege 15 secret 9 ${secret}`];
}

/** Keys that let in: a device keeps and shows the hash of a key, not the key. */
export function keyChain({ user, keyHashes }: LocalAccount): string[] {
  if (keyHashes.length === 0) return [];
  return block(
    "ip ssh pubkey-chain",
    block(
      `username ${user}`,
      keyHashes.map((hash) => `key-hash ssh-rsa ${hash}`),
    ),
  );
}

export const AAA = ["aaa new-model", "aaa authentication login default local", "aaa authorization exec default local"];

/**
 * Where a device keeps what it ran before: without it there is no way back by itself (Cisco, Configuration Rollback
 * Confirmed Change, prerequisites). And each command that changes it becomes a message, without passwords and keys
 * (Cisco, Configuration Change Notification and Logging; BSI NET.3.1.A7).
 */
export const ARCHIVE = block("archive", [
  ...block("log config", ["logging enable", "notify syslog contenttype plaintext", "hidekeys"]),
  "path flash:/archive",
]);

/** Bytes: what somebody who comes after an outage still finds, about 600 messages (default of IOS: 4096). */
export const BUFFER = ["logging buffered 65536 informational"];

/** Over udp/514, which is the default (BSI OPS.1.1.5.A3). */
export const logHosts = (servers: readonly string[]): string[] => servers.map((server) => `logging host ${server}`);

/** Who came in, and who tried to (BSI NET.3.1.A7). */
export const LOGINS = ["login on-failure log", "login on-success log"];

/** Clear-text administration is off; SSH only in version 2, with the algorithms of BSI TR-02102-4 sections 3.3 and 3.4. */
export const NO_HTTP = ["no ip http server", "no ip http secure-server"];
export const SSH = [
  "ip ssh version 2",
  "ip ssh server algorithm mac hmac-sha2-512 hmac-sha2-256",
  "ip ssh server algorithm encryption aes256-ctr aes192-ctr aes128-ctr",
];

const SHELL4 = "administration";
const SHELL6 = "administration-6";

/** Who may open a shell. The last entry is written out: IOS lets everybody in where a list has no entry. */
export function shellLists(administration: readonly string[], dialect: Dialect): string[][] {
  const four = administration.filter((prefix) => !isIpv6(prefix)).map((it) => `permit ip ${withWildcard(it)} any`);
  const six = administration.filter(isIpv6).map((it) => `permit ipv6 ${end6(it)} any`);
  return [
    accessList4(SHELL4, [...four, "deny ip any any"], dialect),
    accessList6(SHELL6, [...six, "deny ipv6 any any"], dialect),
  ];
}

/** IOS numbers entries by tens and prints the numbers where the dialect says so. */
export function accessList4(name: string, entries: readonly string[], { numbered }: Dialect): string[] {
  return block(
    `ip access-list extended ${name}`,
    entries.map((entry, index) => (numbered ? `${10 * (index + 1)} ${entry}` : entry)),
  );
}

export function accessList6(name: string, entries: readonly string[], { numbered }: Dialect): string[] {
  return block(
    `ipv6 access-list ${name}`,
    entries.map((entry, index) => (numbered ? `sequence ${10 * (index + 1)} ${entry}` : entry)),
  );
}

/**
 * Minutes until an idle shell is closed: DISA, Cisco IOS Switch NDM Security Technical Implementation Guide,
 * CISC-ND-000720.
 */
const IDLE = "exec-timeout 5 0";

export function shells({ vty }: Dialect): string[] {
  const remote = [
    `access-class ${SHELL4} in`,
    IDLE,
    `ipv6 access-class ${SHELL6} in`,
    "transport input ssh",
    "transport output none",
  ];
  return [...block("line con 0", [IDLE]), ...vty.flatMap((lines) => block(`line vty ${lines}`, remote))];
}

export function clock(timeServers: readonly string[]): string[] {
  return timeServers.map((server) => `ntp server ${isIpv6(server) ? capitals(server) : server}`);
}
