/**
 * What the CLI hands on of the engine's text is made for a person's first Terraform project. These functions take out
 * what is not true here, and find the one thing that counts when a run fails: what the engine said last.
 */

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, "g");

const plain = (text) => text.replace(ESCAPES, "");

/** A line that may carry colours between its words. */
const coloured = (words) => words.replaceAll(" ", "(?:\\s|\u001b\\[[0-9;]*m|[│])+");

/** Lock files here are made by setup for this machine and never committed (docs/gotchas.md). */
const UNTRUE = [
  "OpenTofu has made some changes to the provider dependency selections recorded in the .terraform.lock.hcl file. Review those changes and commit them to your version control system if they represent changes you intended to make.",
  "Terraform has made some changes to the provider dependency selections recorded in the .terraform.lock.hcl file. Review those changes and commit them to your version control system if they represent changes you intended to make.",
].map((words) => new RegExp(`${coloured(words.replaceAll(".", "\\."))}\\n?`, "g"));

/** A warning or error of the engine, in its box. */
const BOX = /╷[\s\S]*?╵[^\n]*\n?/g;

/**
 * @param text  what the CLI writes
 * @param terminal  whether a terminal shows it; a log gets no colours
 */
function tidy(text, terminal) {
  const kept = UNTRUE.reduce((rest, untrue) => rest.replace(untrue, ""), text).replace(BOX, (box) =>
    plain(box).includes("Incomplete lock file information for providers") ? "" : box,
  );
  return terminal ? kept : plain(kept);
}

/** The engine's errors in a text, each once, without their boxes: `summary: detail`. */
function errorsIn(text) {
  const boxes = plain(text).match(BOX) ?? [];
  const errors = boxes.flatMap((box) => {
    const words = box.replace(/[╷│╵]/g, "").replace(/^\s*on \S+ line \d+.*$\n(^\s*\d+:.*$\n)?/gm, "");
    const [, summary, detail = ""] = /^\s*Error: *([^\n]+)\n([\s\S]*)/.exec(words) ?? [];
    // How to go round a guard is no help to somebody who meant no harm.
    const told = detail.replace(/To proceed, either[\s\S]*|Use a -var or[\s\S]*/, "");
    return summary ? [`${summary.trim()}: ${told.replace(/\s+/g, " ").trim()}`.replace(/: $/, "")] : [];
  });
  return [...new Set(errors)];
}

/** What this project knows to do about an error of the engine. */
function adviceFor(error) {
  const variable = /input variable "(\w+)" is not set/.exec(error)?.[1];
  if (variable)
    return `put the API token (user@realm!id=uuid) into ${variable.toUpperCase()}; "bootstrap" prints how it is made. For the lab: . <declaration>/.lab/env`;
  if (/prevent_destroy/.test(error))
    return 'it holds data. To take it away: lifecycle: retiring, allocate, apply; then lifecycle: retired, allocate, apply (docs/how-to/real-cluster.md, "Taking a machine away")';
  return undefined;
}

module.exports = { adviceFor, errorsIn, tidy };
