import type {
  InstanceId,
  InstanceIntent,
  Policy,
  PolicyEnd,
  RoutedSegment,
  RouterIntent,
  SwitchIntent,
  TimerProfile,
  TunnelIntent,
  UplinkIntent,
} from "../../../model/intent.js";
import { broadcastOf } from "../../../model/net.js";

/** Invented intents: one site with two lines, a hub pair and a switch; `site` takes any number up to 4,000. */
const FAST: TimerProfile = {
  id: "fast",
  bfdIntervalMs: 200,
  bfdMultiplier: 3,
  probeIntervalMs: 200,
  probeTimeoutMs: 900,
  probeWindow: 50,
  quarantinePercent: 10,
  holdSeconds: 30,
};
/** MD5 of an invented key. */
const KEY_HASH = "83D9C8976CF994C80FFBCA704C9FCD90";
const HUBS = ["dc1", "dc2"];
const INSTANCES: readonly InstanceId[] = ["education", "verwaltung"];
const CENTRE = { ipv4: "10.0.0.0/16", ipv6: "fd12:3456::/48" };
/** The pool, in which the sites' Verwaltung lies, too. */
const POOL = ["10.0.0.0/12", "fd12:3456::/33"];
const VERWALTUNG = { ipv4: "10.240.0.0/16", ipv6: "fd12:3456:f000::/36" };

interface Place {
  readonly ipv4: string;
  readonly ipv6: string;
}

function place(n: number): Place {
  return { ipv4: `10.${1 + (n >> 4)}.${(n & 15) << 4}`, ipv6: `fd12:3456:${n.toString(16)}` };
}

function inner(n: number, instance: number, uplink: number, hub: number) {
  const [, second = "0", third = "0"] = place(n).ipv4.split(".");
  const host = instance * 8 + uplink * 2 + hub;
  return {
    inner4: `10.${second}.${Number(third) + 15}.${host}`,
    inner6: `${place(n).ipv6}:f::${(host + 1).toString(16)}`,
  };
}

function hubInner(hub: number, instance: number, uplink: number) {
  const host = 224 + hub * 8 + instance * 4 + uplink;
  return { inner4: `10.0.255.${host}`, inner6: `fd12:3456:0:f::${host.toString(16)}` };
}

function landing(hub: number, uplink: number) {
  return `198.51.100.${10 * (hub + 1) + uplink}`;
}

function segment(n: number, role: string, zone: string, vlan: number, third: number, length: number): RoutedSegment {
  const [, second = "0", base = "0"] = place(n).ipv4.split(".");
  const network = `10.${second}.${Number(base) + third}`;
  const ipv6 = `${place(n).ipv6}:${vlan.toString(16)}`;
  return {
    role,
    zone,
    trust: "staff",
    vlan,
    ipv4: `${network}.0/${length}`,
    ipv6: `${ipv6}::/64`,
    gateway4: `${network}.1`,
    gateway6: `${ipv6}::1`,
    interface: `seg-${role}`,
    addresses: [`${network}.1/${length}`, `${ipv6}::1/64`],
    gatewayOwner: "router",
    dhcp: {
      owner: "router",
      first: `${network}.50`,
      last: `${network}.250`,
      lease: 28800,
      nameservers: [`${network}.1`, `${ipv6}::1`],
      timeServers: [`${network}.1`],
    },
    ipv6Mode: "ula",
  };
}

function end(segment: RoutedSegment): PolicyEnd {
  return {
    at: "segment",
    zone: segment.zone,
    interface: segment.interface,
    prefixes: [segment.ipv4, segment.ipv6],
  };
}

function policy(
  id: string,
  from: PolicyEnd,
  to: PolicyEnd,
  protocol: Policy["protocol"],
  ports?: string,
  de = `Zweck von ${id}`,
): Policy {
  return {
    id,
    purpose: { de, en: `Purpose of ${id}` },
    owner: { de: "Netzbetrieb", en: "network operation" },
    source: "reference/services.md section 4",
    class: "other",
    from,
    to,
    protocol,
    ...(ports ? { ports } : {}),
  };
}

const DEVICE: PolicyEnd = { at: "device", zone: "device" };

