import { groupBy } from "../model/collections.js";
import type { DeviceIdentity, RouterIntent, SwitchIntent, WlanIntent } from "../model/intent.js";
import { bare } from "../model/net.js";
import type { Platform, PlatformSite, Service, VirtualMachine } from "../model/platform.js";
import { isRendered } from "./adapters/adapter.js";
import { cutoverStep } from "./cutover.js";
import { Block, type Plain, printYaml } from "./yaml.js";

type Vars = { readonly [key: string]: Plain | undefined };

/** One host and the groups that it is in; its variables are printed once for its site's file and `all.yaml`. */
interface Host {
  readonly name: string;
  readonly groups: readonly string[];
  readonly vars: Block;
}

/** Indents below `all: children: <group>:`, where variables of groups and of hosts stand. */
const GROUP_VARS = " ".repeat(8);
const HOST_VARS = " ".repeat(10);

/** A file of the inventory: hosts, and variables of groups. */
interface Part {
  readonly path: string;
  readonly hosts: readonly Host[];
  readonly groupVars: Readonly<Record<string, Block>>;
  readonly parents: Readonly<Record<string, readonly string[]>>;
}

/**
 * The Ansible inventory: one file per site (with its schools' machines, wherever they run), one per data centre
 * (its central machines and hosted services), and `all.yaml` with everything. A school that is added or removed
 * changes no file of another site. Windows and holidays, which are the same for all, stand in `all.yaml` only.
 */
export function renderInventory(platform: Platform): Map<string, string> {
  const parts = [...centres(platform), ...sites(platform)];
  const files = new Map<string, string>();
  for (const part of parts) files.set(part.path, print([part], platform));
  files.set("all.yaml", print(parts, platform, { plattform_calendar: calendar(platform) }));
  return files;
}

/** Ansible group names take letters, digits and underscores. */
export function groupName(kind: string, id: string): string {
  return `${kind}_${id.replaceAll("-", "_")}`;
}

function sites(platform: Platform): Part[] {
  const machines = groupBy(
    Object.values(platform.machines).filter((vm) => vm.school !== undefined),
    (vm) => platform.schools[vm.school as string]?.sites[0] ?? "",
  );
  const services = groupBy(
    Object.values(platform.services).filter(({ school }) => school !== undefined),
    ({ school }) => platform.schools[school as string]?.sites[0] ?? "",
  );
  const controller = wlanController(platform);
  return Object.values(platform.sites).map((site) => {
    const group = groupName("site", site.id);
    return {
      path: `sites/${site.id}.yaml`,
      hosts: [
        ...devices(platform, site, group),
        ...(machines.get(site.id) ?? []).map((vm) => machine(platform, vm, [group])),
        ...hosted(services.get(site.id) ?? [], [group]),
      ],
      groupVars: { [group]: new Block(siteVars(site, platform.network.wlan[site.id] ?? [], controller), GROUP_VARS) },
      parents: { [groupName("wave", site.wave.slice("wave-".length))]: [group] },
    };
  });
}

function centres(platform: Platform): Part[] {
  const ids = Object.values(platform.clusters).flatMap(({ ref }) => ref.dataCentre ?? []);
  const central = Object.values(platform.machines).filter((vm) => vm.school === undefined);
  const services = Object.values(platform.services).filter(({ school }) => school === undefined);
  const hubs = Object.values(platform.network.routers).filter(({ role }) => role === "hub");
  const parts = ids.map((id) => ({
    path: `data-centres/${id}.yaml`,
    hosts: [
      ...hubs.filter(({ device }) => device.place === id).map((router) => hub(platform, router)),
      ...central.filter((vm) => vm.cluster === id).map((vm) => machine(platform, vm, [])),
    ],
    groupVars: {},
    parents: {},
  }));
  const outside = hosted(services, []);
  return outside.length > 0 ? [...parts, { path: "hosted.yaml", hosts: outside, groupVars: {}, parents: {} }] : parts;
}

