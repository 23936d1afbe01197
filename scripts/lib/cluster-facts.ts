import type { ClusterFacts, NodeFacts, StoreFacts } from "../../change/preflight.js";
import type { ProxmoxApi } from "./proxmox-api.js";

/** Asks a cluster what preflight wants to know. Only GET requests: nothing is changed. */
export async function clusterFacts(api: ProxmoxApi): Promise<ClusterFacts> {
  const [{ version }, nodes, vms, permissions] = await Promise.all([
    api.get<{ version: string }>("/version"),
    api.get<NodeEntry[]>("/nodes"),
    api.get<VmEntry[]>("/cluster/resources?type=vm"),
    api.get<Record<string, Record<string, number>>>("/access/permissions?path=/"),
  ]);
  return {
    version,
    nodes: await Promise.all(nodes.map((node) => nodeFacts(api, node))),
    vms: vms.map(({ vmid, name = "", node, tags = "" }) => ({ vmid, name, node, tags: tags.split(/[;,\s]+/) })),
    privileges: Object.keys(permissions["/"] ?? {}),
  };
}

interface NodeEntry {
  readonly node: string;
  readonly status: string;
  readonly maxcpu?: number;
  readonly maxmem?: number;
  readonly mem?: number;
}

interface VmEntry {
  readonly vmid: number;
  readonly name?: string;
  readonly node: string;
  readonly tags?: string;
}

interface NetworkEntry {
  readonly iface: string;
  readonly type: string;
  readonly bridge_vlan_aware?: number;
}

interface StorageEntry {
  readonly storage: string;
  readonly content: string;
  readonly active?: number;
  readonly total?: number;
  readonly avail?: number;
}

/** A node that is off answers nothing about itself. */
async function nodeFacts(
  api: ProxmoxApi,
  { node, status, maxcpu = 0, maxmem = 0, mem = 0 }: NodeEntry,
): Promise<NodeFacts> {
  const facts = { name: node, online: status === "online", cores: maxcpu, memory: maxmem, memoryUsed: mem };
  if (!facts.online) return { ...facts, bridges: [], stores: [] };
  const [network, storages] = await Promise.all([
    api.get<NetworkEntry[]>(`/nodes/${node}/network?type=any_bridge`),
    api.get<StorageEntry[]>(`/nodes/${node}/storage`),
  ]);
  // An Open vSwitch bridge carries all VLANs and has no flag for it.
  const bridges = network.map(({ iface, type, bridge_vlan_aware }) => ({
    name: iface,
    vlanAware: bridge_vlan_aware === 1 || type === "OVSBridge",
  }));
  return { ...facts, bridges, stores: storages.map(storeFacts) };
}

function storeFacts({ storage, content, active = 0, total = 0, avail = 0 }: StorageEntry): StoreFacts {
  return { id: storage, active: active === 1, content: content.split(","), total, available: avail };
}
