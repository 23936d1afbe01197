import type { UplinkIntent } from "../../model/intent.js";

export type Language = "de" | "en";
export const LANGUAGES: readonly Language[] = ["de", "en"];

/** Fixed words of the pictures; names of segments and ports come from the catalogue. */
const TABLE = {
  siteTitle: ["Netz am Standort", "Network of the site"],
  overviewTitle: ["Netz", "Network"],
  site: ["Standort", "site"],
  sites: ["Standorte", "sites"],
  school: ["Schule", "school"],
  schools: ["Schulen", "schools"],
  planned: ["geplant", "planned"],
  dataCentre: ["Rechenzentrum", "Data centre"],
  hubs: ["Endpunkte der Tunnel", "far ends of the tunnels"],
  uncoupled: ["Nicht an ein Rechenzentrum gekoppelt: keine Tunnel", "Not coupled to a data centre: no tunnels"],
  internet: ["Internet", "Internet"],
  tunnelsEducation: ["Tunnel Schulnetz", "Tunnels, school network"],
  tunnelsVerwaltung: ["Tunnel Verwaltungsnetz", "Tunnels, Verwaltung"],
  rank: ["Rang", "rank"],
  noTunnel: ["kein Tunnel", "no tunnel"],
  fromOperator: ["Adresse vom Betreiber", "address from the operator"],
  router: ["Router", "router"],
  education: ["Schulnetz", "School network"],
  verwaltung: ["Verwaltungsnetz", "Verwaltungsnetz"],
  separate: [
    "Eigene Routing-Instanz, eigene Regeln. Kein Weg ins Schulnetz.",
    "Own routing instance, own rules. No way to the school network.",
  ],
  noVerwaltung: ["Kein Verwaltungsnetz am Standort", "No Verwaltungsnetz at this site"],
  switches: ["Switches", "Switches"],
  noSwitches: ["Keine Switches deklariert", "No switches declared"],
  main: ["Hauptverteiler", "main distributor"],
  floor: ["Unterverteiler", "floor distributor"],
  ports: ["Ports", "ports"],
  poe: ["mit PoE", "with PoE"],
  accessPoints: ["Access Points", "access points"],
  servers: ["Server am Standort", "Servers at the site"],
  noServers: ["Keine Server am Standort", "No servers at the site"],
  gateway: ["Gateway", "gateway"],
  none: ["keins", "none"],
  schoolServer: ["Schulserver", "school server"],
  central: ["Rechenzentrum", "data centre"],
  noIpv6: ["IPv6 aus", "IPv6 off"],
  innerAddresses: ["innere Adressen der Tunnel", "inner addresses of the tunnels"],
  assignedBy: ["vorgegeben", "assigned"],
  outside: ["außerhalb", "outside"],
  until: ["bis", "until"],
  legend: ["Legende", "Key"],
  trustEducation: ["Lehrkräfte, Schüler, Geräte", "staff, pupils, devices"],
  trustGuest: ["private Geräte, Gäste", "private devices, guests"],
  trustInfrastructure: ["Betrieb", "operation"],
  trustVerwaltung: ["Verwaltung", "administration"],
  trunk: ["Verbindung (Trunk)", "link (trunk)"],
  unused: ["unbenutzt, abgeschaltet", "unused, shut"],
  primaryStyle: ["Hauptleitung", "primary line"],
  fallbackStyle: ["Ersatzleitung", "fallback line"],
  idleStyle: ["ruht", "idle"],
  separateShort: ["eigene Routing-Instanz und Tunnel,", "own routing instance and tunnels,"],
  separateShort2: ["kein Weg ins Schulnetz", "no way to the school network"],
  tunnelsTo: ["Tunnel zu", "tunnels to"],
  line: ["Leitung", "line"],
  lines: ["Leitungen", "lines"],
  toSites: ["Standorten", "sites"],
  noLine: ["keine Leitung", "no line"],
  switchShort: ["Sw", "sw"],
  server: ["Server", "server"],
} as const;
type Word = keyof typeof TABLE;

const LINE: Readonly<Record<string, readonly [string, string]>> = {
  landesnetz: ["Landesnetz", "Landesnetz"],
  telekom: ["Telekom", "Telekom"],
  kommunal: ["kommunales Netz", "municipal network"],
  provider: ["Anbieter", "provider"],
  fibre: ["Glasfaser", "fibre"],
  dsl: ["DSL", "DSL"],
  cable: ["Kabel", "cable"],
  lte: ["LTE", "LTE"],
  "5g": ["5G", "5G"],
  static: ["feste Adresse", "static address"],
  dhcp: ["DHCP", "DHCP"],
  pppoe: ["PPPoE", "PPPoE"],
  cgnat: ["CGNAT", "CGNAT"],
};

export class Words {
  constructor(readonly language: Language) {}

  of(word: Word): string {
    return TABLE[word][this.#index];
  }

  /** Operator, technology or hand-over of a line. */
  line(id: string): string {
    return LINE[id]?.[this.#index] ?? id;
  }

  role({ role, idle }: Pick<UplinkIntent, "role" | "idle">): string {
    return this.of(idle ? "idleStyle" : role === "primary" ? "primaryStyle" : "fallbackStyle");
  }

  /** `1 Schule`, `2 Schulen` */
  count(number: number, one: Word, many: Word): string {
    return `${number} ${this.of(number === 1 ? one : many)}`;
  }

  get #index(): 0 | 1 {
    return this.language === "de" ? 0 : 1;
  }
}