function uplinks(n: number): UplinkIntent[] {
  const base = { downMbit: 100, upMbit: 40 };
  return [
    {
      ...base,
      interface: "wan-1",
      kind: "landesnetz",
      technology: "fibre",
      role: "primary",
      handover: "static",
      ipv4: {
        address: `100.64.${n >> 6}.${((n & 63) << 2) + 2}/30`,
        gateway: `100.64.${n >> 6}.${((n & 63) << 2) + 1}`,
      },
      mtu: 1500,
      table: 101,
    },
    {
      ...base,
      interface: "wan-2",
      kind: "telekom",
      technology: "dsl",
      role: "fallback",
      handover: "pppoe",
      pppoe: { user: `secret://pppoe/site-${n}/user`, password: `secret://pppoe/site-${n}/password` },
      mtu: 1492,
      shapedKbit: 38000,
      table: 102,
    },
  ];
}

function tunnels(n: number, id: InstanceId): TunnelIntent[] {
  const instance = INSTANCES.indexOf(id);
  const prefix = id === "education" ? "tun" : "tuv";
  return HUBS.flatMap((hub, h) =>
    [0, 1].map((line): TunnelIntent => {
      const port = (instance === 0 ? 51820 : 51830) + line + 1;
      return {
        interface: `${prefix}-${line + 1}-${hub}`,
        protocol: "wireguard",
        uplink: `wan-${line + 1}`,
        listenPort: port + 20 * h,
        mark: 101 + line,
        ...inner(n, instance, line, h),
        mtu: 1400,
        privateKey: `secret://device/site-${n}/${id}`,
        timers: FAST,
        peers: [
          {
            device: `hub-${hub}`,
            publicKey: `key://hub-${hub}/${id}`,
            endpoint: { address: landing(h, line), port },
            ...hubInner(h, instance, line),
            allowed: id === "education" ? [CENTRE.ipv4, CENTRE.ipv6] : [VERWALTUNG.ipv4, VERWALTUNG.ipv6],
            asn: 4200000000,
            preference: 1 + 2 * h + line,
          },
        ],
      };
    }),
  );
}

export function site(n = 1): RouterIntent {
  const staff = segment(n, "staff", "staff", 20, 2, 24);
  const pupils = segment(n, "pupils", "pupils", 30, 4, 22);
  const guests = { ...segment(n, "guests", "guests", 50, 8, 23), ipv6Mode: "off" as const };
  const servers = { ...segment(n, "servers", "servers", 10, 1, 24), dhcp: { owner: "none" as const } };
  const printers = {
    ...segment(n, "printers", "printers", 60, 10, 24),
    dhcp: { owner: "central" as const, servers: ["10.0.1.20"], withoutUplink: "closed" as const },
  };
  const office = segment(n, "verwaltung", "verwaltung", 90, 14, 24);
  const centre: PolicyEnd = {
    at: "tunnel",
    zone: "data-centre",
    prefixes: ["10.0.1.0/24", "10.0.2.0/24", "fd12:3456:0:1::/64"],
  };
  const internet = (via: string[]): PolicyEnd => ({ at: "internet", zone: "internet", via });
  const education: InstanceIntent = {
    id: "education",
    asn: 4200000000 + n,
    routerId: staff.gateway4,
    segments: [servers, staff, pupils, guests, printers],
    tunnels: tunnels(n, "education"),
    advertise: [`${place(n).ipv4}.0/20`, `${place(n).ipv6}::/48`],
    routes: [],
    policies: [
      policy("staff-central", end(staff), centre, "tcp", "80,443"),
      policy(
        "pupils-school-server",
        end(pupils),
        end(servers),
        "tcp",
        "80,443,3128",
        "Dateien und Drucken für Schülerinnen",
      ),
      policy("staff-printers", end(staff), end(printers), "tcp", "631,9100-9102"),
      policy("staff-voice", end(staff), centre, "udp", "5060,16384-32768"),
      policy("staff-internet", end(staff), internet(["wan-1", "wan-2"]), "tcp", "80,443"),
      policy("pupils-internet", end(pupils), internet(["wan-1"]), "tcp", "80,443"),
      policy("guests-internet", end(guests), internet(["wan-2"]), "any"),
      policy("central-monitoring", centre, end(printers), "icmp"),
      { ...policy("exception-door", centre, end(servers), "udp", "4070"), until: "2027-07-31" },
    ],
    services: [
      ...[staff, pupils, guests].flatMap((it) => [
        policy("router-dns", end(it), DEVICE, "udp", "53"),
        policy("router-dns", end(it), DEVICE, "tcp", "53"),
      ]),
      policy("router-ping", centre, DEVICE, "icmp"),
    ],
  };
  const verwaltung: InstanceIntent = {
    id: "verwaltung",
    asn: 4200000000 + n,
    routerId: office.gateway4,
    segments: [office],
    tunnels: tunnels(n, "verwaltung"),
    advertise: [office.ipv4, office.ipv6],
    routes: [],
    closed: POOL,
    policies: [
      policy(
        "verwaltung-central",
        end(office),
        { at: "tunnel", zone: "verwaltung", prefixes: [VERWALTUNG.ipv4, VERWALTUNG.ipv6] },
        "any",
      ),
    ],
    services: [],
  };
  return {
    device: {
      name: `router-site-${n}`,
      fqdn: `router-site-${n}.example.org`,
      place: `site-${n}`,
      model: "linux-router",
      adapter: "linux",
    },
    role: "site-router",
    site: `site-${n}`,
    uplinks: uplinks(n),
    instances: [education, verwaltung],
    administration: ["10.0.3.0/24", "fd12:3456:0:3::/64"],
    logDays: 30,
    logServers: ["10.0.1.20"],
    nameservers: ["10.0.1.53", "fd12:3456:0:1::53"],
    timeServers: ["10.0.1.53", "fd12:3456:0:1::53"],
    // The servers' segment comes untagged.
    chassis: {
      account: { user: "plattform", secret: `secret://device/router-site-${n}/account`, keyHashes: [KEY_HASH] },
      lan: "eth0",
      native: servers.vlan,
      lines: ["eth1", "eth2"],
    },
  };
}

