import { join } from "node:path";
import type { ApiSchema } from "./api-schema.js";
import { Authenticator } from "./auth.js";
import type { ClusterConfig } from "./config.js";
import { failure } from "./errors.js";
import { Permissions } from "./permissions.js";
import { seed } from "./seed.js";
import type { Firewall, Storage } from "./state.js";
import { Store } from "./store.js";
import { Tasks } from "./tasks.js";

/** One simulated cluster: its configuration, state, rights and tasks. */
export class Cluster {
  readonly store: Store;
  readonly tasks: Tasks;
  readonly permissions: Permissions;
  readonly authenticator: Authenticator;
  readonly startedAt = Math.floor(Date.now() / 1000);

  /** @param stateFolder folder of the whole simulator; the cluster's own is `<stateFolder>/<id>` */
  constructor(
    readonly config: ClusterConfig,
    readonly schema: ApiSchema,
    stateFolder: string,
    taskSeconds: number,
  ) {
    this.store = new Store(join(stateFolder, config.id));
    this.store.transact(() => seed(this.store, config));
    this.tasks = new Tasks(this.store, taskSeconds);
    this.permissions = new Permissions(this.store);
    this.authenticator = new Authenticator(this.store);
  }

  get nodes(): ClusterConfig["nodes"] {
    return this.config.nodes;
  }

  /** @throws ApiError with the text that a request for an unknown node is answered with */
  requireNode(name: string): void {
    if (this.nodes.some((node) => node.name === name)) return;
    throw failure(
      `hostname lookup '${name}' failed - failed to get address info for: ${name}: Name or service not known`,
    );
  }

  /** @throws ApiError if there is none of that id */
  storage(id: string): Readonly<Storage> {
    const storage = this.store.get("storages", id);
    if (!storage) throw failure(`storage '${id}' does not exist`);
    return storage;
  }

  /** The firewall of a scope; an empty one where nothing was ever set. Change it through `editFirewall`. */
  firewall(scope: string): Readonly<Firewall> {
    return this.store.get("firewalls", scope) ?? emptyFirewall();
  }

  editFirewall(scope: string): Firewall {
    const known = this.store.edit("firewalls", scope);
    if (known) return known;
    const fresh = emptyFirewall();
    this.store.put("firewalls", scope, fresh);
    return fresh;
  }

  close(): void {
    this.tasks.close();
    this.store.close();
  }
}

const emptyFirewall = (): Firewall => ({ options: {}, rules: [], aliases: {}, ipsets: {} });
