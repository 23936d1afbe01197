import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RouterIntent } from "../../model/intent.js";
import { portOf } from "../../render/adapters/linux/link-layer.js";
import { primaryLine } from "./faults.js";
import { each } from "./machine.js";
import { onDevice, type Twin } from "./twin.js";

/** A queue of the file `link-layer`: link, its instance, and the words of tc. */
export interface Queue {
  readonly link: string;
  readonly instance: string;
  readonly words: readonly string[];
}

/** The delivered queues of the primary line and its tunnels. @param devices  folder of the committed trees */
export function queuesOf(devices: string, site: RouterIntent): Queue[] {
  const line = primaryLine(site);
  const tunnels = site.instances.flatMap((one) => one.tunnels.filter(({ uplink }) => uplink === line.interface));
  const links = [portOf(line), ...tunnels.map(({ interface: name }) => name)];
  return readFileSync(join(devices, site.device.name, "link-layer"), "utf8")
    .split("\n")
    .flatMap((text) => {
      const [order = "", instance = "education"] = text.split(" netns ");
      const [word, link = "", ...words] = order.split(" ");
      return word === "shape" && links.includes(link) ? [{ link, instance, words }] : [];
    });
}

/** Gives links other queues. @param order  words of tc, from those of the file */
export function queue(
  twin: Twin,
  { device }: RouterIntent,
  queues: readonly Queue[],
  order: (words: readonly string[]) => readonly string[],
): Promise<void> {
  const set = ({ link, instance, words }: Queue) => {
    const space = instance === "education" ? [] : ["ip", "netns", "exec", instance];
    return onDevice(twin, device.name, [...space, "tc", "qdisc", "replace", "dev", link, "root", ...order(words)]);
  };
  return each(queues, set, 1);
}
