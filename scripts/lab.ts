import { main } from "./lib/command.js";
import { lab } from "./lib/run-lab.js";

// An installed project is set up by its own command; `npm run lab` (lab.mjs) does it on the way.
await main(() => lab());
