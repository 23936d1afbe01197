import type { Segment } from "./resolve/segments.js";
import type { SsidSecurity, SsidUsers } from "./schema/wlan.js";

/**
 * Vendor-neutral intent of the network: what each router and switch shall do, complete, in plain data. The model
 * decides everything here; an adapter in `render/adapters/` turns the intent of one device into its configuration
 * text and decides nothing. Source of the shape: design.md (Network).
 */
export interface Network {
  /** Device name → router: the sites' routers and the hubs of the data centres. */
  readonly routers: Readonly<Record<string, RouterIntent>>;
  /** Device name → switch. */
  readonly switches: Readonly<Record<string, SwitchIntent>>;
  /** Site → the SSIDs that its access points send, for whatever controller leads these. */
  readonly wlan: Readonly<Record<string, readonly WlanIntent[]>>;
}

/** A wireless network of a site. */
export interface WlanIntent {
  /** Key into catalogue/ssids.yaml, or into `ssids` of the site. */
  readonly id: string;
  /** The SSID itself. */
  readonly name: string;
  /** Role of the segment that it leads into, and the segment's VLAN there. */
  readonly segment: string;
  readonly vlan: number;
  readonly users: SsidUsers;
  readonly security: SsidSecurity;
  /** Only of `wpa3-personal`: a reference, never the passphrase. */
  readonly passphrase?: string;
  /** Only of `wpa3-enterprise`: who knows the accounts, to be asked in this order. Empty where a service outside does. */
  readonly radius?: readonly RadiusServer[];
  /** Names of the access points that send it. */
  readonly accessPoints: readonly string[];
  readonly source: string;
}

export interface RadiusServer {
  /** Key in Platform.machines. */
  readonly machine: string;
  /** IPv4. */
  readonly address: string;
  /** Site or data centre that it stands in. */
  readonly place: string;
}

/** Which device it is; a role compares model, serial and firmware with the real one before it writes. */
export interface DeviceIdentity {
  readonly name: string;
  readonly fqdn: string;
  /** Site or data centre that it stands in. */
  readonly place: string;
  /** Key into catalogue/devices.yaml. */
  readonly model: string;
  /** Folder in render/adapters/. */
  readonly adapter: string;
  readonly serial?: string;
  /** Of a stack: that of each member. */
  readonly serials?: readonly string[];
  /** Product (PID) as the device names it (catalogue/devices.yaml). */
  readonly productId?: string;
  /** How the version begins that the device must run (catalogue/devices.yaml). */
  readonly firmware?: string;
}

/**
 * A routing instance: the educational network and the Verwaltungsnetz never share one. On Linux, `education` is the
 * main network namespace and `verwaltung` a named one; on Cisco IOS a VRF.
 */
export type InstanceId = "education" | "verwaltung";

export interface RouterIntent {
  readonly device: DeviceIdentity;
  readonly role: "site-router" | "hub";
  /** Site of a site router. */
  readonly site?: string;
  readonly uplinks: readonly UplinkIntent[];
  readonly instances: readonly InstanceIntent[];
  /** Prefixes that may administer the device (SSH); everything else is dropped. */
  readonly administration: readonly string[];
  /** Days for which the device keeps its own logs. */
  readonly logDays: number;
  /** Resolvers that the device asks: the platform's own, then those of the operators. */
  readonly nameservers: readonly string[];
  /** Time servers that the device follows, in the same order. Without one it tells its segments its own clock. */
  readonly timeServers: readonly string[];
  /** Who keeps the device's messages beside itself: IPv4 addresses (flow `syslog-devices`). Empty where no tunnel leads there. */
  readonly logServers: readonly string[];
  /**
   * Directory servers that stand at the site, and the domain that they know: its names are asked from them, so that
   * logon does without any line. Absent where there is none.
   */
  readonly directory?: { readonly domain: string; readonly servers: readonly string[] };
  /** Of a hub: at which addresses it calls a site's router that has no tunnel yet. */
  readonly firstContact?: FirstCalls;
  /** Only of a device whose ports have names of their own (catalogue/devices.yaml). */
  readonly chassis?: Chassis;
}

export interface FirstCalls {
  /** Fixed IPv4 addresses of lines. */
  readonly fixed: readonly string[];
  /** Whether there are routers whose only address is known when their operator has handed it out. */
  readonly others: boolean;
}

/** A router as a box: its ports by use, and what it keeps in its configuration besides. */
export interface Chassis {
  readonly account: LocalAccount;
  /** Port to the main distributor, and the VLAN that is untagged on it. Undefined: all are tagged. */
  readonly lan: string;
  readonly native?: number;
  /** Ports for lines: the first line has the first one. */
  readonly lines: readonly string[];
}

