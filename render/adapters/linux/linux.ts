import type { RouterIntent } from "../../../model/intent.js";
import type { Adapter, DeviceFiles } from "../adapter.js";
import { requireTokens } from "../text.js";
import { avahi } from "./avahi.js";
import { chrony, tellsTime } from "./chrony.js";
import { dnsmasq } from "./dnsmasq.js";
import { frr } from "./frr.js";
import { ip } from "./ip.js";
import { keepalived } from "./keepalived.js";
import { linkLayer } from "./link-layer.js";
import { nftables } from "./nftables.js";
import { probe } from "./probe.js";
import { refuse } from "./refuse.js";
import { rsyslog } from "./rsyslog.js";
import { shaping } from "./shaping.js";
import { daemon, swanctl } from "./strongswan.js";
import { sysctl } from "./sysctl.js";
import { wireguard } from "./wireguard.js";

/**
 * Router and hub on Debian 12: iproute2, nftables 1.0, FRR 8.4, WireGuard, strongSwan 5.9, dnsmasq 2.90, avahi 0.8, chrony 4.3,
 * keepalived 2.2, rsyslog 8.2302. The files stand below /etc/schulplattform on the device; `education` is its main network namespace, `verwaltung` a named one.
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
    if (tellsTime(instance)) files.set(`${instance.id}/chrony.conf`, chrony(intent, instance));
    // One journal, one sender: the way to the centre is in the main instance.
    if (instance.id === "education" && intent.logServers.length > 0)
      files.set(`${instance.id}/rsyslog.conf`, rsyslog(intent));
    if (instance.discovery) files.set(`${instance.id}/avahi.conf`, avahi(instance.discovery));
    // A hub measures nothing: it has one interface for many sites and would cut off all of them.
    if (intent.role !== "hub") files.set(`${instance.id}/probe.json`, probe(intent, instance));
    if (instance.segments.some(({ shared }) => shared))
      files.set(`${instance.id}/keepalived.conf`, keepalived(intent, instance));
    for (const tunnel of instance.tunnels.filter(({ protocol }) => protocol === "wireguard"))
      files.set(`${instance.id}/tunnels/${tunnel.interface}.conf`, wireguard(tunnel));
  }
  const connections = swanctl(intent);
  if (connections !== undefined) files.set("strongswan.conf", daemon()).set("swanctl.conf", connections);
  files.set("link-layer", linkLayer(intent) + shaping(intent));
  files.set("sysctl.conf", sysctl(intent));
  return files;
}
