#!/usr/bin/env node
// The command `cdktf`: starts the CLI of cdktn with this project's engine, and answers for how it ended.
const { environment } = require("../lib/environment.cjs");
const { withDefaults } = require("../lib/arguments.cjs");
const { supervise } = require("../lib/supervise.cjs");

const cli = require.resolve("cdktn-cli/bin/cdktn");
const preload = require.resolve("../lib/node20.cjs");

try {
  const child = {
    command: process.execPath,
    args: ["--require", preload, cli, ...withDefaults(process.argv.slice(2), process.env)],
  };
  supervise(child.command, child.args, environment(process.env)).then((code) => {
    process.exitCode = code;
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
