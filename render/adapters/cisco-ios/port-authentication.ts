import type { PortAuthentication, PortIntent, SwitchIntent } from "../../../model/intent.js";
import { Refusal } from "../refusal.js";
import { AAA } from "./device.js";
import { block } from "./words.js";

/**
 * Ports that ask who is plugged in. Sources: Cisco, Catalyst 1000 Security Configuration Guide 15.2(7)E and Catalyst 9200
 * Security Configuration Guide IOS XE 17, IEEE 802.1x Port-Based Authentication, RADIUS and AAA dead-server detection. IOS XE
 * has these words in its display mode `legacy`, which it is delivered in.
 */

const GROUP = "port-authentication";

/** RFC 2865 section 3, RFC 2866 section 3; IOS has the old numbers 1645 and 1646 as its default. */
const PORTS = "auth-port 1812 acct-port 1813";

const asks = ({ ports }: SwitchIntent) => ports.filter(({ authentication }) => authentication);

/** @throws Refusal where ports ask and nobody answers: they would stay closed */
function required(intent: SwitchIntent): PortAuthentication | undefined {
  const [first] = asks(intent);
  if (first && !intent.portAuthentication?.servers.length)
    throw new Refusal(
      intent.device.name,
      "port-authentication",
      `${first.name}: no RADIUS server for who signs on there`,
    );
  return intent.portAuthentication;
}

/**
 * Logins stay local whatever becomes of the servers. There is no `aaa authorization network`: with it a server could answer with
 * another VLAN, so that one wrong account there, or a forged answer, would open any segment of the building.
 * Not proven on a device: docs/how-to/network.md says what to test.
 */
export function aaa(intent: SwitchIntent): (readonly string[])[] {
  const { servers } = required(intent) ?? {};
  if (!servers) return [AAA];
  const [model = "", login = "", exec = ""] = AAA;
  return [
    [model],
    block(
      `aaa group server radius ${GROUP}`,
      servers.map(({ machine }) => `server name ${serverName(machine)}`),
    ),
    [login, `aaa authentication dot1x default group ${GROUP}`, exec],
  ];
}

/** Whoever is let in because no server answers is told so, or would not ask for an address. */
export function signOn(intent: SwitchIntent): string[] {
  const ports = asks(intent);
  if (ports.length === 0) return [];
  const critical = ports.some(
    ({ authentication: it }) => it?.methods.includes("dot1x") && it.criticalVlan !== undefined,
  );
  return ["dot1x system-auth-control", ...(critical ? ["dot1x critical eapol"] : [])];
}

/** Servers know a switch by this address. */
export function radiusSource({ portAuthentication, management }: SwitchIntent): string[] {
  return portAuthentication ? [`ip radius source-interface Vlan${management.vlan}`] : [];
}

/**
 * Without the probe a dead server would count as alive after its time, and each port that was let in meanwhile would be closed and
 * asked again, for nothing. Its key is the reference; the device shows it obfuscated (device-owned.yaml).
 */
export function radius({ portAuthentication }: SwitchIntent): (readonly string[])[] {
  if (!portAuthentication) return [];
  const { servers, secret, timers } = portAuthentication;
  return [
    [
      `radius-server dead-criteria time ${timers.deadSeconds} tries ${timers.deadTries}`,
      `radius-server deadtime ${timers.deadMinutes}`,
    ],
    ...servers.map(({ machine, address }) =>
      block(`radius server ${serverName(machine)}`, [
        `address ipv4 ${address} ${PORTS}`,
        `timeout ${timers.timeoutSeconds}`,
        `retransmit ${timers.retransmissions}`,
        `automate-tester username ${timers.probeUser} ignore-acct-port probe-on`,
        `key ${secret}`,
      ]),
    ),
  ];
}

const serverName = (machine: string) => machine.replaceAll("/", "-");

/**
 * One device (`single-host`, the default); a second one is dropped and logged, as on other ports. A device that speaks 802.1X and is
 * refused is not tried by its address. Where a VLAN is missing the port stays closed to those meant by it.
 */
export function portSignOn({ authentication }: PortIntent, { portAuthentication }: SwitchIntent): string[] {
  if (!authentication) return [];
  const { methods, unauthenticatedVlan: unknown, criticalVlan: critical } = authentication;
  const dot1x = methods.includes("dot1x");
  return [
    ...(dot1x && unknown !== undefined ? [`authentication event fail action authorize vlan ${unknown}`] : []),
    ...(critical === undefined ? [] : [`authentication event server dead action authorize vlan ${critical}`]),
    ...(unknown === undefined ? [] : [`authentication event no-response action authorize vlan ${unknown}`]),
    ...(critical === undefined ? [] : ["authentication event server alive action reinitialize"]),
    `authentication order ${methods.join(" ")}`,
    "authentication port-control auto",
    "authentication violation restrict",
    ...(methods.includes("mab") ? ["mab"] : []),
    ...(dot1x
      ? ["dot1x pae authenticator", `dot1x timeout tx-period ${portAuthentication?.timers.identitySeconds}`]
      : []),
  ];
}
