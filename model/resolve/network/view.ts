import { append } from "../../collections.js";
import type { PolicyEnd } from "../../intent.js";

/**
 * Where zones and machines are, seen from one routing instance of one device. A view that does not hold a name
 * gives no policy for it: so the Verwaltungsnetz never meets another zone, and a site never another site.
 */
export interface View {
  /** Zone, `internet`, `tunnels`, `device` … → the ends that it has here. */
  readonly zones: ReadonlyMap<string, readonly End[]>;
  /** Machine kind → the ends of its machines. */
  readonly machines: ReadonlyMap<string, readonly End[]>;
  /** Zone → the broadcast addresses of its segments, as ends of the schools that manage computers there. */
  readonly broadcasts: ReadonlyMap<string, readonly End[]>;
}

/** One end of a possible flow. */
export interface End {
  readonly end: PolicyEnd;
  /** Schools that it belongs to; undefined for what serves all. */
  readonly schools?: readonly string[];
  /** Site that it stands at, where exceptions of a site are resolved at the hub. */
  readonly site?: string;
  /** Of a zone: its Internet needs the Jugendschutzfilter. Of an Internet end: only lines with it. */
  readonly filter?: boolean;
}

export class ViewBuilder {
  readonly #zones = new Map<string, End[]>();
  readonly #machines = new Map<string, End[]>();
  readonly #broadcasts = new Map<string, End[]>();

  zone(name: string, end: End): this {
    return this.#add(this.#zones, name, end);
  }

  machine(kind: string, end: End): this {
    return this.#add(this.#machines, kind, end);
  }

  broadcast(name: string, end: End): this {
    return this.#add(this.#broadcasts, name, end);
  }

  #add(ends: Map<string, End[]>, name: string, end: End): this {
    append(ends, name, end);
    return this;
  }

  build(): View {
    return { zones: this.#zones, machines: this.#machines, broadcasts: this.#broadcasts };
  }
}

/** Ends of a name in the flow tables. */
export function endsOf(view: View, name: string): readonly End[] {
  if (name.startsWith("machine:")) return view.machines.get(name.slice("machine:".length)) ?? [];
  return view.zones.get(name) ?? [];
}

/** Machines that a flow of flows.yaml names as its target. */
export function targetsOf(view: View, kind: string): readonly End[] {
  return kind === "all" ? [...view.machines.values()].flat() : (view.machines.get(kind) ?? []);
}
