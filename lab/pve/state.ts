/** What a cluster remembers. Every entity is plain JSON; its key is given beside each collection. */

/** Lines of a VM's configuration file; integers and booleans are numbers, as the API answers them. */
export type VmConfig = Record<string, string | number>;

export interface Vm {
  readonly vmid: number;
  node: string;
  status: "running" | "stopped";
  /** Unix time of the last start */
  startedAt?: number;
  pool?: string;
  config: VmConfig;
  /** values that wait for the next start of a running VM */
  pending: VmConfig;
  /** options that the next start removes */
  pendingDelete: string[];
}

export interface Volume {
  readonly volid: string;
  readonly storage: string;
  /** absent on a shared storage */
  readonly node?: string;
  readonly content: string;
  readonly format: string;
  /** bytes */
  size: number;
  readonly ctime: number;
  vmid?: number;
  notes?: string;
  protected?: number;
}

export interface Task {
  readonly upid: string;
  readonly node: string;
  readonly type: string;
  readonly id: string;
  readonly user: string;
  readonly starttime: number;
  endtime?: number;
  status: "running" | "stopped";
  /** `OK` or the error text */
  exitstatus?: string;
  log: string[];
  /** VM whose lock the task holds while it runs */
  readonly locks?: number;
}

export interface Pool {
  comment?: string;
  storages: string[];
}

export interface Token {
  /** SHA-256 of the secret */
  secretHash: string;
  privsep: number;
  expire: number;
  comment?: string;
}

export interface User {
  passwordHash?: string;
  enable: number;
  expire: number;
  groups: string[];
  tokens: Record<string, Token>;
  comment?: string;
  email?: string;
  firstname?: string;
  lastname?: string;
  keys?: string;
}

export interface Group {
  comment?: string;
}

export interface Role {
  privs: string[];
  /** built in, cannot be changed */
  special?: number;
}

export interface AclEntry {
  readonly path: string;
  readonly roleid: string;
  readonly type: "user" | "group" | "token";
  readonly ugid: string;
  propagate: number;
}

export type Rule = Record<string, string | number>;

export interface IpSet {
  comment?: string;
  cidrs: Rule[];
}

/** One firewall: the cluster's, a node's, a VM's, a vnet's or a security group. */
export interface Firewall {
  options: Rule;
  rules: Rule[];
  aliases: Record<string, Rule>;
  ipsets: Record<string, IpSet>;
  comment?: string;
}

export interface Storage {
  readonly storage: string;
  readonly type: string;
  content: string;
  shared: number;
  /** bytes, per node unless shared */
  capacity: number;
  /** all other properties, as given */
  options: Record<string, string | number | string[]>;
}

/** An entry of one of the many plain collections (SDN, HA, jobs, …). */
export type Plain = Record<string, string | number | string[] | undefined>;

/** All collections by name. */
export interface State {
  /** by VM id */
  vms: Vm;
  /** by `<node or *>/<volid>` */
  volumes: Volume;
  /** by UPID */
  tasks: Task;
  pools: Pool;
  users: User;
  groups: Group;
  roles: Role;
  /** by `<path> <type> <ugid> <role>` */
  acl: AclEntry;
  /** by scope: `cluster`, `node/<id>`, `vm/<id>`, `group/<id>`, `vnet/<id>` */
  firewalls: Firewall;
  storages: Storage;
  /** by `<collection>/<id>` */
  plain: Plain;
  /** keys of the cluster and counters */
  meta: Record<string, string | number>;
}
