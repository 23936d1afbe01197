// The CLI asks for Node 22. On Node 20 it misses one function, which its HTTP client calls once, and prints a stack trace
// about the version before each command; both are mended here, and nothing else is.
const threads = require("node:worker_threads");

threads.markAsUncloneable ??= () => {};

const print = console.error;
console.error = (...items) => {
  if (!/^Usage Error: Node\.js version "20\./.test(String(items[0]?.message))) print(...items);
};
