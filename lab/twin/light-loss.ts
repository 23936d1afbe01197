import type { RouterIntent } from "../../model/intent.js";
import { drops, primaryCables, primaryLine } from "./faults.js";
import { pause } from "./machine.js";
import type { ProofOptions, Scene, Verdict } from "./proof.js";
import { sessions } from "./sessions.js";

/** A line that loses a little is no reason to leave it (figures of the network): percent, and for how long. */
const PERCENT = 5;
const MINUTES = 10;

/** BGP sessions of a site that end while its first line loses a few packets in both directions. */
export async function flaps(
  { twin, progress }: Pick<Scene, "twin" | "progress">,
  site: RouterIntent,
  minutes = MINUTES,
): Promise<{ title: string; lost: number; minutes: number }> {
  const title = `${primaryLine(site).kind} line of ${site.device.name} loses ${PERCENT} % for ${minutes} minutes`;
  const fault = drops(twin, primaryCables(twin, site), "both", `numgen random mod 100 < ${PERCENT} `);
  const before = await sessions(twin, site);
  await fault.begin();
  for (let minute = 0; minute < minutes; minute++) {
    progress(`${title}: ${minute} over`);
    await pause(60_000);
  }
  const { lost } = await sessions(twin, site);
  await fault.end();
  return { title, lost: lost - before.lost, minutes };
}

/** That a site stays on its first line meanwhile. */
export async function proveLightLoss(scene: Scene, { minutes }: ProofOptions = {}): Promise<Verdict> {
  const [site] = scene.sites;
  if (!site) throw new Error("no site has a router");
  const { title, lost } = await flaps(scene, site, minutes);
  return {
    title: `light loss: ${title}; ${lost} BGP sessions lost`,
    lines: [],
    problems: lost > 0 ? [`${lost} BGP sessions were lost, none may be`] : [],
    json: { flaps: lost },
  };
}