/** The same site, whose staff finds printers. */
export function withDiscovery(router: RouterIntent): RouterIntent {
  const discovery = { seekers: ["seg-staff"], providers: ["seg-printers"], types: ["_ipp._tcp", "_ipps._tcp"] };
  const [education, ...others] = router.instances as [InstanceIntent, ...InstanceIntent[]];
  return { ...router, instances: [{ ...education, discovery }, ...others] };
}

/** The same site, whose pupils get their addresses from two servers in the building. */
export function withSchoolDhcp(router: RouterIntent): RouterIntent {
  const [education, ...others] = router.instances as [InstanceIntent, ...InstanceIntent[]];
  const servers = education.segments.find(({ role }) => role === "servers") as RoutedSegment;
  const dhcp = {
    owner: "school-server" as const,
    servers: ["9", "10"].map((part) => servers.gateway4.replace(/1$/, part)),
  };
  const segments = education.segments.map((one) => (one.role === "pupils" ? { ...one, dhcp } : one));
  return { ...router, instances: [{ ...education, segments }, ...others] };
}

/** The same site, where a server of its own and a central one wake the computers of pupils. */
export function withWakeOnLan(router: RouterIntent): RouterIntent {
  const [education, ...others] = router.instances as [InstanceIntent, ...InstanceIntent[]];
  const ends = (role: string, address: (ipv4: string) => string): PolicyEnd => {
    const one = education.segments.find((it) => it.role === role) as RoutedSegment;
    return { ...end(one), prefixes: [`${address(one.ipv4)}/32`] } as PolicyEnd;
  };
  const to = ends("pupils", broadcastOf);
  const wake = (from: PolicyEnd): Policy => ({ ...policy("wake", from, to, "udp", "9"), broadcast: true });
  const policies = [
    wake(ends("servers", (ipv4) => ipv4.replace(".0/24", ".9"))),
    wake({ at: "tunnel", zone: "dc-servers", prefixes: ["10.0.1.5/32", "fd12:3456:0:1::5/128"] }),
  ];
  return { ...router, instances: [{ ...education, policies: [...education.policies, ...policies] }, ...others] };
}

/** The same site, whose staff others see under another prefix. */
export function withTranslation(router: RouterIntent, reason = "Umstellung in den Sommerferien"): RouterIntent {
  const translated = { ipv4: "10.99.0.0/24", until: "2027-07-31", reason };
  const [education, ...others] = router.instances as [InstanceIntent, ...InstanceIntent[]];
  const staff = education.segments.find(({ role }) => role === "staff");
  const segments = education.segments.map((one) => (one === staff ? { ...one, translated } : one));
  const advertise = [...education.advertise, translated.ipv4];
  return { ...router, instances: [{ ...education, segments, advertise }, ...others] };
}

