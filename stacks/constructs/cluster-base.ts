import type { TerraformResource } from "cdktn";
import { Construct } from "constructs";
import type { Base, PlatformCluster, Stack } from "../../model/platform.js";
import { SCHOOL_PRIVILEGES } from "../../model/privileges.js";
import { Acl } from "../bindings/acl/index.js";
import { BackupJob } from "../bindings/backup-job/index.js";
import { DownloadFile } from "../bindings/download-file/index.js";
import { Harule } from "../bindings/harule/index.js";
import { SdnApplier } from "../bindings/sdn-applier/index.js";
import { SdnVnet } from "../bindings/sdn-vnet/index.js";
import { SdnZoneVlan } from "../bindings/sdn-zone-vlan/index.js";
import { VirtualEnvironmentClusterFirewall } from "../bindings/virtual-environment-cluster-firewall/index.js";
import { VirtualEnvironmentClusterFirewallSecurityGroup } from "../bindings/virtual-environment-cluster-firewall-security-group/index.js";
import { VirtualEnvironmentFirewallIpset } from "../bindings/virtual-environment-firewall-ipset/index.js";
import { VirtualEnvironmentPool } from "../bindings/virtual-environment-pool/index.js";
import { VirtualEnvironmentRole } from "../bindings/virtual-environment-role/index.js";
import { literal } from "../escape.js";
import { firewallRule, type VirtualMachine } from "./virtual-machine.js";

/** Zone names have at most eight characters (Proxmox VE SDN). */
const ZONE = "schule";

export interface ClusterBaseProps {
  readonly cluster: PlatformCluster;
  readonly stack: Stack;
  readonly base: Base;
}

/** What a cluster needs besides machines: images, pools and rights, network, firewall, backup jobs. */
export class ClusterBase extends Construct {
  /** Images, pools, network and security group: what has to be there before a machine is made. */
  readonly prerequisites: TerraformResource[] = [];

  constructor(scope: Construct, id: string, { cluster, stack, base }: ClusterBaseProps) {
    super(scope, id);
    this.#images(cluster, base);
    this.#pools(cluster, stack, base);
    if (cluster.declared.network.kind === "sdn") this.#network(cluster, base);
    this.#firewall(base);
    this.#backups(base);
  }

  /** Keeps machines of a kind on different nodes. Proxmox VE takes such a rule only for HA resources that exist. */
  spread({ spread }: Base, machines: readonly VirtualMachine[]): void {
    const managed = machines.flatMap(({ haResource }) => haResource ?? []);
    for (const [name, vmIds] of Object.entries(spread))
      named(
        new Harule(this, `spread-${name}`, {
          rule: name,
          type: "resource-affinity",
          affinity: "negative",
          resources: vmIds.map((vmId) => `vm:${vmId}`),
          dependsOn: managed,
        }),
        name,
      );
  }