/**
 * The one account that a device keeps itself, for Ansible and as break-glass: it works without any server. Devices with
 * an operating system of their own get theirs at bootstrap instead.
 */
export interface LocalAccount {
  readonly user: string;
  /** `secret://device/<name>/account`: the hash of the password, in the form in which the device stores it. */
  readonly secret: string;
  /** MD5 of each public RSA key that lets in (RFC 4716 section 4), as hexadecimal capitals: what such a device keeps. */
  readonly keyHashes: readonly string[];
}

/** A line as its operator hands it over. Its sockets live in the main instance; no segment is routed by it unasked. */
export interface UplinkIntent {
  /** `wan-1`, `wan-2`, … in the order of the declaration. */
  readonly interface: string;
  readonly kind: "landesnetz" | "telekom" | "kommunal" | "provider";
  readonly technology: string;
  readonly role: "primary" | "fallback";
  readonly downMbit: number;
  readonly upMbit: number;
  readonly handover: "static" | "dhcp" | "pppoe" | "cgnat";
  /** Address with length and the operator's gateway; only for `static`. */
  readonly ipv4?: { readonly address: string; readonly gateway: string };
  readonly ipv6?: { readonly address: string; readonly gateway: string };
  /** Only for `pppoe`: references, never values. */
  readonly pppoe?: { readonly user: string; readonly password: string };
  /** Bytes of an IP packet on the line. */
  readonly mtu: number;
  /**
   * kbit/s that the router of a site sends at most, so that packets wait at it and not at the operator: it knows which go
   * first. Absent at a hub, without tunnels, and where the line is faster than `shapedMbit` (catalogue/lines.yaml).
   */
  readonly shapedKbit?: number;
  /** Traffic classes that it does not carry, ascending: a narrow line that stands in for the primary one. */
  readonly refuses?: readonly string[];
  /** Handed over, but carries no traffic at the present step of a cut-over. */
  readonly idle?: true;
  /** Routing table and firewall mark of the line: 100 + n, where n is the number of the interface. */
  readonly table: number;
}

export interface InstanceIntent {
  readonly id: InstanceId;
  /** Private AS number (RFC 6996, 32 bits): 4200000000 for hubs, + site number for sites. */
  readonly asn: number;
  readonly routerId: string;
  readonly segments: readonly RoutedSegment[];
  readonly tunnels: readonly TunnelIntent[];
  /** Prefixes that the other ends of the tunnels learn from here. */
  readonly advertise: readonly string[];
  /** Fixed routes: at a hub, the way into the central Verwaltungsnetz. */
  readonly routes: readonly StaticRoute[];
  /**
   * The other hub of the pair, on a shared segment: it learns (same AS) what is reached through this one. A hub hands
   * packets for a site that it does not reach to the other one; that one, which sees both directions, applies the policies.
   */
  readonly partner?: {
    readonly device: string;
    readonly interface: string;
    readonly address4: string;
    readonly address6: string;
  };
  /**
   * Only of the Verwaltung's: prefixes of the educational network. Nothing passes from or to them, whatever a policy says
   * and whatever answers it is, but the Verwaltung's own prefixes and the tunnels' ends that lie in them.
   */
  readonly closed?: readonly string[];
  /** Forwarding, default deny; a connection's answers are always allowed. */
  readonly policies: readonly Policy[];
  /** Absent where nothing is found across segments. */
  readonly discovery?: DiscoveryIntent;
  /** What the device itself offers (DNS, DHCP, NTP to its segments; SSH to `administration`). Default deny. */
  readonly services: readonly Policy[];
}

/** Multicast DNS (RFC 6762) that is passed on between segments; the connections that follow are policies. */
export interface DiscoveryIntent {
  /** Interfaces whose questions are passed on. */
  readonly seekers: readonly string[];
  /** Interfaces whose answers are passed on. */
  readonly providers: readonly string[];
  /** Service types (RFC 6763), and no others. */
  readonly types: readonly string[];
}

export interface StaticRoute {
  readonly prefix: string;
  readonly gateway: string;
  readonly interface: string;
}

export interface RoutedSegment extends Segment {
  /** Layer-3 interface, at most 15 characters: `seg-staff`. */
  readonly interface: string;
  /** Own addresses with length; empty where the router is not the segment's gateway and has no address there. */
  readonly addresses: readonly string[];
  /** Shared address of a hub pair (VRRP) with this device's priority. */
  readonly shared?: { readonly addresses: readonly string[]; readonly id: number; readonly priority: number };
  readonly gatewayOwner: "router" | "school-server" | "none";
  readonly dhcp: DhcpIntent;
  /** `off`: no router advertisement and no IPv6 forwarding. */
  readonly ipv6Mode: "off" | "ula" | "gua";
}