/** The same site with a second line that carries neither video nor the Internet, and a third one that carries no video. */
export function withNarrowLines(router: RouterIntent): RouterIntent {
  const [first, second] = router.uplinks as [UplinkIntent, UplinkIntent];
  const third = { ...second, interface: "wan-3", kind: "provider" as const, table: 103, refuses: ["video"] };
  const classes: Readonly<Record<string, string>> = {
    "staff-voice": "video",
    "staff-internet": "internet",
    "guests-internet": "internet",
  };
  const carried = (policy: Policy): Policy => ({ ...policy, class: classes[policy.id] ?? policy.class });
  return {
    ...router,
    uplinks: [first, { ...second, refuses: ["internet", "video"] }, third],
    ...(router.chassis ? { chassis: { ...router.chassis, lines: ["eth1", "eth2", "eth3"] } } : {}),
    instances: router.instances.map((one) => ({
      ...one,
      policies: one.policies.map(carried),
      tunnels: [
        ...one.tunnels,
        ...one.tunnels
          .filter(({ uplink }) => uplink === "wan-2")
          .map((tunnel) => ({
            ...tunnel,
            interface: tunnel.interface.replace("-2-", "-3-"),
            uplink: "wan-3",
            mark: 103,
            listenPort: tunnel.listenPort + 1,
          })),
      ],
    })),
  };
}

/** The same device with IKEv2 in the Verwaltung: both lines have fixed addresses. */
export function withIke(router: RouterIntent): RouterIntent {
  const ordinal = (name: string) => Number(name.split("-")[1]);
  const identity = (name: string, device: string) => `tuv-${ordinal(name)}.${device}`;
  const own = router.device.name;
  const sharedKey = (other: string) =>
    router.role === "hub" ? `secret://device/${other}/${own}-verwaltung` : `secret://device/${own}/${other}-verwaltung`;
  const address = (line: string) =>
    router.uplinks.find(({ interface: name }) => name === line)?.ipv4?.address ??
    `198.18.7.${Number(line.slice(4))}/30`;
  return {
    ...router,
    instances: router.instances.map((instance) =>
      instance.id === "education"
        ? instance
        : {
            ...instance,
            tunnels: instance.tunnels.map((tunnel) => ({
              ...tunnel,
              protocol: "ikev2",
              ike: {
                interfaceId: tunnel.listenPort,
                identity: identity(tunnel.interface, own),
                localAddresses: (tunnel.uplink
                  ? [tunnel.uplink]
                  : router.uplinks.map(({ interface: name }) => name)
                ).map((line) => address(line).replace(/\/.*/, "")),
                suite: { encryption: "aes-256-gcm-16", prf: "hmac-sha2-384", group: 20, ikeHours: 24, espHours: 4 },
              },
              peers: tunnel.peers.map((peer) => ({
                ...peer,
                ike: { identity: identity(tunnel.interface, peer.device), sharedKey: sharedKey(peer.device) },
              })),
            })),
          },
    ),
  };
}

