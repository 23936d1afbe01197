import type { TerraformResource } from "cdktn";
import { Construct } from "constructs";
import type { FirewallRule, VirtualMachine as Machine, Nic, Platform, PlatformCluster } from "../../model/platform.js";
import { Haresource } from "../bindings/haresource/index.js";
import { Replication } from "../bindings/replication/index.js";
import { VirtualEnvironmentFirewallOptions } from "../bindings/virtual-environment-firewall-options/index.js";
import { VirtualEnvironmentFirewallRules } from "../bindings/virtual-environment-firewall-rules/index.js";
import { VirtualEnvironmentVm, type VirtualEnvironmentVmConfig } from "../bindings/virtual-environment-vm/index.js";
import { literal } from "../escape.js";
import { AGENT, DATA_SETTINGS, DISK_SETTINGS, IGNORED_CHANGES, MACHINE_SETTINGS } from "../settings.js";
import type { OwnershipGuard } from "./ownership-guard.js";

export interface VirtualMachineProps {
  readonly platform: Platform;
  readonly cluster: PlatformCluster;
  readonly machine: Machine;
  /** Refuses to touch a machine that is not ours. */
  readonly guard: OwnershipGuard;
  /** What has to be there before; nothing in a school's stack, whose cluster's stack is deployed before. */
  readonly after: readonly TerraformResource[];
}

/** One virtual machine with its firewall and, where declared, its HA resource and replication. */
export class VirtualMachine extends Construct {
  readonly haResource?: TerraformResource;

  constructor(scope: Construct, id: string, props: VirtualMachineProps) {
    super(scope, id);
    const { machine } = props;
    const vm = new VirtualEnvironmentVm(this, "vm", config(props));
    vm.addOverride("network_device", machine.nics.map(networkDevice));
    vm.overrideLogicalId(machine.resource);
    firewall(this, machine, vm);
    if (machine.highAvailability) {
      const ha = new Haresource(this, "ha", { resourceId: `vm:${machine.vmId}`, state: "started", dependsOn: [vm] });
      ha.overrideLogicalId(machine.resource);
      this.haResource = ha;
    }
    if (machine.replicateTo !== undefined) {
      const replication = new Replication(this, "replication", {
        id: `${machine.vmId}-0`,
        type: "local",
        target: machine.replicateTo,
        schedule: "*/15",
        dependsOn: [vm],
      });
      replication.overrideLogicalId(machine.resource);
    }
  }
}

function config({ platform, cluster, machine, guard, after }: VirtualMachineProps): VirtualEnvironmentVmConfig {
  const { highAvailability, holdsData } = machine;
  return {
    ...MACHINE_SETTINGS,
    ...(holdsData ? DATA_SETTINGS : {}),
    nodeName: machine.node,
    vmId: machine.vmId,
    name: machine.name,
    description: literal(`${machine.purpose.de} (${machine.school ?? cluster.id}), ${platform.id}`),
    tags: [guard.tag, machine.kind].sort(),
    poolId: machine.stack,
    started: machine.lifecycle !== "retiring",
    protection: machine.protection,
    agent: AGENT,
    cpu: { cores: machine.cores, sockets: 1, type: "x86-64-v2-AES" },
    memory: { dedicated: machine.memoryMiB, floating: 0 },
    operatingSystem: { type: "l26" },
    serialDevice: [{ device: "socket" }],
    bootOrder: ["scsi0"],
    disk: disks(cluster, machine),
    initialization: initialization(platform, cluster, machine),
    dependsOn: [...after],
    lifecycle: {
      preventDestroy: holdsData && machine.lifecycle !== "retiring",
      ignoreChanges: [...IGNORED_CHANGES.always, ...(highAvailability ? IGNORED_CHANGES.highAvailability : [])],
      precondition: [guard.precondition(machine)],
    },
  };
}

function disks(cluster: PlatformCluster, { disks: wanted, imageVolume, backup }: Machine) {
  return wanted.map((disk) => ({
    ...DISK_SETTINGS,
    interface: disk.interface,
    datastoreId: cluster.declared.datastores.vm.id,
    size: disk.sizeGiB,
    backup,
    ...(disk.role === "system" ? { importFromAttribute: imageVolume } : {}),
  }));
}

/** Cloud-init through the API only: no SSH, no snippet files (#1636, #2071, #2901). */
function initialization({ domain, access }: Platform, { declared }: PlatformCluster, machine: Machine) {
  return {
    datastoreId: declared.datastores.vm.id,
    interface: "ide2",
    type: "nocloud",
    upgrade: false,
    dns: { domain, servers: [...machine.nameservers] },
    ipConfig: machine.nics.map((nic) => ({
      ipv4: { address: `${nic.ipv4}/${nic.ipv4Length}`, gateway: nic.gateway4 },
      ipv6: { address: `${nic.ipv6}/${nic.ipv6Length}`, gateway: nic.gateway6 },
    })),
    userAccount: { username: access.user, keys: access.keys.map(literal) },
  };
}

/** The provider's schema wants all keys of a NIC, even where they are null, when the configuration is JSON. */
function networkDevice({ bridge, vnet, vlan, mac }: Nic): Record<string, unknown> {
  return {
    bridge,
    model: "virtio",
    mac_address: mac,
    vlan_id: vnet ? null : vlan,
    firewall: true,
    disconnected: false,
    enabled: null,
    mtu: null,
    queues: null,
    rate_limit: null,
    trunks: null,
  };
}

/** Default deny, no foreign MAC address; rules come from the flow table. */
function firewall(
  scope: Construct,
  { node, vmId, resource, securityGroup, firewall: rules }: Machine,
  vm: TerraformResource,
): void {
  const options = new VirtualEnvironmentFirewallOptions(scope, "firewall-options", {
    nodeName: node,
    vmId,
    enabled: true,
    inputPolicy: "DROP",
    outputPolicy: "ACCEPT",
    macfilter: true,
    dhcp: false,
    ndp: true,
    radv: false,
    ipfilter: false,
    logLevelIn: "info",
    dependsOn: [vm],
  });
  options.overrideLogicalId(resource);
  const all = new VirtualEnvironmentFirewallRules(scope, "firewall-rules", {
    nodeName: node,
    vmId,
    rule: [{ securityGroup, comment: "common" }, ...rules.map(firewallRule)],
    dependsOn: [vm],
  });
  all.overrideLogicalId(resource);
}

/** A rule of the Platform in the provider's words. */
export function firewallRule({ comment, protocol, ports, source }: FirewallRule) {
  return {
    type: "in",
    action: "ACCEPT",
    comment: literal(comment),
    proto: protocol,
    dport: ports,
    ...(source === undefined ? {} : { source }),
  };
}
