import type { DeviceIdentity, SwitchIntent } from "../model/intent.js";
import { bare, netmask } from "../model/net.js";
import { keyChain } from "./adapters/cisco-ios/device.js";
import { nativeVlan } from "./adapters/cisco-ios/port.js";
import { requireTokens } from "./adapters/text.js";

/**
 * Lines that a person types on the console of an empty Cisco switch, in configuration mode, so that it can be delivered
 * to: name, management address, SSH, account, the keys that let Ansible in. The account's password is made up there; the
 * switch's hash of it goes into the key store.
 * Commands: Cisco, Consolidated Platform Configuration Guide, Catalyst 9200 and 1000, chapters Secure Shell and VLANs.
 */
export function ciscoBootstrap({ device, members, management, ports, account }: SwitchIntent): string {
  requireTokens(device.name, [device, management, account]);
  const { vlan, address4, gateway4 } = management;
  const uplinks = ports.filter(({ mode, trusted, allowed }) => mode === "trunk" && trusted && allowed?.includes(vlan));
  return `${[
    `! First access to ${device.name}, an empty ${device.model}: on its console. Holds no secret.`,
    ...stacked(device, members),
    "configure terminal",
    `hostname ${device.name}`,
    `ip domain name ${device.fqdn.slice(device.fqdn.indexOf(".") + 1)}`,
    `vlan ${vlan}`,
    "exit",
    `interface Vlan${vlan}`,
    ` ip address ${bare(address4)} ${netmask(address4)}`,
    " no shutdown",
    "exit",
    `ip default-gateway ${gateway4}`,
    ...uplinks.flatMap(({ name, vlan: native }) => [
      `interface ${name}`,
      // Management goes without a tag between distributors, as in the delivered text.
      ...nativeVlan(native).map((line) => ` ${line}`),
      ` switchport trunk allowed vlan ${vlan}`,
      " switchport mode trunk",
      "exit",
    ]),
    "! The password for emergencies: made up here, at least 16 characters. What the switch makes of it ($9$...,",
    `! show running-config | include ^username) goes into the key store as ${device.name}/account.key. Ansible uses keys.`,
    `username ${account.user} privilege 15 algorithm-type scrypt secret <secret>`,
    "crypto key generate rsa modulus 3072",
    "ip ssh version 2",
    ...keyChain(account),
    "exit",
    "exit",
    "line vty 0 15",
    " login local",
    " transport input ssh",
    "exit",
    "end",
    "write memory",
  ].join("\n")}\n`;
}

/**
 * The number of a member is part of its ports' names, and it keeps it itself. Source: Cisco, Stacking and High Availability
 * Configuration Guide, Cisco IOS XE 17.2.x (Catalyst 9200), Managing Switch Stacks.
 */
function stacked({ model, serials = [] }: DeviceIdentity, members = 1): string[] {
  if (members === 1) return [];
  const numbers = Array.from({ length: members }, (_, index) => index + 1);
  return [
    `! A stack of ${members} ${model}: connect their stack ports in a ring, then power them on. What each one is:`,
    ...numbers.map(
      (number) => `!   member ${number}${serials[number - 1] ? `: serial number ${serials[number - 1]}` : ""}`,
    ),
    "show switch",
    "! A member with another number gets its own, and takes it when it restarts: switch <number> renumber <new number>,",
    '! then reload slot <number>. Go on when all are there with the right numbers and "Ready".',
    "! Member 1 leads, also after the power was gone (Return answers its question):",
    "switch 1 priority 15",
  ];
}
