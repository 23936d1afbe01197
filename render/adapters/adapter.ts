import type { DeviceIdentity, Network, RouterIntent, SwitchIntent } from "../../model/intent.js";
import { ciscoIos } from "./cisco-ios/cisco-ios.js";
import { linux } from "./linux/linux.js";
import { openvswitch } from "./openvswitch/openvswitch.js";

/** Path below the device's folder → text. */
export type DeviceFiles = ReadonlyMap<string, string>;

/**
 * Turns the intent of one device into its complete intended configuration. An adapter decides nothing: what it cannot
 * render it refuses by name (`Refusal`), and catalogue/adapters.yaml says so before, so that `check` finds it first.
 */
export interface Adapter {
  readonly router?: (intent: RouterIntent) => DeviceFiles;
  readonly switch?: (intent: SwitchIntent) => DeviceFiles;
}

/** One folder each; a further device family is one line here. */
const ADAPTERS: Readonly<Record<string, Adapter>> = {
  linux,
  openvswitch,
  "cisco-ios": ciscoIos,
};

/** Whether a device's configuration is rendered; of the others only the intent is known (`npm run show`). */
export function isRendered(device: DeviceIdentity): boolean {
  return Object.hasOwn(ADAPTERS, device.adapter);
}

export type Devices = Pick<Network, "routers" | "switches">;

/** Files of all devices: `devices/<device>/<path>` → text, in the order of the devices. */
export function renderDevices(network: Devices): Map<string, string> {
  const files = new Map<string, string>();
  for (const intent of Object.values(network.routers)) collect(files, intent.device.name, router(intent));
  for (const intent of Object.values(network.switches)) collect(files, intent.device.name, layer2(intent));
  return files;
}

function router(intent: RouterIntent): DeviceFiles {
  return ADAPTERS[intent.device.adapter]?.router?.(intent) ?? new Map();
}

function layer2(intent: SwitchIntent): DeviceFiles {
  return ADAPTERS[intent.device.adapter]?.switch?.(intent) ?? new Map();
}

function collect(files: Map<string, string>, device: string, rendered: DeviceFiles): void {
  for (const [path, text] of rendered) files.set(`devices/${device}/${path}`, text);
}
