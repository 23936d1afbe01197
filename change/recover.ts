import type { EngineError } from "./events.js";

/** Resources of a synthesised stack: type → name → arguments. */
export type StackResources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** What brings the state of a stack back in line with what an interrupted run left behind. */
export type Remedy =
  | { readonly action: "import"; readonly address: string; readonly id: string }
  | { readonly action: "untaint"; readonly address: string };

/** Provider and Proxmox VE say in these words that an object is there which the state does not know. */
const LEFT_BEHIND = /already exists|already defined|existing rules detected/i;

/** The engine says so of a machine that holds data and that an interrupted run marked as half-made. */
const WOULD_DESTROY = /cannot be destroyed|prevent_destroy/i;

/**
 * Machines, SDN zones and VNets are missing on purpose: their ids are not ours alone, and an import asks no guard.
 *
 * Import ids by resource type (documentation of bpg/proxmox 0.111.1, section Import of each resource). All these
 * objects are ours: they carry the Träger's id in their name, or hang on a machine that the ownership guard passed.
 */
const IMPORT_ID: Readonly<Record<string, (args: Readonly<Record<string, unknown>>) => string>> = {
  proxmox_acl: (a) => `${a.path}?${a.user_id}?${a.role_id}`,
  proxmox_backup_job: (a) => String(a.id),
  proxmox_haresource: (a) => String(a.resource_id),
  proxmox_harule: (a) => String(a.rule),
  proxmox_replication: (a) => String(a.id),
  proxmox_virtual_environment_firewall_rules: (a) => `vm/${a.node_name}/${a.vm_id}`,
  proxmox_virtual_environment_pool: (a) => String(a.pool_id),
  proxmox_virtual_environment_role: (a) => String(a.role_id),
};

/**
 * The provider takes these over as they are when Proxmox VE has them and the state has not, says nothing, and leaves
 * the rest to the next plan (bpg/proxmox 0.111.1, `ipSetCreate` and `SecurityGroupCreate`): an address set whose
 * making was stopped stays without its addresses.
 */
const TAKEN_OVER = new Set([
  "proxmox_virtual_environment_cluster_firewall_security_group",
  "proxmox_virtual_environment_firewall_ipset",
]);

/** Of the resources that an apply made (address → type): those that may be what an interrupted run left half-made. */
export function perhapsHalfMade(created: ReadonlyMap<string, string>): string[] {
  return [...created].filter(([, type]) => TAKEN_OVER.has(type)).map(([address]) => address);
}

/**
 * A run that was stopped in the middle leaves objects that are on Proxmox VE but not in the state, and machines
 * that are whole but marked as half-made (tainted; Proxmox VE makes a machine with its disks in one task, or not at
 * all). Both are read from the errors of the next run and mended, instead of failing for ever or destroying.
 *
 * @returns one remedy per resource, or undefined when any error is of another kind
 */
export function remedies(errors: readonly EngineError[], resources: StackResources): Remedy[] | undefined {
  const found = new Map<string, Remedy>();
  for (const { address, text } of errors) {
    const [type = "", name = ""] = address?.split(".") ?? [];
    const args = resources[type]?.[name];
    const importId = args && IMPORT_ID[type];
    if (address && WOULD_DESTROY.test(text) && type === "proxmox_virtual_environment_vm")
      found.set(address, { action: "untaint", address });
    else if (address && importId && LEFT_BEHIND.test(text))
      found.set(address, { action: "import", address, id: importId(args) });
    else return undefined;
  }
  return found.size > 0 ? [...found.values()] : undefined;
}