export function hub(index = 0, sites = [1, 2]): RouterIntent {
  const name = `hub-${HUBS[index]}`;
  const central = segment(0, "servers", "dc-servers", 100, 1, 24);
  const own: RoutedSegment = {
    ...central,
    ipv4: "10.0.1.0/24",
    ipv6: "fd12:3456:0:1::/64",
    gateway4: "10.0.1.1",
    gateway6: "fd12:3456:0:1::1",
    addresses: [`10.0.1.${2 + index}/24`, `fd12:3456:0:1::${2 + index}/64`],
    shared: { addresses: ["10.0.1.1/24", "fd12:3456:0:1::1/64"], id: 10, priority: 200 - 50 * index },
    dhcp: { owner: "none" },
  };
  const instance = (id: InstanceId): InstanceIntent => {
    const i = INSTANCES.indexOf(id);
    const prefix = id === "education" ? "tun" : "tuv";
    return {
      id,
      asn: 4200000000,
      routerId: hubInner(index, i, 0).inner4,
      segments: id === "education" ? [own] : [],
      advertise: id === "education" ? [CENTRE.ipv4, CENTRE.ipv6] : [VERWALTUNG.ipv4, VERWALTUNG.ipv6],
      routes: [],
      ...(id === "verwaltung" ? { closed: POOL } : {}),
      ...(id === "education"
        ? {
            partner: {
              device: `hub-${HUBS[1 - index]}`,
              interface: "seg-servers",
              address4: `10.0.1.${3 - index}`,
              address6: `fd12:3456:0:1::${3 - index}`,
            },
          }
        : {}),
      policies:
        id === "education"
          ? [
              policy(
                "staff-central",
                {
                  at: "tunnel",
                  zone: "staff",
                  prefixes: sites.map((n) => `${place(n).ipv4.replace(/\d+$/, (it) => `${Number(it) + 2}`)}.0/24`),
                },
                end(own),
                "tcp",
                "80,443",
              ),
            ]
          : [],
      services: [],
      tunnels: [0, 1].map(
        (line): TunnelIntent => ({
          interface: `${prefix}-${line + 1}`,
          protocol: "wireguard",
          listenPort: (i === 0 ? 51820 : 51830) + line + 1,
          ...hubInner(index, i, line),
          mtu: 1400,
          privateKey: `secret://device/${name}/${id}`,
          timers: FAST,
          peers: sites.map((n) => ({
            device: `router-site-${n}`,
            publicKey: `key://router-site-${n}/${id}`,
            ...inner(n, i, line, index),
            allowed:
              id === "education"
                ? [`${place(n).ipv4}.0/20`, `${place(n).ipv6}::/48`]
                : [site(n).instances[1]?.advertise ?? []].flat(),
            asn: 4200000000 + n,
            preference: 1 + 2 * index + line,
          })),
        }),
      ),
    };
  };
  return {
    device: { name, fqdn: `${name}.example.org`, place: `${HUBS[index]}`, model: "linux-hub", adapter: "linux" },
    role: "hub",
    uplinks: [0, 1].map((line) => ({
      interface: `wan-${line + 1}`,
      kind: line === 0 ? "landesnetz" : "telekom",
      technology: "fibre",
      role: line === 0 ? "primary" : "fallback",
      downMbit: 10000,
      upMbit: 10000,
      handover: "static",
      ipv4: { address: `${landing(index, line)}/24`, gateway: `198.51.100.${1 + line}` },
      mtu: 1500,
      table: 101 + line,
    })),
    instances: INSTANCES.map(instance),
    firstContact: {
      fixed: sites.flatMap((n) => site(n).uplinks.flatMap(({ ipv4 }) => ipv4?.address.split("/")[0] ?? [])),
      others: true,
    },
    administration: ["10.0.3.0/24"],
    logDays: 30,
    logServers: ["10.0.1.20"],
    nameservers: ["10.0.1.53"],
    timeServers: ["10.0.1.53"],
    chassis: {
      account: { user: "plattform", secret: `secret://device/${name}/account`, keyHashes: [KEY_HASH] },
      lan: "eth0",
      lines: ["eth1", "eth2"],
    },
  };
}

/** A switch with access points, wall sockets, two trunks and unused ports. */
export function layer2(n = 1, index = 0, ports = 48): SwitchIntent {
  const name = `switch-site-${n}-${index}`;
  return {
    device: { name, fqdn: `${name}.example.org`, place: `site-${n}`, model: "ovs", adapter: "openvswitch" },
    site: `site-${n}`,
    role: index === 0 ? "main" : "floor",
    distance: index === 0 ? 1 : 2,
    management: {
      vlan: 5,
      address4: `${place(n).ipv4}.${10 + index}/24`,
      gateway4: `${place(n).ipv4}.1`,
      address6: `${place(n).ipv6}:5::${(10 + index).toString(16)}/64`,
      gateway6: `${place(n).ipv6}:5::1`,
    },
    administration: ["10.0.3.0/24"],
    account: { user: "plattform", secret: `secret://device/${name}/account`, keyHashes: [KEY_HASH] },
    timeServers: ["10.0.1.53", "fd12:3456:0:1::53"],
    logServers: ["10.0.1.20"],
    vlans: [5, 10, 20, 30, 50, 60, 90].map((id) => ({ id, name: `vlan-${id}` })),
    ports: Array.from({ length: ports }, (_, p) => {
      const port = { name: `port-${p + 1}`, description: `Dose ${p + 1}, R 10${p % 9} (Süd)`, poe: p < 24 };
      if (p >= ports - 2)
        return {
          ...port,
          profile: "uplink",
          mode: "trunk",
          vlan: 5,
          allowed: [5, 10, 20, 30, 50, 60, 90],
          poe: false,
          trusted: true,
        };
      if (p >= ports - 6) return { ...port, profile: "unused", mode: "shut", trusted: false };
      if (p < 8)
        return {
          ...port,
          profile: "access-point",
          mode: "trunk",
          vlan: 5,
          allowed: [5, 20, 30, 50],
          trusted: false,
          stormPercent: 5,
        };
      return {
        ...port,
        profile: "pupils",
        mode: "access",
        vlan: 30,
        trusted: false,
        stormPercent: 1,
        maximumAddresses: 4,
        // A telephone stands before the first of them.
        ...(p === 8 ? { voiceVlan: 20 } : {}),
      };
    }),
    spanningTreePriority: index === 0 ? 4096 : 32768,
    guardedVlans: [20, 30, 50],
  };
}
