import { join } from "node:path";
import { type Expectation, expectation } from "../../lab/twin/expected.js";
import type { Platform } from "../../model/platform.js";
import { PROJECT } from "../../scripts/lib/command.js";
import { allocateTexts, catalogue, checkTexts, readTexts, type Texts } from "./declaration.js";

/**
 * The Hansestadt with a prefix that two sites have: the servers' of the one are known to all, the staff's of the other one
 * are translated. No example declares it, because a last day would pass and the example be refused.
 */
export const TRANSLATED = { site: "backsteinhof", inside: "10.17.20.0/24", outside: "10.64.74.0/24" } as const;
export const SAME = { site: "kreuzhof", prefix: "10.17.20.0/26" } as const;

const FILE = `sites/${TRANSLATED.site}.yaml`;
/** From the data centre to the staff: the flow tables have nothing that goes this way. */
const EXCEPTION = `exceptions:
  fernhilfe: { from: [dc-management], to: [staff], ports: [tcp/5900, udp/5900], class: management, owner: schul-it, until: 2027-07-31, purpose: { de: Fernhilfe, en: Remote help } }`;
const PIN = `  staff: { ipv4: ${TRANSLATED.inside}, assignedBy: Adressplan der Schule von 2015, translated: { until: 2027-07-31, reason: "Umstellung der Rechner in den Sommerferien" } }`;

export function translatedTexts(pin = PIN): Texts {
  const texts = readTexts(join(PROJECT, "traeger/hansestadt"));
  texts.set(FILE, `${texts.get(FILE)?.trimEnd()}\n${pin}\n${EXCEPTION}\n`);
  allocateTexts(texts);
  return texts;
}

/** @throws Error where it has errors */
export function translatedPlatform(): { platform: Platform; expected: Expectation } {
  const { platform, declaration, diagnostics } = checkTexts(translatedTexts());
  if (!platform || !declaration) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return { platform, expected: expectation(platform, catalogue, declaration) };
}