/** A hub is administered at its address in the data centre's management segment. */
function hub(platform: Platform, { device, instances }: RouterIntent): Host {
  const segments = instances.flatMap((instance) => instance.segments);
  const management = segments.find(({ zone }) => zone === "dc-management");
  return {
    name: device.name,
    groups: ["hubs", groupName("data_centre", device.place)],
    vars: hostVars({
      ansible_host: bare(management?.addresses[0] ?? device.fqdn),
      ansible_user: platform.access.user,
      plattform_fqdn: device.fqdn,
      ...identity(device),
    }),
  };
}

/** What the playbook needs to write a device: by what, its tree below the inventory, and which one it must be. */
function identity(device: DeviceIdentity): Vars {
  const { name, adapter, model, serial, serials, productId, firmware } = device;
  return {
    // Its account is nobody special there (npm run bootstrap -- --device).
    ansible_become: adapter === "linux" ? true : undefined,
    // Without it a module is a file on the device, with the private keys in it; whoever kills the run leaves it there.
    ansible_pipelining: adapter === "linux" ? true : undefined,
    plattform_model: model,
    plattform_adapter: adapter,
    plattform_serial: serial,
    plattform_serials: serials,
    plattform_product: productId,
    plattform_firmware: firmware,
    plattform_tree: isRendered(device) ? `devices/${name}` : undefined,
  };
}

function devices({ network, access }: Platform, site: PlatformSite, group: string): Host[] {
  const common = (device: PlatformSite["router"]): Vars => ({
    ansible_host: device.ipv4,
    ansible_user: access.user,
    plattform_fqdn: device.fqdn,
    plattform_ipv6: device.ipv6,
    plattform_model: device.model,
  });
  const router = network.routers[site.router.name];
  const step = router && cutoverStep(site, router);
  const distance = (name: string) => (network.switches[name] as SwitchIntent).distance;
  const written = (name: string): Vars => {
    const intent = network.routers[name] ?? network.switches[name];
    return intent ? identity(intent.device) : {};
  };
  return [
    {
      name: site.router.name,
      groups: ["routers", group],
      vars: hostVars({
        ...common(site.router),
        ...written(site.router.name),
        plattform_cutover: step === undefined ? undefined : (step as unknown as Plain),
      }),
    },
    ...site.switches.map((device) => ({
      name: device.name,
      groups: ["switches", `distance_${distance(device.name)}`, group],
      vars: hostVars({
        ...common(device),
        ...written(device.name),
        plattform_members: network.switches[device.name]?.members,
        plattform_ports: device.ports,
        plattform_distributor: device.role,
      }),
    })),
    ...site.accessPoints.map((device) => ({
      name: device.name,
      groups: ["access_points", group],
      vars: hostVars({ ...common(device), plattform_room: device.room }),
    })),
  ];
}

function hostVars(vars: Vars): Block {
  return new Block(vars, HOST_VARS);
}

function machine(platform: Platform, vm: VirtualMachine, groups: readonly string[]): Host {
  const dataCentre = platform.clusters[vm.cluster]?.ref.dataCentre;
  return {
    name: vm.name,
    groups: [
      "virtual_machines",
      groupName("kind", vm.kind),
      ...groups,
      ...(vm.school === undefined ? ["central"] : [groupName("school", vm.school)]),
      ...(dataCentre === undefined ? [] : [groupName("data_centre", dataCentre)]),
    ],
    vars: hostVars({
      ansible_host: vm.nics[0]?.ipv4 ?? null,
      ansible_user: platform.access.user,
      plattform_fqdn: vm.fqdn,
      plattform_ipv6: vm.nics[0]?.ipv6 ?? null,
      plattform_vm_id: vm.vmId,
      plattform_cluster: vm.cluster,
      plattform_stack: vm.stack,
      plattform_product: vm.product,
      plattform_lifecycle: vm.lifecycle,
      plattform_holds_data: vm.holdsData,
      plattform_nameservers: [...vm.nameservers],
    }),
  };
}

/** Hosted products have no machine, but a name that is monitored and a line here. */
function hosted(services: readonly Service[], groups: readonly string[]): Host[] {
  return services
    .filter(({ placement, machines }) => placement === "hosted" && machines.length === 0)
    .map(({ id, product, productName, school, dnsNames }) => ({
      name: `hosted-${school === undefined ? product : `${school}-${product}`}`,
      groups: [
        "hosted_services",
        groupName("product", product),
        ...groups,
        ...(school === undefined ? [] : [groupName("school", school)]),
      ],
      vars: hostVars({
        ansible_connection: "local",
        plattform_service: id,
        plattform_product_name: productName,
        plattform_dns_names: [...dnsNames],
      }),
    }));
}