export type DhcpIntent =
  | { readonly owner: "none" }
  | {
      readonly owner: "router";
      readonly first: string;
      readonly last: string;
      /** Seconds. */
      readonly lease: number;
      readonly nameservers: readonly string[];
      readonly timeServers: readonly string[];
    }
  /** Relayed to the servers at the site. */
  | { readonly owner: "school-server"; readonly servers: readonly string[] }
  /** Relayed to central servers; `withoutUplink` says what happens when none is reached. */
  | { readonly owner: "central"; readonly servers: readonly string[]; readonly withoutUplink: "router" | "closed" };

/** A tunnel interface. A site has one for each uplink and hub; a hub one for each ordinal of the sites' uplinks. */
export interface TunnelIntent {
  /** `tun-<n>-<hub>` / `tuv-<n>-<hub>` (Verwaltung) at a site, `tun-<n>` / `tuv-<n>` at a hub; at most 15 characters. */
  readonly interface: string;
  readonly protocol: "wireguard" | "ikev2";
  /** Uplink that carries it, at a site. A hub answers on the line that it was called on. */
  readonly uplink?: string;
  /** UDP port that it listens on. */
  readonly listenPort: number;
  /** Mark of its outer packets; the uplink's table. */
  readonly mark?: number;
  /** Inner addresses without length (point to point): IPv4 and IPv6. */
  readonly inner4: string;
  readonly inner6: string;
  readonly mtu: number;
  /** Reference to the private key of the device: `secret://device/<name>/<instance>`. */
  readonly privateKey: string;
  /** Of `ikev2`. */
  readonly ike?: IkeEnd;
  readonly timers: TimerProfile;
  readonly peers: readonly TunnelPeer[];
}

export interface TunnelPeer {
  readonly device: string;
  /** Reference to the peer's public key, put in at delivery: `key://<device>/<instance>`. */
  readonly publicKey: string;
  /** Of `ikev2`: identity of the other end, and the reference to the key that both share and nobody else. */
  readonly ike?: { readonly identity: string; readonly sharedKey: string };
  /** Where to call; only sites call, hubs wait. */
  readonly endpoint?: { readonly address: string; readonly port: number };
  readonly inner4: string;
  readonly inner6: string;
  /** Prefixes of the other end, just as it advertises them; nothing else may come out of the tunnel from it. */
  readonly allowed: readonly string[];
  readonly asn: number;
  /** 1 is best. Both ends have the same figure, so that both directions take the same way. */
  readonly preference: number;
  /** At a hub: the timers of this site's end, where they differ from the tunnel's. */
  readonly timers?: TimerProfile;
}

/** One end of an IKEv2 tunnel. It is routed by an interface; ESP is always in UDP, as behind a NAT (RFC 3948). */
export interface IkeEnd {
  /** Number that ties the interface to its SAs; unique on the device. */
  readonly interfaceId: number;
  /** `tun-<n>.<device>`: one for each tunnel, because several run between two devices. */
  readonly identity: string;
  /** Own addresses of the lines that carry it; empty where the operator hands the address out. */
  readonly localAddresses: readonly string[];
  readonly suite: IkeSuite;
}

/** Row of catalogue/ikev2.yaml, in the words of the registries. */
export interface IkeSuite {
  readonly encryption: "aes-256-gcm-16" | "aes-128-gcm-16";
  readonly prf: "hmac-sha2-256" | "hmac-sha2-384" | "hmac-sha2-512";
  /** Number of the IANA registry. */
  readonly group: 19 | 20 | 21;
  readonly ikeHours: number;
  readonly espHours: number;
}

/** Failure detection inside a tunnel (reference/network.md section 4, Timers). */
export interface TimerProfile {
  readonly id: "fast" | "robust";
  /** Milliseconds between BFD packets and how many may be missing. */
  readonly bfdIntervalMs: number;
  readonly bfdMultiplier: number;
  /** Loss probe: interval (half of it while any is missing), how long an answer counts, window in probes, percentage that quarantines, seconds of good probes before return. */
  readonly probeIntervalMs: number;
  readonly probeTimeoutMs: number;
  readonly probeWindow: number;
  readonly quarantinePercent: number;
  readonly holdSeconds: number;
}

/** One allowed flow. Everything that no policy names is dropped. */
export interface Policy {
  /** Flow of the catalogue, or exception of the declaration. */
  readonly id: string;
  readonly purpose: { readonly de: string; readonly en: string };
  /** Role that answers for it. */
  readonly owner: { readonly de: string; readonly en: string };
  /** Document that it comes from, or who asked for it. */
  readonly source: string;
  /** Key into catalogue/traffic-classes.yaml: lines may refuse it. */
  readonly class: string;
  /** Last day of an exception. */
  readonly until?: string;
  readonly from: PolicyEnd;
  readonly to: PolicyEnd;
  /** The prefixes of `to` are broadcast addresses of segments: whose gateway a device is, it sends the packet to all there. */
  readonly broadcast?: true;
  readonly protocol: "tcp" | "udp" | "icmp" | "any";
  /** `80,443,16384-32768`; undefined for icmp and any. */
  readonly ports?: string;
}

