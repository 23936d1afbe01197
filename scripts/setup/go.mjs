import { existsSync } from "node:fs";
import { at, onPath, read, tools } from "./project.mjs";
import { goFromPackage } from "./python.mjs";
import { run } from "./step.mjs";

/**
 * Builds a command of a module that `tools/<module>/go.mod` requires. What is fetched is checked against the go.sum
 * beside it. The same sources, Go version and flags give the same bytes on every machine.
 */
export function build(module, command, output, flags = []) {
  const toolchain = read("tools", module, "go.mod").match(/^toolchain (\S+)$/m)[1];
  run(go(), ["build", "-v", "-trimpath", "-buildvcs=false", "-mod=readonly", ...flags, "-o", output, command], {
    cwd: at("tools", module),
    env: { CGO_ENABLED: "0", GOTOOLCHAIN: toolchain, GOWORK: "off", GOFLAGS: "" },
    from: "go",
  });
}

function go() {
  const earlier = tools("go/go/bin/go");
  return onPath("go") ?? (existsSync(earlier) ? earlier : goFromPackage());
}
