/**
 * Prints `N passed, N failed` from vitest's JSON report, for CI.
 *
 *   node scripts/closing-line.mjs <report> <exit code of the run>
 *
 * What is in no report still counts: a test file that did not load is one failure, and so is a run that ended badly
 * without a failed test, such as a check before the tests or a report that was never written.
 * Exit codes: 0 nothing failed, 1 something did.
 */
import { existsSync, readFileSync } from "node:fs";

const [file, status] = process.argv.slice(2);
const report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { testResults: [] };
const results = report.testResults.flatMap(({ status, assertionResults }) =>
  status === "failed" && assertionResults.every((test) => test.status !== "failed")
    ? [...assertionResults, { status: "failed" }]
    : assertionResults,
);
const count = (status) => results.filter((test) => test.status === status).length;
const failed = count("failed") || (status === "0" && count("passed") > 0 ? 0 : 1);
if (failed > count("failed"))
  console.log(count("passed") > 0 ? `the run ended with exit code ${status}` : "no test was run");
console.log(`${count("passed")} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
