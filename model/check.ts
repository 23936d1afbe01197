import { extendedCatalogue } from "./catalogue/load.js";
import type { Catalogue } from "./catalogue/schema.js";
import { type Diagnostic, formatPath, hasErrors, type Position, sortDiagnostics } from "./diagnostics.js";
import { type Declaration, type Loaded, loadDeclaration } from "./load.js";
import type { Platform } from "./platform.js";
import { centralDemands, schoolDemands } from "./resolve/machines.js";
import { resolvePlatform } from "./resolve/platform.js";
import { RULES } from "./rules/index.js";
import type { DemandContext, Finding, PlatformContext, Rule } from "./rules/rule.js";
import { ruleTexts } from "./rules/texts.js";
import type { Trace } from "./trace.js";

export interface Checked {
  readonly diagnostics: Diagnostic[];
  readonly sources: Loaded["sources"];
  readonly declaration?: Declaration;
  /** The catalogue with the declaration's own rows. */
  readonly catalogue?: Catalogue;
  /** Present only when no phase found an error. */
  readonly platform?: Platform;
}

/** Reads, checks and resolves a declaration: all errors of a phase at once, then stop. */
export function checkFolder(folder: string, catalogue: Catalogue, trace?: Trace, today?: string): Checked {
  return checkLoaded(loadDeclaration(folder), catalogue, trace, today);
}

export function checkLoaded(
  { declaration, diagnostics, sources }: Loaded,
  common: Catalogue,
  trace?: Trace,
  today?: string,
): Checked {
  if (!declaration) return { sources, diagnostics: sortDiagnostics(diagnostics) };
  const catalogue = extendedCatalogue(common, declaration.extensions);
  const found = [...diagnostics, ...checkDeclaration(declaration, catalogue, today)];
  if (hasErrors(found)) return { sources, declaration, catalogue, diagnostics: sortDiagnostics(found) };
  const context = demandContext(declaration, catalogue);
  found.push(...run("allocation", context));
  if (hasErrors(found)) return { sources, declaration, catalogue, diagnostics: sortDiagnostics(found) };
  const platform = resolvePlatform(declaration, catalogue, trace);
  found.push(...run("platform", { ...context, platform }));
  return {
    sources,
    declaration,
    catalogue,
    diagnostics: sortDiagnostics(found),
    ...(hasErrors(found) ? {} : { platform }),
  };
}

/** The phases that need no numbers; `npm run allocate` stops at their errors, too. */
export function checkDeclaration(declaration: Declaration, catalogue: Catalogue, today?: string): Diagnostic[] {
  const references = run("references", { declaration, catalogue, demands: [] });
  return hasErrors(references)
    ? references
    : [...references, ...run("declaration", { ...demandContext(declaration, catalogue), today })];
}

function demandContext(declaration: Declaration, catalogue: Catalogue): DemandContext {
  const central = centralDemands(declaration, catalogue);
  const schools = [...declaration.schools.keys()].flatMap((school) =>
    schoolDemands(declaration, catalogue, school).map((demand) => ({ ...demand, school })),
  );
  return { declaration, catalogue, demands: [...central, ...schools] };
}

function run(phase: Rule["phase"], context: DemandContext | PlatformContext): Diagnostic[] {
  return RULES.filter((rule) => rule.phase === phase).flatMap((rule) =>
    [...rule.check(context as PlatformContext)].map((finding) => diagnostic(rule.id, finding, context.declaration)),
  );
}

function diagnostic(code: string, { file, path, of, message, hint }: Finding, { sources }: Declaration): Diagnostic {
  const position: Position = sources.get(file)?.position(path, of ?? "value") ?? { file, line: 1, column: 1 };
  const severity = ruleTexts()[code]?.severity ?? "error";
  return { code, severity, position, path: formatPath(path), message, hint };
}
