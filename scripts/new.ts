import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { labImage } from "../lab/images.js";
import { id as idShape } from "../model/schema/common.js";
import { traegerSchema } from "../model/schema/traeger.js";
import { renderOwnProject, renderSchool, renderSite, renderTraeger } from "../render/scaffold.js";
import { type CommandLine, commandLine, EXIT, fromHere, main, PROJECT } from "./lib/command.js";
import { noDeclaration } from "./lib/declaration-folder.js";
import { writeAtomically } from "./lib/files.js";

/** An answer for the user with the exit code that goes with it. */
class Refusal extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

await main(() => {
  const line = commandLine("new");
  const [what, name, ...rest] = line.positionals;
  try {
    if (name === undefined || rest.length > 0)
      throw new Refusal("expected: new traeger <folder> | site <id> | school <id>", EXIT.failed);
    if (what === "traeger") create(fromHere(name), traeger(fromHere(name), line));
    else if (what === "site" || what === "school") create(line.folder, part(what, valid(name, what), line));
    else throw new Refusal(`${what}: expected traeger, site or school`, EXIT.failed);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(`error: ${error.message}`);
    process.exitCode = error.code;
  }
});

function traeger(folder: string, { values }: CommandLine): Map<string, string> {
  const id = basename(folder);
  if (!idShape.safeParse(id).success || !traegerSchema.shape.id.safeParse(id).success)
    throw new Refusal(
      `the folder's name becomes the Träger's id: expected at most 12 lower-case letters, digits and single hyphens, found ${id}`,
      EXIT.failed,
    );
  const own = dirname(folder) !== join(PROJECT, "traeger");
  const checksum = (image: string) => labImage(image).checksums.sha256 ?? "";
  const checksums = { iserv: checksum("iserv"), debian: checksum("debian-12") };
  const files = new Map([["traeger.yaml", renderTraeger({ id, schemas: schemas(folder, "."), checksums })]]);
  if (!own) return files;
  const dependency = String(values.package ?? `git+https://git.example/schulplattform.git#v${version()}`);
  return new Map([...files, ...renderOwnProject(id, dependency, randomUUID())]);
}

function part(what: "site" | "school", id: string, { folder, origin, values }: CommandLine): Map<string, string> {
  const wrong = noDeclaration({ folder, origin });
  if (wrong) throw new Refusal(`${wrong}; or begin with: new traeger <folder>`, EXIT.invalid);
  if (what === "site") return new Map([[`sites/${id}.yaml`, renderSite(id, schemas(folder, "sites"))]]);
  return new Map([[`schools/${id}.yaml`, renderSchool(id, siteOf(folder, values.site), schemas(folder, "schools"))]]);
}

/** The site that was named, else the only one that there is. */
function siteOf(folder: string, named: CommandLine["values"][string]): string {
  const sites = existsSync(join(folder, "sites"))
    ? readdirSync(join(folder, "sites"))
        .map((file) => basename(file, ".yaml"))
        .sort()
    : [];
  if (named !== undefined && sites.includes(String(named))) return String(named);
  if (named === undefined && sites.length === 1) return sites[0] as string;
  const known = sites.length === 0 ? "there is none yet: new site <id>" : `--site takes one of ${sites.join(", ")}`;
  throw new Refusal(
    named === undefined ? `which site? ${known}` : `site ${named} does not exist; ${known}`,
    EXIT.failed,
  );
}

/** All or nothing: a file that exists is somebody's work. */
function create(folder: string, files: ReadonlyMap<string, string>): void {
  const present = [...files.keys()].filter((path) => existsSync(join(folder, path)));
  if (present.length > 0)
    throw new Refusal(`${present.join(", ")} in ${folder} exists already; nothing was written`, EXIT.refused);
  for (const [path, text] of files) {
    writeAtomically(join(folder, path), text);
    console.log(`wrote ${relative(process.cwd(), join(folder, path))}`);
  }
  console.log("next: replace what is a placeholder; then allocate, generate, check");
}

function valid(id: string, what: string): string {
  if (idShape.safeParse(id).success) return id;
  throw new Refusal(
    `${what} ${id}: expected lower-case letters, digits and single hyphens, beginning with a letter`,
    EXIT.failed,
  );
}

/** Where editors find the schemas: in the project for whatever lies inside it, else in the installed package. */
function schemas(folder: string, below: string): string {
  const inside = !relative(PROJECT, resolve(folder)).startsWith("..");
  const target = inside ? join(PROJECT, "schemas") : join(folder, "node_modules/schulplattform/schemas");
  const path = relative(join(folder, below), target);
  return path.startsWith(".") ? path : `./${path}`;
}

function version(): string {
  return (JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")) as { version: string }).version;
}
