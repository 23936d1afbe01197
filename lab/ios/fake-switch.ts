import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PROJECT } from "../twin/run.js";

export interface SwitchState {
  readonly running: string;
  readonly startup: string;
  /** A change waits for its confirmation. */
  readonly pending: boolean;
  readonly log: readonly string[];
  /** Every command of every session. */
  readonly typed: readonly string[];
}

/** Orders of lab/ios: faults are kind → pattern of the commands that it befalls. */
export interface SwitchOrder {
  readonly faults?: Readonly<Record<string, string>>;
  readonly minutes?: number;
  readonly reload?: true;
  readonly command?: string;
}

/** How OpenSSH comes to a simulated switch: its host key is a new one each time. */
export const SSH_ARGS = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -F /dev/null";

/** Makes the key pair `id` in the folder. @returns the hash by which a switch knows the public part */
export function makeKey(folder: string): string {
  execFileSync("ssh-keygen", ["-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", join(folder, "id")]);
  const [, key = ""] = readFileSync(join(folder, "id.pub"), "utf8").split(" ");
  return createHash("md5").update(key, "base64").digest("hex").toUpperCase();
}

/** A simulated Cisco switch (lab/ios) that listens on 127.0.0.1 for as long as its starter runs, or on its own. */
export class FakeSwitch {
  private constructor(
    private readonly child: ChildProcess,
    private readonly answers: AsyncIterator<string>,
    readonly port: number,
  ) {}

  /** @param alone  it takes no orders and outlives its starter; whoever has the process's number ends it */
  static async start(options: Readonly<Record<string, string>>, alone = false): Promise<FakeSwitch> {
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    if (alone) args.push("--alone");
    const child = spawn(join(PROJECT, ".tools/venv/bin/python"), [join(PROJECT, "lab/ios"), ...args], {
      env: { ...process.env, PYTHONPATH: join(PROJECT, ".tools/fake-cli"), PYTHONDONTWRITEBYTECODE: "1" },
      stdio: ["pipe", "pipe", "inherit"],
      detached: alone,
    });
    const answers = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    const { port } = JSON.parse((await answers.next()).value);
    return new FakeSwitch(child, answers, port);
  }

  async order(order: SwitchOrder = {}): Promise<SwitchState> {
    this.child.stdin?.write(`${JSON.stringify(order)}\n`);
    return JSON.parse((await this.answers.next()).value);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  stop(): void {
    this.child.kill();
  }
}
