import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { MachineError, start } from "./machine.js";
import { inside, netnsPath, type Run } from "./run.js";

const script = (name: string) => fileURLToPath(new URL(`probe/${name}`, import.meta.url));

/** One question: does this host reach that one? Hosts are namespaces of the run. */
export interface Probe {
  readonly from: string;
  readonly to: string;
  readonly protocol: "tcp" | "udp";
  readonly source: string;
  readonly address: string;
  /** Address of the target itself, where that is another one. Default: `address`. */
  readonly listen?: string;
  readonly port: number;
}

/** See probe/matrix.py. */
export interface Answer {
  readonly outcome: "reached" | "refused" | "silent" | "wrong";
  readonly delivered: boolean;
}

/** Asks all questions at once, as packets. @param seconds  time that an answer may take */
export async function probe(of: Run, probes: readonly Probe[], seconds = 1.5, batch = 4000): Promise<Answer[]> {
  const full = probes.map((probe, id) => ({ ...probe, id, ...places(of, probe) }));
  const [program = "", ...args] = inside(of, ["python3", script("matrix.py")]);
  const text = await start(program, args, JSON.stringify({ timeout: seconds, batch, probes: full }));
  return (JSON.parse(text) as { probes: Answer[] }).probes;
}

/** Packets of one kind from one host to another. */
export interface Flow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly source: string;
  readonly address: string;
  readonly port: number;
  /** Whether a packet may arrive: where not, one is a leak. */
  readonly allowed: boolean;
  /** Namespaces in which none of its packets may be seen. */
  readonly nowhere?: readonly string[];
  /** TCP: the first packet of one connection, again and again. Default: UDP. */
  readonly protocol?: "tcp" | "udp";
}

/** See probe/traffic.py. */
export interface TrafficResult {
  readonly seconds: number;
  readonly dropped: number;
  readonly marks: readonly { readonly at: number; readonly text: string }[];
  readonly flows: readonly FlowResult[];
  readonly leaks: readonly { readonly flow: string; readonly namespace: string; readonly packets: number }[];
}

export interface FlowResult {
  readonly id: string;
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  readonly gaps: readonly { readonly at: number; readonly ms: number; readonly lost: number }[];
}

export interface Traffic {
  /** Notes what happens now, on the traffic's own clock. */
  mark(text: string): void;
  /** Ends it and counts. */
  stop(): Promise<TrafficResult>;
}

/** Starts steady traffic; it runs when the promise is through. @param rate  packets a second of each flow */
export async function traffic(of: Run, flows: readonly Flow[], rate = 200): Promise<Traffic> {
  const full = flows.map((flow) => ({
    ...flow,
    ...places(of, flow),
    nowhere: flow.nowhere?.map((name) => netnsPath(of, name)) ?? [],
  }));
  const [program = "", ...args] = inside(of, ["python3", script("traffic.py")]);
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (data) => (errors += data));
  child.stdin.on("error", () => undefined);
  child.stdin.write(`${JSON.stringify({ rate, flows: full })}\n`);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new MachineError(`traffic ended early: ${errors.trim().slice(-1000)}`);
    return value as string;
  };
  await next();
  return {
    mark: (text) => void child.stdin.write(`mark ${text}\n`),
    async stop() {
      child.stdin.end();
      return JSON.parse(await next()) as TrafficResult;
    },
  };
}

const places = (of: Run, { from, to }: { from: string; to: string }) => ({
  from: netnsPath(of, from),
  to: netnsPath(of, to),
});
