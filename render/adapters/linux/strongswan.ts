import type { InstanceIntent, RouterIntent, TunnelIntent, TunnelPeer } from "../../../model/intent.js";
import { HEAD, lines } from "../text.js";

/** Words of strongSwan (5.9) for those of the registries. */
const ENCRYPTION = { "aes-256-gcm-16": "aes256gcm16", "aes-128-gcm-16": "aes128gcm16" } as const;
const PRF = { "hmac-sha2-256": "prfsha256", "hmac-sha2-384": "prfsha384", "hmac-sha2-512": "prfsha512" } as const;
const GROUP = { 19: "ecp256", 20: "ecp384", 21: "ecp521" } as const;

/** Seconds between questions whether the other end lives; BFD inside the tunnel finds failures, this ends dead SAs. */
const DPD = 30;

/**
 * Settings of the IKE daemon itself, one for all instances: interfaces decide about ways, so it installs no routes, rules
 * and addresses of its own.
 */
export function daemon(): string {
  return (
    HEAD +
    lines(
      "charon-systemd {",
      "    install_routes = no",
      "    install_virtual_ip = no",
      // Else it puts a rule of its own (priority 220) before those of the file `ip`.
      "    routing_table = 0",
      "    load_modular = yes",
      "    plugins {",
      "        include /etc/strongswan.d/charon/*.conf",
      "        bypass-lan {",
      "            load = no",
      "        }",
      "        kernel-libipsec {",
      "            load = no",
      "        }",
      "    }",
      "}",
    )
  );
}

/** All IKEv2 tunnels of the device (swanctl.conf): their sockets are in the main instance, as WireGuard's are. */
export function swanctl({ instances }: RouterIntent): string | undefined {
  const ends = instances.flatMap((instance) =>
    instance.tunnels.flatMap((tunnel) => tunnel.peers.map((peer) => ({ instance, tunnel, peer }))),
  );
  const ike = ends.filter(({ tunnel }) => tunnel.ike);
  if (ike.length === 0) return undefined;
  return (
    HEAD +
    lines(
      "connections {",
      ike.flatMap(({ instance, tunnel, peer }) => connection(instance, tunnel, peer)),
      "}",
      "secrets {",
      ike.flatMap(({ tunnel, peer }) => secret(tunnel, peer)),
      "}",
    )
  );
}

/**
 * Sites call and try for ever, also after a refusal (`trap`: the next packet calls again); a hub is called from anywhere and
 * knows the site by its identity.
 */
function connection(instance: InstanceIntent, tunnel: TunnelIntent, peer: TunnelPeer): string[] {
  const { ike, inner4, inner6 } = tunnel;
  if (!ike || !peer.ike) return [];
  const { suite, localAddresses, identity, interfaceId } = ike;
  return [
    `    ${name(tunnel, peer)} {`,
    ...[
      "version = 2",
      `local_addrs = ${localAddresses.join(",")}`,
      `remote_addrs = ${peer.endpoint?.address ?? "%any"}`,
      `proposals = ${[ENCRYPTION[suite.encryption], PRF[suite.prf], GROUP[suite.group]].join("-")}`,
      `rekey_time = ${suite.ikeHours}h`,
      // Behind a NAT or not, packets are the same: ESP in UDP (RFC 3948).
      "encap = yes",
      "mobike = no",
      `dpd_delay = ${DPD}s`,
      ...(peer.endpoint ? ["keyingtries = 0"] : []),
      // A site that calls again has forgotten the SA before; each tunnel has identities of its own.
      "unique = replace",
      `if_id_in = ${interfaceId}`,
      `if_id_out = ${interfaceId}`,
      "local {",
      "    auth = psk",
      `    id = ${identity}`,
      "}",
      "remote {",
      "    auth = psk",
      `    id = ${peer.ike.identity}`,
      "}",
      "children {",
      `    ${tunnel.interface} {`,
      `        esp_proposals = ${[ENCRYPTION[suite.encryption], GROUP[suite.group]].join("-")}`,
      `        local_ts = ${selectors(inner4, inner6, instance.advertise)}`,
      `        remote_ts = ${selectors(peer.inner4, peer.inner6, peer.allowed)}`,
      `        rekey_time = ${suite.espHours}h`,
      `        start_action = ${peer.endpoint ? "trap|start" : "none"}`,
      `        dpd_action = ${peer.endpoint ? "start" : "clear"}`,
      `        close_action = ${peer.endpoint ? "start" : "none"}`,
      "    }",
      "}",
    ].map((line) => `        ${line}`),
    "    }",
  ];
}

function secret(tunnel: TunnelIntent, peer: TunnelPeer): string[] {
  if (!tunnel.ike || !peer.ike) return [];
  return [
    `    ike-${name(tunnel, peer)} {`,
    `        id-1 = ${tunnel.ike.identity}`,
    `        id-2 = ${peer.ike.identity}`,
    `        secret = "${peer.ike.sharedKey}"`,
    "    }",
  ];
}

const name = (tunnel: TunnelIntent, peer: TunnelPeer) => `${tunnel.interface}-${peer.device}`;

/** What may go through, the same list at both ends; sorted, because the other end narrows it (RFC 7296 section 2.9). */
function selectors(inner4: string, inner6: string, prefixes: readonly string[]): string {
  return [...new Set([`${inner4}/32`, `${inner6}/128`, ...prefixes])].sort().join(",");
}
