import { HttpBackend, LocalBackend, PgBackend, S3Backend, TerraformStack, TerraformVariable } from "cdktn";
import type { Construct } from "constructs";
import type { Platform, PlatformCluster, Stack } from "../model/platform.js";
import { ProxmoxProvider } from "./bindings/provider/index.js";
import { ClusterBase } from "./constructs/cluster-base.js";
import { OwnershipGuard } from "./constructs/ownership-guard.js";
import { VirtualMachine } from "./constructs/virtual-machine.js";

/** The release that bindings, simulator and tests are made for. */
export const PROVIDER_VERSION = "0.111.1";

/** One cluster, one state: what the cluster needs (where this stack keeps it) and the stack's machines. */
export class PlatformStack extends TerraformStack {
  constructor(scope: Construct, platform: Platform, stack: Stack) {
    super(scope, stack.id);
    const cluster = platform.clusters[stack.cluster] as PlatformCluster;
    backend(this, platform, stack.id);
    provider(this, cluster, stack);
    const base = stack.base && new ClusterBase(this, "base", { cluster, stack, base: stack.base });
    const guard = new OwnershipGuard(this, stack.id);
    const after = base?.prerequisites ?? [];
    const machines = stack.machines.flatMap((key) => platform.machines[key] ?? []);
    const placed = machines.map(
      (machine) => new VirtualMachine(this, machine.resource, { platform, cluster, machine, guard, after }),
    );
    if (stack.base) base?.spread(stack.base, placed);
  }
}

/** Secrets and addresses come in as variables; an ephemeral one is neither in plan files nor in the state. */
function provider(scope: Construct, { id, declared }: PlatformCluster, { tokenVariable }: Stack): void {
  const token = new TerraformVariable(scope, tokenVariable, {
    type: "string",
    sensitive: true,
    nullable: false,
    description: "API token (user@realm!id=uuid) of this stack.",
  });
  token.addOverride("ephemeral", true);
  const endpoint = new TerraformVariable(scope, `endpoint_${id.replaceAll("-", "_")}`, {
    type: "string",
    default: declared.endpoint,
    description: "Proxmox VE API; another value than the declared one serves a lab or a forwarded port.",
  });
  new ProxmoxProvider(scope, "proxmox", { endpoint: endpoint.stringValue, apiToken: token.stringValue });
}

/** State key = stack id, which the Träger's id is part of. Paths are relative, so that all machines synthesise the same. */
function backend(scope: Construct, { state }: Platform, id: string): void {
  switch (state.backend) {
    case "local":
      new LocalBackend(scope, { path: `../../../state/${id}.tfstate` });
      break;
    case "pg":
      // The connection string is a secret: it comes from PG_CONN_STR.
      new PgBackend(scope, { schemaName: id.replaceAll("-", "_") } as ConstructorParameters<typeof PgBackend>[1]);
      break;
    case "http":
      new HttpBackend(scope, {
        address: `${state.address}/${id}`,
        lockAddress: `${state.address}/${id}/lock`,
        unlockAddress: `${state.address}/${id}/lock`,
        lockMethod: "POST",
        unlockMethod: "DELETE",
      });
      break;
    case "s3":
      new S3Backend(scope, {
        bucket: state.bucket,
        key: `${id}.tfstate`,
        region: state.region,
        endpoints: { s3: state.endpoint },
        usePathStyle: true,
        useLockfile: true,
        skipCredentialsValidation: true,
        skipRegionValidation: true,
        skipRequestingAccountId: true,
      });
      break;
  }
}
