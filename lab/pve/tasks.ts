import { badParameters } from "./errors.js";
import type { Task } from "./state.js";
import type { Store } from "./store.js";

/** What a task does when its time has come; a line given to `log` appears in the task's log. */
export type Work = (log: (line: string) => void) => void;

export interface TaskOrder {
  readonly node: string;
  /** e.g. `qmcreate` */
  readonly type: string;
  /** what it is about, e.g. the VM id */
  readonly id?: string | number;
  readonly user: string;
  /** VM whose configuration nobody else may change meanwhile */
  readonly locks?: number;
  /** cleans up what the request had prepared, when the work fails (whose own changes are lost) */
  readonly onFailure?: () => void;
}

/** Tasks kept; Proxmox VE's own index is of that order. */
const KEPT = 5000;
const PRUNE_EVERY = 500;

export const lockTimeout = (vmid: number): string =>
  `can't lock file '/var/lock/qemu-server/lock-${vmid}.conf' - got timeout`;

/** Worker processes: they start after the request that ordered them is written, and end `seconds` later. */
export class Tasks {
  readonly #queue: { upid: string; work: Work; onFailure?: () => void }[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #locks = new Map<number, string>();

  constructor(
    private readonly store: Store,
    public seconds: number,
  ) {
    store.transact(() => this.#buryLost());
  }

  /** Notes an order in the open transaction; `launch` runs it. Returns its UPID. */
  order(order: TaskOrder, work: Work): string {
    const counter = Number(this.store.get("meta", "tasks")?.count ?? 0) + 1;
    this.store.put("meta", "tasks", { count: counter });
    const starttime = Math.floor(Date.now() / 1000);
    const hex = (value: number): string => value.toString(16).toUpperCase().padStart(8, "0");
    const id = String(order.id ?? "");
    const upid = `UPID:${order.node}:${hex(counter)}:${hex(counter * 7)}:${hex(starttime)}:${order.type}:${id}:${order.user}:`;
    const task: Task = {
      upid,
      node: order.node,
      type: order.type,
      id,
      user: order.user,
      starttime,
      status: "running",
      log: [],
      ...(order.locks === undefined ? {} : { locks: order.locks }),
    };
    this.store.put("tasks", upid, task);
    if (counter % PRUNE_EVERY === 0) this.#prune();
    this.#queue.push({ upid, work, ...(order.onFailure ? { onFailure: order.onFailure } : {}) });
    return upid;
  }

  /** Starts what the request just written has ordered. */
  launch(): void {
    for (const { upid, work, onFailure } of this.#queue.splice(0)) {
      const vmid = this.store.get("tasks", upid)?.locks;
      if (vmid !== undefined && this.#locks.has(vmid)) {
        this.#finish(upid, lockTimeout(vmid), []);
        continue;
      }
      if (vmid !== undefined) this.#locks.set(vmid, upid);
      const run = (): void => this.#run(upid, work, onFailure);
      if (this.seconds === 0) run();
      else this.#later(run);
    }
  }

  /** Forgets orders of a request that failed. */
  cancel(): void {
    this.#queue.length = 0;
  }

  /** Whether a task holds the lock of a VM's configuration. */
  isLocked(vmid: number): boolean {
    return this.#locks.has(vmid);
  }

  /** @throws ApiError 400 if there is no such task */
  get(upid: string): Readonly<Task> {
    const task = this.store.get("tasks", upid);
    if (!task) throw badParameters({ upid: "no such task" });
    return task;
  }

  /** Stops the clock; unfinished tasks are found dead by the next start. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #later(run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, this.seconds * 1000);
    this.#timers.add(timer);
  }

  #run(upid: string, work: Work, onFailure?: () => void): void {
    const log: string[] = [];
    let exit = "OK";
    try {
      this.store.transact(() => work((line) => log.push(line)));
    } catch (error) {
      exit = error instanceof Error ? error.message : String(error);
      if (onFailure) this.store.transact(onFailure);
    }
    const vmid = this.store.get("tasks", upid)?.locks;
    if (vmid !== undefined) this.#locks.delete(vmid);
    this.#finish(upid, exit, log);
    this.launch();
  }

  #finish(upid: string, exitstatus: string, log: readonly string[]): void {
    this.store.transact(() => {
      const task = this.store.edit("tasks", upid);
      if (!task) return;
      task.status = "stopped";
      task.exitstatus = exitstatus;
      task.endtime = Math.floor(Date.now() / 1000);
      task.log = [...log, exitstatus === "OK" ? "TASK OK" : `TASK ERROR: ${exitstatus}`];
    });
  }

  #buryLost(): void {
    for (const [upid, task] of this.store.entries("tasks")) {
      if (task.status !== "running") continue;
      const lost = this.store.edit("tasks", upid) as Task;
      lost.status = "stopped";
      lost.exitstatus = "unexpected status";
    }
  }

  #prune(): void {
    const tasks = this.store.entries("tasks");
    if (tasks.length <= KEPT) return;
    for (const [upid, task] of tasks.slice(0, tasks.length - KEPT)) {
      if (task.status === "stopped") this.store.remove("tasks", upid);
    }
  }
}
