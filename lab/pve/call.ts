import type { Cluster } from "./cluster.js";
import type { Parameters } from "./parameters.js";
import type { AuthId } from "./permissions.js";
import type { Store } from "./store.js";
import type { TaskOrder, Work } from "./tasks.js";

/** A file that came with a multipart request. */
export interface Upload {
  readonly filename: string;
  readonly sizeBytes: number;
}

/** One request that is authenticated, allowed by the API schema and well-formed. */
export class Call {
  constructor(
    readonly cluster: Cluster,
    readonly auth: AuthId,
    /** e.g. `PUT /nodes/{node}/qemu/{vmid}/config` */
    readonly route: string,
    readonly parameters: Readonly<Parameters>,
    readonly upload?: Upload,
  ) {}

  get store(): Store {
    return this.cluster.store;
  }

  /** A required text parameter. */
  text(name: string): string {
    return String(this.parameters[name] ?? "");
  }

  tryText(name: string): string | undefined {
    const value = this.parameters[name];
    return value === undefined ? undefined : String(value);
  }

  tryNumber(name: string): number | undefined {
    const value = this.parameters[name];
    return value === undefined ? undefined : Number(value);
  }

  /** An optional boolean parameter, false if absent. */
  flag(name: string): boolean {
    return this.parameters[name] === 1;
  }

  get node(): string {
    return this.text("node");
  }

  get vmid(): number {
    return Number(this.parameters.vmid);
  }

  /** The parameters without those named. */
  rest(...names: string[]): Parameters {
    return Object.fromEntries(Object.entries(this.parameters).filter(([name]) => !names.includes(name)));
  }

  may(path: string, privileges: readonly string[], any = false): boolean {
    return this.cluster.permissions.has(this.auth, path, privileges, any);
  }

  require(path: string, privileges: readonly string[], any = false): void {
    this.cluster.permissions.require(this.auth, path, privileges, any);
  }

  /** Orders a task on the request's node (or another) in the caller's name and returns its UPID. */
  task(order: Omit<TaskOrder, "user" | "node"> & { node?: string }, work: Work): string {
    return this.cluster.tasks.order({ node: this.node, ...order, user: this.auth }, work);
  }
}

/** Answers a call; what it returns becomes `data`. */
export type Handler = (call: Call) => unknown;
/** Keys are `VERB /template` exactly as the API schema spells them. */
export type Routes = Readonly<Record<string, Handler>>;
