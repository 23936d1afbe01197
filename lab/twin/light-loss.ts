import { drops, primaryCables, primaryLine } from "./faults.js";
import { pause } from "./machine.js";
import type { ProofOptions, Scene, Verdict } from "./proof.js";
import { sessions } from "./sessions.js";

/** A line that loses a little is no reason to leave it (figures of the network): percent, and for how long. */
const PERCENT = 5;
const MINUTES = 10;

/** That a site stays on its first line while that loses a few packets in both directions. */
export async function proveLightLoss(
  { twin, sites: [site], progress }: Scene,
  { minutes = MINUTES }: ProofOptions = {},
): Promise<Verdict> {
  if (!site) throw new Error("no site has a router");
  const title = `${primaryLine(site).kind} line of ${site.device.name} loses ${PERCENT} % for ${minutes} minutes`;
  const fault = drops(twin, primaryCables(twin, site), "both", `numgen random mod 100 < ${PERCENT} `);
  const before = await sessions(twin, site);
  await fault.begin();
  for (let minute = 0; minute < minutes; minute++) {
    progress(`${title}: ${minute} over`);
    await pause(60_000);
  }
  const flaps = (await sessions(twin, site)).lost - before.lost;
  await fault.end();
  return {
    title: `light loss: ${title}; ${flaps} BGP sessions lost`,
    lines: [],
    problems: flaps > 0 ? [`${flaps} BGP sessions were lost, none may be`] : [],
    json: { flaps },
  };
}
