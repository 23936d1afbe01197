#!/usr/bin/env node
// The command `cdktf`: starts the CLI of cdktn with this project's engine, and answers for how it ended.
const { environment } = require("../lib/environment.cjs");
const { unapproved, withDefaults } = require("../lib/arguments.cjs");
const { supervise } = require("../lib/supervise.cjs");

const cli = require.resolve("cdktn-cli/bin/cdktn");
const preload = require.resolve("../lib/preload.cjs");
const args = process.argv.slice(2);
const refusal = unapproved(args, process.stdin.isTTY === true);

if (refusal) {
  console.error(refusal);
  process.exitCode = 3;
} else {
  try {
    const all = ["--require", preload, cli, ...withDefaults(args, process.env)];
    supervise(process.execPath, all, environment(process.env)).then((code) => {
      process.exitCode = code;
    });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
