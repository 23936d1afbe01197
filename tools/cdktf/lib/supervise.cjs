const { spawn } = require("node:child_process");
const { constants } = require("node:os");
const { setTimeout: sleep } = require("node:timers/promises");

/**
 * Runs a program in a process group of its own and waits until everything in the group has ended.
 *
 * The CLI alone can't be trusted with an interruption: on Ctrl-C it exits 0 with half-made stacks behind it, and on
 * SIGTERM its engines run on. So this parent takes the signals. The first one reaches the whole group as SIGINT, at
 * which an engine finishes what it is creating and saves its state; a second SIGINT would make it throw the state away,
 * so later ones are held back.
 *
 * @returns {Promise<number>} 130 if interrupted, else the program's exit code (128 + n if signal n ended it)
 */
async function supervise(command, args, env) {
  const child = spawn(command, args, { env, stdio: "inherit", detached: true });
  let interrupted = false;
  const interrupt = () => {
    if (interrupted) {
      console.error("Already stopping: waiting for the engines to save their state.");
      return;
    }
    interrupted = true;
    signalGroup(child.pid, "SIGINT");
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, interrupt);
  try {
    const code = await exit(child);
    while (signalGroup(child.pid, 0)) await sleep(50);
    return interrupted ? 130 : code;
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

function exit(child) {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/** @returns {boolean} whether anything is left in the group */
function signalGroup(leader, signal) {
  try {
    process.kill(-leader, signal);
    return true;
  } catch (error) {
    if (error.code === "ESRCH") return false;
    throw error;
  }
}

module.exports = { supervise };
