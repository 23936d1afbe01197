import type { RouterIntent } from "../../../model/intent.js";
import type { Adapter, DeviceFiles } from "../adapter.js";
import { requireTokens } from "../text.js";
import { dnsmasq } from "./dnsmasq.js";
import { frr } from "./frr.js";
import { ip } from "./ip.js";
import { keepalived } from "./keepalived.js";
import { linkLayer } from "./link-layer.js";
import { nftables } from "./nftables.js";
import { probe } from "./probe.js";
import { refuse } from "./refuse.js";
import { sysctl } from "./sysctl.js";
import { wireguard } from "./wireguard.js";

/**
 * Router and hub on Debian 12: iproute2, nftables 1.0, FRR 8.4, WireGuard, dnsmasq 2.90, keepalived 2.2. The files
 * stand below /etc/schulplattform on the device; `education` is its main network namespace, `verwaltung` a named one.
 */
export const linux: Adapter = { router };

function router(intent: RouterIntent): DeviceFiles {
  requireTokens(intent.device.name, intent);
  refuse(intent);
  const files = new Map<string, string>();
  for (const instance of intent.instances) {
    files.set(`${instance.id}/ip`, ip(intent, instance));
    files.set(`${instance.id}/nftables`, nftables(intent, instance));
    files.set(`${instance.id}/frr.conf`, frr(intent, instance));
    files.set(`${instance.id}/dnsmasq.conf`, dnsmasq(intent, instance));
    files.set(`${instance.id}/probe.json`, probe(intent, instance));
    if (instance.segments.some(({ shared }) => shared))
      files.set(`${instance.id}/keepalived.conf`, keepalived(intent, instance));
    for (const tunnel of instance.tunnels)
      files.set(`${instance.id}/tunnels/${tunnel.interface}.conf`, wireguard(tunnel));
  }
  files.set("link-layer", linkLayer(intent));
  files.set("sysctl.conf", sysctl());
  return files;
}
