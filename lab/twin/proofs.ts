import { proveDiscovery } from "./discovery.js";
import { proveFailover } from "./failover.js";
import { proveFallback } from "./fallback.js";
import { proveFiles } from "./files.js";
import { proveIkev2 } from "./ikev2.js";
import { proveIpv6Off } from "./ipv6-off.js";
import { proveLandesnetz } from "./landesnetz.js";
import { proveLightLoss } from "./light-loss.js";
import { proveLockout } from "./lockout.js";
import { proveLogs } from "./logs.js";
import { proveMatrix } from "./matrix.js";
import type { Proof } from "./proof.js";
import { proveReplacement } from "./replacement.js";
import { proveSurvival } from "./survival.js";
import { proveVlans } from "./vlans.js";
import { proveMachine } from "./vm.js";
import { proveWakeOnLan } from "./wake-on-lan.js";

/** All proofs, in the order in which they are run. */
export const PROOFS: readonly Proof[] = [
  {
    id: "files",
    shows: { de: "die Knoten haben die eingetragenen Dateien", en: "the nodes have the committed files" },
    prove: proveFiles,
  },
  {
    id: "matrix",
    shows: {
      de: "wer wen erreicht, ist das, was die Tabellen der Flüsse sagen",
      en: "who reaches whom is what the flow tables say",
    },
    prove: proveMatrix,
  },
  {
    id: "ipv6-off",
    shows: {
      de: "in einem Segment ohne IPv6 kündigt sich kein Router an",
      en: "no router is advertised in a segment without IPv6",
    },
    prove: proveIpv6Off,
  },
  {
    id: "vlans",
    shows: {
      de: "Switche geben einen Rahmen dort aus, wo sein VLAN deklariert ist, und nirgends sonst, und lassen keine fremde DHCP-Antwort herein",
      en: "switches let a frame out where its VLAN is declared and nowhere else, and no rogue DHCP answer in",
    },
    prove: proveVlans,
  },
  {
    id: "discovery",
    shows: {
      de: "Bildschirme und Drucker werden gefunden wie deklariert, und von niemandem sonst",
      en: "displays and printers are found as declared, and by nobody else",
    },
    prove: proveDiscovery,
  },
  {
    id: "wake-on-lan",
    shows: {
      de: "Server schalten die Rechner, die sie verwalten, durch einen Broadcast in deren Segment ein, und niemand sonst irgendwen",
      en: "servers wake the computers that they manage by a broadcast in their segment, and nobody else anybody",
    },
    prove: proveWakeOnLan,
  },
  {
    id: "logs",
    shows: {
      de: "was Router melden, kommt bei der zentralen Überwachung an, auch nach einem Ausfall; was von Personen handelt, nicht",
      en: "what routers say arrives at the central monitoring, also after an outage; what tells of people does not",
    },
    prove: proveLogs,
  },
  {
    id: "lock-out",
    shows: {
      de: "eine Auslieferung, die das Gerät abschneidet, nimmt sich selbst zurück",
      en: "a delivery that cuts off the device takes itself back",
    },
    prove: proveLockout,
  },
  {
    id: "failover",
    shows: {
      de: "was an einem Standort ausfällt, kostet nicht mehr, als seine Zeiten versprechen",
      en: "what fails at a site costs no more than its timers promise",
    },
    prove: (scene) => proveFailover(scene),
  },
  {
    id: "link-down",
    shows: {
      de: "der erste Fehler des Nachweises failover allein, wenn die Zeit knapp ist",
      en: "the failover's first fault alone, where time is short",
    },
    onDemand: true,
    prove: (scene) => proveFailover(scene, ["link-down"]),
  },
  {
    id: "fallback",
    shows: {
      de: "die zweite Leitung eines Standorts trägt, was sie soll, und nichts, was sie abweist",
      en: "a site's second line carries what it shall, and nothing that it refuses",
    },
    prove: proveFallback,
  },
  {
    id: "landesnetz",
    shows: {
      de: "alle Standorte vertragen einen Ausfall des ganzen Landesnetzes",
      en: "all sites bear a failure of the whole Landesnetz",
    },
    prove: proveLandesnetz,
  },
  {
    id: "light-loss",
    shows: {
      de: "eine Leitung, die zehn Minuten lang 5 % verliert, wird nicht verlassen",
      en: "a line that loses 5 % for ten minutes is not left",
    },
    onDemand: true,
    prove: proveLightLoss,
  },
  {
    id: "local-survival",
    shows: {
      de: "ohne jede Leitung arbeitet ein Standort mit eigenem Server weiter; einer ohne bleibt geschlossen",
      en: "without any line a site with a server of its own goes on; one without fails closed",
    },
    onDemand: true,
    setup: "school-server",
    prove: proveSurvival,
  },
  {
    id: "replacement",
    shows: {
      de: "ein leeres Gerät wird zum Router eines Standorts; die Schlüssel des alten sind nichts mehr wert",
      en: "an empty device becomes a site's router; the keys of the one before are worth nothing",
    },
    prove: proveReplacement,
  },
  {
    id: "vm",
    shows: {
      de: "ein Standort, dessen Router eine virtuelle Maschine ist: 802.1Q, WireGuard und netem des eigenen Kernels, das eingetragene link-layer",
      en: "a site whose router is a virtual machine: the kernel's own 802.1Q, WireGuard and netem, the committed link-layer",
    },
    onDemand: true,
    setup: "twin-vm",
    prove: proveMachine,
  },
  {
    id: "ikev2",
    shows: {
      de: "ein Knoten und ein Standort als virtuelle Maschinen: Tunnel mit IKEv2 und xfrm des eigenen Kernels, und nichts im Klartext",
      en: "a hub and a site as virtual machines: tunnels by IKEv2 and the kernel's own xfrm, and nothing in clear",
    },
    onDemand: true,
    setup: "twin-vm",
    prove: proveIkev2,
  },
];

/**
 * The proofs that were asked for.
 * @param only  ids with commas; undefined: all that do not take long
 * @throws Error naming what there is
 */
export function chosenProofs(only?: string): readonly Proof[] {
  if (only === undefined) return PROOFS.filter(({ onDemand }) => !onDemand);
  const ids = only.split(",");
  const unknown = ids.find((id) => !PROOFS.some((proof) => proof.id === id));
  if (unknown !== undefined)
    throw new Error(`there is no proof ${unknown}; there are ${PROOFS.map(({ id }) => id).join(", ")}`);
  return PROOFS.filter(({ id }) => ids.includes(id));
}
