// Entry point of `cdktf synth|diff|deploy|…`: the declaration that TRAEGER names → one stack folder each.
import { join } from "node:path";
import { commandLine, main, PROJECT, ready } from "../scripts/lib/command.js";
import { synthesise } from "./synth.js";

await main(() => {
  const { folder } = commandLine("synth");
  // cdktf prints whatever comes on standard error as errors of its own; warnings are said by check, plan and apply.
  const { platform, workspace } = ready(folder, { warnings: false });
  synthesise(platform, {
    outdir: process.env.CDKTF_OUTDIR ?? join(workspace, "cdktf.out"),
    lockFile: join(PROJECT, ".tools", "lock.hcl"),
  });
});
