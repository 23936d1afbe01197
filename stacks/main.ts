// Entry point of `cdktf synth|diff|deploy|…`: the declaration that TRAEGER names → one stack folder each.
import { join } from "node:path";
import { commandLine, main, PROJECT, ready } from "../scripts/lib/command.js";
import { synthesise } from "./synth.js";

await main(() => {
  const { folder } = commandLine("synth");
  const { platform, workspace } = ready(folder);
  synthesise(platform, {
    outdir: process.env.CDKTF_OUTDIR ?? join(workspace, "cdktf.out"),
    lockFile: join(PROJECT, ".tools", "lock.hcl"),
  });
});
