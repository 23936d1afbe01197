// Loaded into the CLI's process before the CLI. It asks for Node 22: on Node 20 it misses one function, which its HTTP
// client calls once, and prints a stack trace about the version before each command. When an engine fails, it ends with a
// stack trace of its own in place of the reason. All are mended here, and nothing else is.
const threads = require("node:worker_threads");
const { adviceFor, errorsIn, tidy } = require("./engine-text.cjs");

threads.markAsUncloneable ??= () => {};

/** End of the output, in which the reason of a failure stands. */
const KEPT = 100_000;
let written = "";

/** The CLI's words about its own fall. */
const CRASH = /^Usage Error: Node\.js version "20\.|^undefined$|^Collecting Debug Information/;

const print = console.error;
console.error = (...items) => {
  if (!CRASH.test(String(items[0]?.message ?? items[0]))) print(...items);
};

const terminal = process.stdout.isTTY === true;
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (chunk, ...rest) => {
  if (typeof chunk !== "string") return write(chunk, ...rest);
  written = (written + chunk).slice(-KEPT);
  return write(tidy(chunk, terminal), ...rest);
};

process.on("unhandledRejection", () => process.exit(1));

process.on("exit", (code) => {
  if (code === 0) return;
  for (const error of errorsIn(written)) {
    const advice = adviceFor(error);
    process.stderr.write(`\nerror: ${error}\n${advice ? `  = ${advice}\n` : ""}`);
  }
});