/** The central machine that leads the access points, if the Träger has one. */
function wlanController(platform: Platform): string | undefined {
  const flowsOfAccessPoints = Object.values(platform.machines).find((vm) =>
    vm.firewall.some(({ flow }) => flow.endsWith("-access-points")),
  );
  return flowsOfAccessPoints?.name;
}

function siteVars(site: PlatformSite, wlan: readonly WlanIntent[], controller: string | undefined): Vars {
  return {
    plattform_site: {
      name: site.name,
      number: site.number,
      ipv4: site.ipv4,
      ipv6: site.ipv6,
      schools: [...site.schools],
      uplinks: site.uplinks.map(({ kind, technology, downMbit, upMbit, role, handover, interimUntil }) => ({
        kind,
        technology,
        downMbit,
        upMbit,
        role,
        handover,
        interimUntil,
      })),
      segments: site.segments.map(
        ({ role, zone, trust, vlan, ipv4, ipv6, gateway4, gateway6, assignedBy, translated }) => ({
          role,
          zone,
          trust,
          vlan,
          ipv4,
          ipv6,
          gateway4,
          gateway6,
          assigned_by: assignedBy,
          translated: translated && { ipv4: translated.ipv4, until: translated.until },
        }),
      ),
      wlan: {
        controller: controller ?? null,
        access_points: site.accessPoints.map(({ name }) => name),
        // The same for all SSIDs that have any.
        radius: wlan.find(({ radius }) => radius)?.radius?.map((server) => ({ ...server })),
        ssids: wlan.map(({ id, name, segment, vlan, security, passphrase, accessPoints }) => ({
          id,
          name,
          segment,
          vlan,
          security,
          passphrase,
          access_points: accessPoints.length < site.accessPoints.length ? [...accessPoints] : "all",
        })),
      },
    },
  };
}

/** Days and hours as declared: which window is next, who runs a change reckons. */
function calendar({ calendar: { windows, publicHolidays, schoolHolidays, beweglicheFerientage } }: Platform): Plain {
  return {
    windows: windows.map(({ in: times, days, from, to }) => ({ opens_in: times, days: [...days], from, to })),
    public_holidays: publicHolidays.map(({ day, name }) => ({ day, name })),
    school_holidays: schoolHolidays.map(({ name, from, to }) => ({ name, from, to })),
    bewegliche_ferientage: beweglicheFerientage.map(({ day, name }) => ({ day, name })),
  };
}

/** All variables of a host stand in its first group; the others only name it. */
function print(parts: readonly Part[], platform: Platform, vars?: Vars): string {
  const groups = new Map<string, { hosts: Record<string, Plain>; vars?: Block; children: Record<string, Plain> }>();
  const group = (name: string) => {
    const known = groups.get(name) ?? { hosts: {}, children: {} };
    groups.set(name, known);
    return known;
  };
  for (const { hosts, groupVars, parents } of parts) {
    for (const {
      name,
      groups: [first = "ungrouped", ...others],
      vars,
    } of hosts) {
      group(first).hosts[name] = vars;
      for (const other of others) group(other).hosts[name] = {};
    }
    for (const [name, vars] of Object.entries(groupVars)) group(name).vars = vars;
    for (const [parent, children] of Object.entries(parents))
      for (const child of children) group(parent).children[child] = {};
  }
  const children = Object.fromEntries(
    [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { hosts, vars, children: below }]) => [
        name,
        {
          ...(vars ? { vars } : {}),
          ...(Object.keys(below).length > 0 ? { children: below } : {}),
          ...(Object.keys(hosts).length > 0 ? { hosts } : {}),
        },
      ]),
  );
  const head = `---\n# Generated from the declaration of ${platform.id} by \`npm run generate\`. Do not edit.\n`;
  return `${head}${printYaml({ all: { ...(vars ? { vars } : {}), children } })}`;
}
