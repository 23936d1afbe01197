import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../model/diagnostics.js";
import { SourceFile } from "../../model/source.js";
import { checksToFollow, formatDiagnostics } from "../../render/diagnostics.js";

const FILE = "sites/a.yaml";

function diagnostic(column: number, changes: Partial<Diagnostic> = {}): Diagnostic {
  const position = { file: FILE, line: 1, column };
  return { code: "shape", severity: "error", position, path: "name", message: "expected a text", ...changes };
}

function printed(line: string, found: Diagnostic): string {
  return formatDiagnostics([found], new Map([[FILE, new SourceFile(FILE, `${line}\n`)]]), "text");
}

describe("the text form of a diagnostic", () => {
  it("shows place, code, path, sentence, line, caret and what to do", () => {
    expect(
      printed("name: 42", diagnostic(7, { hint: "put it in quotes" })),
    ).toBe(`sites/a.yaml:1:7 error shape name: expected a text
  1 | name: 42
    |       ^
  = put it in quotes

1 error; nothing was written`);
  });

  it("cuts a long line around the caret", () => {
    const [, line = "", caret = ""] = printed(`${"a".repeat(500)}X${"b".repeat(500)}`, diagnostic(501)).split("\n");
    expect(line.length).toBeLessThan(175);
    expect(line[caret.indexOf("^")]).toBe("X");
  });

  it("makes tabs, control characters and characters that turn text visible, one for one", () => {
    const [, line, caret] = printed("\tname: \u001b[31m\u202ex", diagnostic(14)).split("\n");
    expect(line).toBe("  1 | →name: ␛[31m�x");
    expect(caret).toBe("    |              ^");
  });

  it("sets the caret by characters, not by their bytes or code units", () => {
    const [, line = "", caret = ""] = printed("😀😀: X", diagnostic(7)).split("\n");
    expect([...line][caret.indexOf("^")]).toBe("X");
  });

  it("hides the value of a secret that was found", () => {
    expect(printed("{ token: hunter2, x: 1 }", diagnostic(3, { code: "clear-secret" }))).not.toContain("hunter2");
    expect(printed("- hunter2", diagnostic(3, { code: "clear-secret" }))).not.toContain("hunter2");
  });

  it.each(['password: "hunter2', "{ token: hunter2", "psk = hunter2", "x: https://me:hunter2@host/"])(
    "hides what looks like a secret in text that is no YAML: %s",
    (line) => expect(printed(line, diagnostic(1, { code: "yaml" }))).not.toContain("hunter2"),
  );

  it("counts errors and warnings, and says that nothing was written only when there are errors", () => {
    const warning = diagnostic(1, { severity: "warning" });
    const summary = (found: Diagnostic[]) => formatDiagnostics(found, new Map(), "text").split("\n").at(-1);
    expect(summary([])).toBe("no problems found");
    expect(summary([warning])).toBe("1 warning");
    expect(summary([diagnostic(1), diagnostic(2), warning])).toBe("2 errors, 1 warning; nothing was written");
  });
});

describe("the note on further checks", () => {
  it("stands where an error kept later phases from running, and nowhere else", () => {
    expect(checksToFollow([diagnostic(1)])).toContain("further checks follow");
    expect(checksToFollow([diagnostic(1, { code: "unknown-site" })])).toContain("further checks follow");
    expect(checksToFollow([diagnostic(1, { code: "node-failure" }), diagnostic(1, { severity: "warning" })])).toBe(
      undefined,
    );
    expect(checksToFollow([diagnostic(1, { severity: "warning" })])).toBe(undefined);
  });
});

describe("the SARIF form", () => {
  const bases = (base?: string) =>
    JSON.parse(formatDiagnostics([diagnostic(1)], new Map(), "sarif", base)).runs[0].originalUriBaseIds;

  it("says where the declaration lies: below the repository's root, or by an absolute address", () => {
    expect(bases("traeger/klein stadt/")).toMatchObject({
      DECLARATION: { uri: "traeger/klein%20stadt/", uriBaseId: "%SRCROOT%" },
      "%SRCROOT%": {},
    });
    expect(bases("file:///srv/amt-nord/")).toEqual({ DECLARATION: { uri: "file:///srv/amt-nord/" } });
    expect(bases()).toBeUndefined();
  });

  it("names each rule once, with its texts, and points at file, line and column", () => {
    const found = [diagnostic(7), diagnostic(9, { code: "unknown-site", hint: "did you mean b?" })];
    const { version, runs } = JSON.parse(formatDiagnostics(found, new Map(), "sarif"));
    expect(version).toBe("2.1.0");
    const [{ tool, results }] = runs;
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(["shape", "unknown-site"]);
    expect(tool.driver.rules[1].shortDescription.text).toBe("Site does not exist");
    expect(results[1]).toMatchObject({
      ruleId: "unknown-site",
      ruleIndex: 1,
      level: "error",
      message: { text: "expected a text\ndid you mean b?" },
    });
    expect(results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: FILE, uriBaseId: "DECLARATION" },
      region: { startLine: 1, startColumn: 7 },
    });
  });
});
