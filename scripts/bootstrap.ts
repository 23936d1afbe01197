import { renderBootstrap } from "../render/bootstrap.js";
import { commandLine, main, ready } from "./lib/command.js";

await main(() => {
  const { folder } = commandLine("bootstrap");
  process.stdout.write(renderBootstrap(ready(folder).platform));
});
