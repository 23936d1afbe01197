import { TerraformLocal } from "cdktn";
import { Construct } from "constructs";
import type { VirtualMachine } from "../../model/platform.js";
import { DataProxmoxVirtualEnvironmentVms } from "../bindings/data-proxmox-virtual-environment-vms/index.js";

/**
 * The provider adopts a foreign machine that already holds a planned id, then renames, stops and one day destroys
 * it (docs/gotchas.md). So each stack reads the cluster's machines, and each machine has the precondition that its
 * id is free or carries this stack's tag. A token that sees only its own pool is stopped by Proxmox VE itself.
 */
export class OwnershipGuard extends Construct {
  constructor(
    scope: Construct,
    /** Ownership tag: the stack's id. */
    readonly tag: string,
  ) {
    super(scope, "ownership");
    const present = new DataProxmoxVirtualEnvironmentVms(this, "present", {});
    present.overrideLogicalId("present");
    const foreign = new TerraformLocal(
      this,
      "foreign",
      `\${{ for vm in data.proxmox_virtual_environment_vms.present.vms : tostring(vm.vm_id) => "\${vm.name} on \${vm.node_name}" if !contains(coalesce(vm.tags, []), "${tag}") }}`,
    );
    foreign.overrideLogicalId("foreign");
  }

  precondition({ vmId, name }: VirtualMachine) {
    return {
      condition: `\${!contains(keys(local.foreign), "${vmId}")}`,
      errorMessage: `VM id ${vmId}, planned for ${name}, is held by \${lookup(local.foreign, "${vmId}", "a foreign machine")}, which does not carry the tag ${this.tag}. Nothing was changed. Find out whose machine it is; then remove it, or give ${name} another id: existing.vmId in the declaration.`,
    };
  }
}
