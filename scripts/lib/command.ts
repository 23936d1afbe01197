import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { suggestion } from "../../model/candidates.js";
import { loadCatalogue } from "../../model/catalogue/load.js";
import type { Catalogue } from "../../model/catalogue/schema.js";
import { type Checked, checkFolder } from "../../model/check.js";
import { hasErrors } from "../../model/diagnostics.js";
import type { Declaration } from "../../model/load.js";
import type { Platform } from "../../model/platform.js";
import type { Trace } from "../../model/trace.js";
import { Refusal } from "../../render/adapters/refusal.js";
import { checksToFollow, formatDiagnostics } from "../../render/diagnostics.js";
import { type FolderChoice, noDeclaration } from "./declaration-folder.js";
import { type CommandName, helpText, parserOptions, USAGES, type Usage } from "./usage.js";

/** Exit codes of every command. */
export const EXIT = { good: 0, failed: 1, changes: 2, refused: 3, invalid: 4, interrupted: 130 } as const;

/** The project's own folder: where its code, tools and default declaration are. */
export const PROJECT = resolve(fileURLToPath(new URL("../..", import.meta.url)));

export interface CommandLine extends FolderChoice {
  readonly values: Record<string, string | boolean | string[] | undefined>;
  readonly positionals: readonly string[];
}

/** Parses a command's arguments; prints its help or the mistake, and ends the process for these. */
export function commandLine(name: CommandName): CommandLine {
  const usage: Usage = USAGES[name];
  const help = () => helpText(name, process.env.SCHULPLATTFORM_BIN ? "schulplattform" : "npm run");
  const options = parserOptions(usage);
  try {
    const { values, positionals } = parseArgs({
      options,
      allowPositionals: usage.arguments !== undefined,
      args: process.argv.slice(2),
    });
    if (values.help) {
      console.log(help());
      process.exit(EXIT.good);
    }
    const choice = folderChoice(values.traeger);
    // Only `new` begins without a declaration.
    const wrong = name === "new" ? undefined : noDeclaration(choice);
    if (wrong) {
      console.error(`error: ${wrong}`);
      return process.exit(EXIT.invalid);
    }
    return { values: values as CommandLine["values"], positionals, ...choice };
  } catch (error) {
    console.error(`error: ${misused(error as Error, Object.keys(options))}\n\n${help()}`);
    return process.exit(EXIT.failed);
  }
}

/** --traeger, else TRAEGER, else the folder one is in; in a checkout, the example that the documents speak of. */
function folderChoice(option: unknown): FolderChoice {
  const [origin, named] =
    option === undefined ? ["TRAEGER", process.env.TRAEGER] : (["--traeger", String(option)] as const);
  if (named === undefined && process.env.SCHULPLATTFORM_BIN) return { folder: fromHere("."), origin: "this folder" };
  if (named === undefined) return { folder: resolve(PROJECT, "traeger/hansestadt"), origin: "default" };
  return { folder: fromHere(named), origin };
}

/** Node's sentence about an unknown option speaks of positional arguments; what was meant helps more. */
function misused({ message }: Error, known: readonly string[]): string {
  const option = /^Unknown option '--?([^']+)'/.exec(message)?.[1];
  return option === undefined ? message : `unknown option --${option}; ${suggestion(option, known)}`;
}

/** A path as the user means it: npm runs scripts in the project's folder and keeps the user's in INIT_CWD. */
export function fromHere(path: string): string {
  return resolve(process.env.INIT_CWD ?? ".", path);
}

export interface Ready {
  readonly declaration: Declaration;
  readonly platform: Platform;
  readonly catalogue: Catalogue;
  /** Folder of synthesised stacks and local states: the declaration's, or the lab's where PLATTFORM_LAB names it. */
  readonly workspace: string;
}

export interface ReadyOptions {
  /** Records where values come from. */
  readonly trace?: Trace | undefined;
  /** Whether warnings are printed when there is nothing else. Default: true. */
  readonly warnings?: boolean;
}

/** Loads, checks and resolves; prints what is wrong and ends the process with 4 when anything is. */
export function ready(folder: string, { trace, warnings = true }: ReadyOptions = {}): Ready {
  const checked = checkFolder(folder, loadCatalogue(), trace);
  if (warnings || !checked.platform) report(checked);
  const { declaration, platform, catalogue } = checked;
  if (!platform || !declaration || !catalogue) return process.exit(EXIT.invalid);
  const lab = process.env.PLATTFORM_LAB;
  if (lab && fromHere(lab) !== resolve(folder, ".lab")) {
    console.error(
      `refused: this shell belongs to the lab ${lab}, not to ${folder}; open another one, or: unset PLATTFORM_LAB`,
    );
    return process.exit(EXIT.refused);
  }
  return lab
    ? { declaration, platform: forLab(platform), catalogue, workspace: fromHere(lab) }
    : { declaration, platform, catalogue, workspace: folder };
}

/** The lab never touches a real state: its states are files in its own folder, whatever the declaration says. */
export function forLab(platform: Platform): Platform {
  return { ...platform, state: { backend: "local" } };
}

/** Warnings and errors go to standard error, so that standard output stays machine-readable. */
export function report({ diagnostics, sources }: Pick<Checked, "diagnostics" | "sources">): void {
  if (diagnostics.length === 0) return;
  console.error([formatDiagnostics(diagnostics, sources, "text"), checksToFollow(diagnostics) ?? []].flat().join("\n"));
  if (hasErrors(diagnostics)) process.exitCode = EXIT.invalid;
}

/** Runs a command: an unexpected error becomes one line (a stack trace only with DEBUG) and exit code 1; a device that cannot do it, 4. */
export async function main(run: () => void | Promise<void>): Promise<void> {
  // A reader that has seen enough (| head) is no fault.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(EXIT.good);
  });
  try {
    await run();
  } catch (error) {
    console.error(process.env.DEBUG ? error : `error: ${(error as Error).message}`);
    process.exitCode = error instanceof Refusal ? EXIT.invalid : EXIT.failed;
  }
}