/** One end of a flow, with every prefix written out, so that a rule never means more than the reviewer reads. */
export type PolicyEnd =
  /** A segment of this device. */
  | { readonly at: "segment"; readonly zone: string; readonly interface: string; readonly prefixes: readonly string[] }
  /** Something behind the tunnels. */
  | { readonly at: "tunnel"; readonly zone: string; readonly prefixes: readonly string[] }
  /** The Internet through the uplinks named (those on which the zone's content filter is in force), else closed. */
  | { readonly at: "internet"; readonly zone: "internet"; readonly via: readonly string[] }
  /** The device itself. */
  | { readonly at: "device"; readonly zone: "device" };

export interface SwitchIntent {
  readonly device: DeviceIdentity;
  /** Switches of the model that are this one device; absent: one. Its ports are those of all of them. */
  readonly members?: number;
  readonly site: string;
  readonly role: "main" | "floor";
  /** Devices on the way from the router, itself included: in a site the farthest is changed first. */
  readonly distance: number;
  readonly management: {
    readonly vlan: number;
    /** With length. */
    readonly address4: string;
    readonly gateway4: string;
    readonly address6: string;
    readonly gateway6: string;
  };
  /** Prefixes that may administer the device. */
  readonly administration: readonly string[];
  readonly account: LocalAccount;
  /** Addresses of the time servers (flow `names-and-time`). */
  readonly timeServers: readonly string[];
  /** Who keeps the device's messages beside itself: IPv4 addresses (flow `syslog-devices`). */
  readonly logServers: readonly string[];
  readonly vlans: readonly { readonly id: number; readonly name: string }[];
  /** Every port of the device, in the order of its front. */
  readonly ports: readonly PortIntent[];
  /** Spanning tree: 4096 is the root (main distributor), 32768 all others. */
  readonly spanningTreePriority: number;
  /** VLANs with DHCP snooping, ARP inspection and RA guard. */
  readonly guardedVlans: readonly number[];
  /** Absent where no port asks who is plugged in. */
  readonly portAuthentication?: PortAuthentication;
}

/**
 * Whom a switch asks for those who sign on at its ports (802.1X, MAB), and how long it waits. A server says yes or no: the segment
 * is the port's, whatever else it answers.
 */
export interface PortAuthentication {
  /** The same servers as the site's WLAN, in the same order. */
  readonly servers: readonly RadiusServer[];
  /** Reference, never the secret. */
  readonly secret: string;
  /** Row of catalogue/port-authentication.yaml. */
  readonly timers: PortAuthenticationTimers;
}

export interface PortAuthenticationTimers {
  readonly timeoutSeconds: number;
  readonly retransmissions: number;
  /** A server is dead when both are met; then it is not asked for `deadMinutes`, and tried with an account first. */
  readonly deadSeconds: number;
  readonly deadTries: number;
  readonly deadMinutes: number;
  readonly probeUser: string;
  /** Seconds between questions who is there. */
  readonly identitySeconds: number;
}

export interface PortIntent {
  /** Canonical name, e.g. `GigabitEthernet1/0/1`. */
  readonly name: string;
  /** Key into catalogue/ports.yaml. */
  readonly profile: string;
  readonly description: string;
  readonly mode: "access" | "trunk" | "shut";
  /** Untagged VLAN of an access port, native VLAN of a trunk. */
  readonly vlan?: number;
  /** VLANs of a trunk, ascending; a trunk without a list is an error. */
  readonly allowed?: readonly number[];
  /** VLAN of telephones on an access port: tagged, told to them by LLDP-MED (ANSI/TIA-1057). */
  readonly voiceVlan?: number;
  readonly poe: boolean;
  /** DHCP answers, router advertisements and BPDUs are believed: only towards router, switches and servers. */
  readonly trusted: boolean;
  /** A port of the uplinks: no power, a module in it. */
  readonly uplink?: true;
  /** Percent of the bandwidth for broadcast, for multicast and, where a device can tell it, for unknown unicast. */
  readonly stormPercent?: number;
  /** Most MAC addresses on an access port. */
  readonly maximumAddresses?: number;
  /** Who is plugged in signs on first, one device at a time. Without a VLAN the port stays closed to those meant by it. */
  readonly authentication?: {
    /** In this order. */
    readonly methods: readonly ("dot1x" | "mab")[];
    /** For who did not sign on or was refused. */
    readonly unauthenticatedVlan?: number;
    /** For who comes while no server answers. */
    readonly criticalVlan?: number;
  };
}
