import type { RouterIntent, SwitchIntent } from "../../../model/intent.js";
import type { Adapter, DeviceFiles } from "../adapter.js";
import { requireTokens } from "../text.js";
import { routerConfiguration } from "./router.js";
import { switchConfiguration } from "./switch.js";

/**
 * Cisco IOS 15.2(7)E and IOS XE 17: one file `running-config`, complete, in the order and the words in which the device
 * prints it. What the device owns itself stands in device-owned.yaml. Order matters inside access lists only.
 */
export const ciscoIos: Adapter = { router, switch: layer2 };

const file = (text: string): DeviceFiles => new Map([["running-config", text]]);

function router(intent: RouterIntent): DeviceFiles {
  requireTokens(intent.device.name, intent);
  return file(routerConfiguration(intent));
}

function layer2(intent: SwitchIntent): DeviceFiles {
  requireTokens(intent.device.name, intent);
  return file(switchConfiguration(intent));
}
