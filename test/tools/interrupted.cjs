// A CLI as bad as the real one: it ends with 0 at the first SIGINT, while an engine that it started is still saving.
const { spawn } = require("node:child_process");

const engine = `
let signals = 0;
process.on("SIGINT", () => {
  signals += 1;
  setTimeout(() => { console.log("state saved after " + signals + " signal"); process.exit(0); }, 300);
});
setInterval(() => {}, 1000);
console.log("creating");`;

process.on("SIGINT", () => process.exit(0));
spawn(process.execPath, ["-e", engine], { stdio: "inherit" });
