/**
 * Side door of a running simulator, for tests and demonstrations:
 * `node --import tsx lab/pve/admin.ts --state <folder> '{"do":"change-vm","cluster":"rz1","vmid":1001,"set":{"cores":8}}'`
 */
import { connect } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { AdminCommand } from "./admin-door.js";

/**
 * Sends one command.
 * @param stateFolder the folder that the simulator was started with
 * @throws Error with the simulator's reason, or if none runs there
 */
export function sendAdmin(stateFolder: string, command: AdminCommand): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = connect(join(stateFolder, "admin.sock"));
    socket.on("error", (cause) => reject(new Error(`no simulator answers in ${stateFolder}`, { cause })));
    socket.write(`${JSON.stringify(command)}\n`);
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("utf8");
      if (!text.endsWith("\n")) return;
      socket.end();
      const reply = JSON.parse(text) as { ok: boolean; data?: unknown; message?: string };
      if (reply.ok) resolve(reply.data);
      else reject(new Error(reply.message));
    });
  });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { state: { type: "string" } },
    allowPositionals: true,
  });
  if (!values.state || positionals.length === 0)
    throw new Error("usage: admin.ts --state <folder> '<command as JSON>'…");
  for (const text of positionals) {
    const reply = await sendAdmin(values.state, JSON.parse(text) as AdminCommand);
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

if (process.argv[1]?.endsWith("admin.ts")) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
