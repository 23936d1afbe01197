import { randomBytes } from "node:crypto";
import { formatOptions, type Options, parseOptions } from "./property-string.js";

/** Models whose name may stand as key of the MAC address: `virtio=BC:24:11:…`; manual page qm.conf(5). */
// biome-ignore format: a table
const MODELS = new Set([
  "e1000", "e1000-82540em", "e1000-82544gc", "e1000-82545em", "e1000e", "i82551", "i82557b", "i82559er",
  "ne2k_isa", "ne2k_pci", "pcnet", "rtl8139", "virtio", "vmxnet3",
]);

export const isNic = (key: string): boolean => /^net\d+$/.test(key);

/** The options of a `net` line, `model` and `macaddr` under their own names. */
export function parseNic(text: string): Options {
  const options = parseOptions(text, "model");
  const short = Object.keys(options).find((key) => MODELS.has(key));
  if (short === undefined) return options;
  const { [short]: macaddr = "", ...rest } = options;
  return { ...rest, model: short, macaddr };
}

/** Writes a `net` line as Proxmox VE does; without a MAC address it invents one, at each change anew. */
export function formatNic(text: string): string {
  const { model = "virtio", macaddr = randomMac(), ...rest } = parseNic(text);
  const tail = formatOptions(rest);
  return `${model}=${macaddr.toUpperCase()}${tail ? `,${tail}` : ""}`;
}

/** In the range that Proxmox VE's vendor owns. */
function randomMac(): string {
  const tail = [...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, "0"));
  return ["BC", "24", "11", ...tail].join(":").toUpperCase();
}
