import type { SwitchIntent } from "../model/intent.js";
import { bare, netmask } from "../model/net.js";
import { keyChain } from "./adapters/cisco-ios/device.js";
import { requireTokens } from "./adapters/text.js";

/**
 * Lines that a person types on the console of an empty Cisco switch, in configuration mode, so that it can be delivered
 * to: name, management address, SSH, account, the keys that let Ansible in. The account's password is made up there; the
 * switch's hash of it goes into the key store.
 * Commands: Cisco, Consolidated Platform Configuration Guide, Catalyst 9200 and 1000, chapters Secure Shell and VLANs.
 */
export function ciscoBootstrap({ device, management, ports, account }: SwitchIntent): string {
  requireTokens(device.name, [device, management, account]);
  const { vlan, address4, gateway4 } = management;
  const uplinks = ports.filter(({ mode, trusted, allowed }) => mode === "trunk" && trusted && allowed?.includes(vlan));
  return `${[
    `! First access to ${device.name}, an empty ${device.model}: on its console. Holds no secret.`,
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
    ...uplinks.flatMap(({ name }) => [
      `interface ${name}`,
      " switchport mode trunk",
      ` switchport trunk allowed vlan ${vlan}`,
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
