import type { Call, Routes } from "./call.js";
import { failure } from "./errors.js";
import { parseNic } from "./nics.js";
import { parseOptions } from "./property-string.js";
import type { Vm } from "./state.js";
import { requireVm } from "./vm.js";

interface Address {
  readonly "ip-address": string;
  readonly "ip-address-type": "ipv4" | "ipv6";
  readonly prefix: number;
}

/** Whether the VM has a channel for the guest agent. */
export const hasAgent = (vm: Readonly<Vm>): boolean =>
  parseOptions(String(vm.config.agent ?? "0"), "enabled").enabled === "1";

/** @throws ApiError 500 as a node says it when nobody can answer inside the VM */
function requireAgent(call: Call): Readonly<Vm> {
  const vm = requireVm(call.cluster, call.node, call.vmid);
  if (vm.status !== "running") throw failure(`VM ${vm.vmid} is not running`);
  if (!hasAgent(vm)) throw failure("No QEMU guest agent configured");
  return vm;
}

/** What cloud-init was told, the guest has. DHCP gives an address of the documentation range. */
function addresses(vm: Readonly<Vm>, index: number): Address[] {
  const { ip, ip6 } = parseOptions(String(vm.config[`ipconfig${index}`] ?? ""));
  const found: Address[] = [];
  const ipv4 = ip === "dhcp" ? `198.51.100.${1 + (vm.vmid % 250)}/24` : ip;
  if (ipv4) found.push(toAddress(ipv4, "ipv4"));
  if (ip6?.includes("/")) found.push(toAddress(ip6, "ipv6"));
  return found;
}

function toAddress(cidr: string, type: Address["ip-address-type"]): Address {
  const [address = "", prefix = "0"] = cidr.split("/");
  return { "ip-address": address, "ip-address-type": type, prefix: Number(prefix) };
}

function interfaces(vm: Readonly<Vm>): unknown[] {
  const loopback = {
    name: "lo",
    "hardware-address": "00:00:00:00:00:00",
    "ip-addresses": [toAddress("127.0.0.1/8", "ipv4")],
  };
  const cards = Object.keys(vm.config)
    .flatMap((key) => /^net(\d+)$/.exec(key)?.[1] ?? [])
    .map(Number)
    .sort((left, right) => left - right);
  return [
    loopback,
    ...cards.map((index) => ({
      name: `eth${index}`,
      "hardware-address": (parseNic(String(vm.config[`net${index}`])).macaddr ?? "").toLowerCase(),
      "ip-addresses": addresses(vm, index),
    })),
  ];
}

export const agentRoutes: Routes = {
  "POST /nodes/{node}/qemu/{vmid}/agent/ping": (call) => {
    requireAgent(call);
    return { result: {} };
  },
  "GET /nodes/{node}/qemu/{vmid}/agent/network-get-interfaces": (call) => ({
    result: interfaces(requireAgent(call)),
  }),
};