  /** Shared storage holds an image once; otherwise each node has its own copy. */
  #images({ declared }: PlatformCluster, { images }: Base): void {
    const { id: datastoreId, shared } = declared.datastores.images;
    const nodes = Object.keys(declared.nodes).sort();
    for (const nodeName of shared ? nodes.slice(0, 1) : nodes)
      for (const { name, url, checksum, algorithm, file } of images) {
        const key = shared ? name : `${name}-${nodeName}`;
        const image = new DownloadFile(this, `image-${key}`, {
          nodeName,
          datastoreId,
          contentType: "import",
          url,
          fileName: file,
          checksum,
          checksumAlgorithm: algorithm,
          // The name carries the checksum, so a file of that name is never another one (#1440, #1740).
          overwrite: false,
          // An interrupted download left it behind: it is fetched again.
          overwriteUnmanaged: true,
        });
        this.prerequisites.push(named(image, key));
      }
  }

  /**
   * Each stack's pool; a school's user may work in its own pool and use storage and network, nothing else. The user
   * itself comes from `npm run bootstrap`, with its token, which must never be in a state.
   */
  #pools({ declared }: PlatformCluster, stack: Stack, { pools }: Base): void {
    const users = pools.flatMap(({ user }) => user ?? []);
    const roles = users.length > 0 ? this.#roles(stack) : undefined;
    for (const { id, comment, user } of pools) {
      const pool = named(new VirtualEnvironmentPool(this, `pool-${id}`, { poolId: id, comment: literal(comment) }), id);
      this.prerequisites.push(pool);
      if (user === undefined || !roles) continue;
      const grants = [
        [`/pool/${id}`, "pool"],
        [`/storage/${declared.datastores.vm.id}`, "storage"],
        [`/storage/${declared.datastores.images.id}`, "storage"],
        ["/sdn/zones", "network"],
      ] as const;
      for (const [path, role] of grants) {
        const key = `${id}${path.replaceAll("/", "-")}`;
        named(
          new Acl(this, `acl-${key}`, {
            path,
            roleId: roles[role].roleId,
            userId: user,
            propagate: true,
            dependsOn: [pool, roles[role]],
          }),
          key,
        );
      }
    }
  }

  #roles({ id }: Stack) {
    const role = (kind: keyof typeof SCHOOL_PRIVILEGES) =>
      named(
        new VirtualEnvironmentRole(this, `role-${kind}`, {
          roleId: `${id}-${kind}`,
          privileges: [...SCHOOL_PRIVILEGES[kind]],
        }),
        kind,
      );
    return { pool: role("pool"), storage: role("storage"), network: role("network") };
  }

  /**
   * One VLAN zone on the cluster's bridge and a VNet per segment. Changes become real when they are applied: one
   * applier after all others, and one before them, whose destruction comes last and applies the removals.
   */
  #network({ declared }: PlatformCluster, { segments }: Base): void {
    const last = named(new SdnApplier(this, "removals", { onCreate: false }), "removals");
    const zone = named(
      new SdnZoneVlan(this, "zone", { id: ZONE, bridge: declared.network.bridge, dependsOn: [last] }),
      ZONE,
    );
    const vnets = segments.map(({ vnet, vlan, role, owner }) => {
      const alias = literal(`${role} ${owner}`);
      return named(new SdnVnet(this, vnet, { id: vnet, zone: ZONE, tag: vlan, alias, dependsOn: [zone] }), vnet);
    });
    const applier = named(
      new SdnApplier(this, "applier", { onDestroy: false, dependsOn: [zone, ...vnets] }),
      "network",
    );
    const changed = [zone, ...vnets].map(
      (resource) => `${resource.terraformResourceType}.${resource.friendlyUniqueId}`,
    );
    applier.addOverride("lifecycle.replace_triggered_by", changed);
    this.prerequisites.push(applier);
  }

  #firewall({ ipSets, common, securityGroup }: Base): void {
    const enabled = new VirtualEnvironmentClusterFirewall(this, "firewall", {
      enabled: true,
      // Policy of the hosts, not of machines: DROP here would lock out whoever builds a cluster for the first time.
      inputPolicy: "ACCEPT",
      outputPolicy: "ACCEPT",
    });
    named(enabled, "firewall");
    const sets = Object.entries(ipSets).map(([name, { comment, prefixes }]) =>
      named(
        new VirtualEnvironmentFirewallIpset(this, `set-${name}`, {
          name,
          comment: literal(comment),
          cidr: prefixes.map((prefix) => ({ name: prefix })),
        }),
        name,
      ),
    );
    this.prerequisites.push(...sets);
    const group = new VirtualEnvironmentClusterFirewallSecurityGroup(this, "group", {
      name: securityGroup,
      comment: "Every machine of the platform",
      rule: common.map(firewallRule),
      dependsOn: sets,
    });
    this.prerequisites.push(named(group, "common"));
  }

  #backups({ backups }: Base): void {
    for (const { id, vmIds, storage, schedule, keepDays } of backups)
      named(
        new BackupJob(this, `backup-${id}`, {
          id,
          vmid: vmIds.map(String),
          storage,
          schedule,
          mode: "snapshot",
          enabled: true,
          pruneBackups: { "keep-daily": String(keepDays) },
        }),
        id,
      );
  }
}

/** Resource addresses that people read in plans: type and id, no hash. */
function named<R extends TerraformResource>(resource: R, id: string): R {
  resource.overrideLogicalId(id);
  return resource;
}
