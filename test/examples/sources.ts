import { primaryUplink } from "../../model/resolve/products.js";
import type { Example, ExampleId } from "./example.js";

/** A figure of a source concept and what the example has instead. */
export interface Figure {
  readonly what: string;
  /** Where the source says it. */
  readonly source: string;
  readonly expected: number;
  /** Share by which the example may differ, for figures that the source rounds. Default: 0. */
  readonly tolerance?: number;
  readonly actual: (example: Example) => number;
}

const schools = ({ platform }: Example) =>
  Object.values(platform.schools).filter(({ lifecycle }) => lifecycle !== "retired");
const sites = ({ declaration }: Example) => [...declaration.sites.values()];
const machines = (kind: string) => (example: Example) =>
  Object.values(example.platform.machines).filter((vm) => vm.kind === kind).length;
const accessPoints = (example: Example) => sites(example).reduce((sum, { accessPoints: { count } }) => sum + count, 0);
const users = (example: Example) => schools(example).reduce((sum, { pupils, teachers }) => sum + pupils + teachers, 0);

/** Schools with a server of their own at the school, in the data centre, or at the maker. */
const servers = (product: string, placement?: string) => (example: Example) =>
  schools(example).filter(
    ({ products }) => products[product] && (placement ?? products[product].placement) === products[product].placement,
  ).length;

const uses =
  (...products: string[]) =>
  ({ platform }: Example) =>
    products.filter((product) => Object.values(platform.services).some((service) => service.product === product))
      .length;

/** The school's own devices: private ones in the WLAN are nobody's to count. */
const devices = ({ declaration }: Example) =>
  [...declaration.schools.values()]
    .flatMap(({ devices: { byod: _, ...own } }) => Object.values(own))
    .reduce((sum, count) => sum + count, 0);

const dualWan = (example: Example) =>
  sites(example).filter(({ uplinks }) =>
    [
      ["landesnetz", "primary"],
      ["telekom", "fallback"],
    ].every(([kind, role]) => uplinks.some((line) => line.kind === kind && line.role === role)),
  ).length;

/** Schools whose server stands where the rule of Münster would not have it (domain.md section 5). */
const misplaced = ({ declaration, platform }: Example) =>
  [...declaration.schools].filter(
    ([
      id,
      {
        clientManagement,
        sites: [main = ""],
      },
    ]) => {
      const site = declaration.sites.get(main);
      const line = site ? (primaryUplink(site)?.downMbit ?? 0) : 0;
      const placement = platform.schools[id]?.products.iserv?.placement;
      return clientManagement && placement !== (line >= 10_000 ? "central" : "local");
    },
  ).length;

/** What the sources say, with the place in this project's collection of them. */
export const FIGURES: Readonly<Record<ExampleId, readonly Figure[]>> = {
  hansestadt: [
    {
      what: "sites",
      source: "domain.md 3, WLAN controller",
      expected: 44,
      actual: (example) => sites(example).length,
    },
    {
      what: "schools",
      source: "reference/peers.md, Lübeck",
      expected: 56,
      actual: (example) => schools(example).length,
    },
    {
      what: "sites with Landesnetz and Telekom in parallel",
      source: "domain.md 4, Dual-WAN",
      expected: 38,
      actual: dualWan,
    },
    {
      what: "schools with local servers",
      source: "domain.md 1, scenario 1",
      expected: 2,
      actual: servers("ucs-school-server", "local"),
    },
    {
      what: "services named by the source",
      source: "domain.md 3",
      expected: 9,
      actual: uses(
        "ucs-school",
        "open-xchange",
        "bigbluebutton",
        "filewave",
        "unifi",
        "zammad",
        "knowledge-base",
        "portal",
        "hotline",
      ),
    },
  ],
  landkreis: [
    {
      what: "schools without IServ",
      source: "domain.md 3, IServ school server",
      expected: 0,
      actual: (example) => schools(example).length - servers("iserv")(example),
    },
    {
      what: "own BigBlueButton, Moodle, remote access",
      source: "domain.md 3",
      expected: 3,
      actual: uses("bigbluebutton", "moodle", "jump-host"),
    },
    {
      what: "primary schools (a Landkreis has none)",
      source: "domain.md 2",
      expected: 0,
      actual: (example) => schools(example).filter(({ kind }) => kind === "grundschule").length,
    },
  ],
  chemiestadt: [
    { what: "accounts", source: "domain.md 3, MNSpro Cloud", expected: 14_000, actual: users },
    {
      what: "virtual machines of schools",
      source: "domain.md 3, MNSpro Cloud: hosted",
      expected: 0,
      actual: ({ platform }) => Object.values(platform.machines).filter((vm) => vm.school).length,
    },
    {
      what: "sites outside of the city-wide network",
      source: "domain.md 1, scenario 1",
      expected: 3,
      actual: (example) => sites(example).filter((site) => primaryUplink(site)?.kind !== "kommunal").length,
    },
  ],
  ruhrstadt: [
    {
      what: "access points",
      source: "domain.md 3, WLAN controller: about 1,000",
      expected: 1000,
      tolerance: 0.05,
      actual: accessPoints,
    },
    {
      what: "schools whose IServ is not in the school",
      source: "domain.md 3, IServ school server: one, with tablets only",
      expected: 1,
      actual: (example) => schools(example).length - servers("iserv", "local")(example),
    },
    {
      what: "hosted Jamf",
      source: "domain.md 3, MDM",
      expected: 1,
      actual: ({ platform }) =>
        Object.values(platform.services).filter((s) => s.product === "jamf" && s.placement === "hosted").length,
    },
    {
      what: "final lines below 400 Mbit/s",
      source: "domain.md 4, Duisburg",
      expected: 0,
      actual: (example) =>
        sites(example)
          .map(primaryUplink)
          .filter((line) => line && !line.interimUntil && line.downMbit < 400).length,
    },
    {
      what: "interim technologies (DSL, LTE, 5G)",
      source: "domain.md 4, Duisburg",
      expected: 3,
      actual: (example) =>
        new Set(
          sites(example).flatMap(({ uplinks }) =>
            uplinks
              .filter((line) => line.interimUntil && ["dsl", "lte", "5g"].includes(line.technology))
              .map((line) => line.technology),
          ),
        ).size,
    },
    {
      what: "segments of the Verwaltungsnetz not of the city",
      source: "domain.md 4: central for the whole city",
      expected: 0,
      actual: (example) =>
        sites(example).filter((site) => site.verwaltung && !site.segments.verwaltung?.assignedBy).length,
    },
  ],
  domstadt: [
    {
      what: "schools",
      source: "domain.md 5, Münster",
      expected: 83,
      actual: (example) => schools(example).length,
    },
    { what: "users", source: "domain.md 5, Münster", expected: 50_000, tolerance: 0.01, actual: users },
    { what: "devices", source: "domain.md 5, Münster", expected: 26_000, tolerance: 0.01, actual: devices },
    {
      what: "IServ where 10 Gbit/s would not have it",
      source: "domain.md 5",
      expected: 0,
      actual: misplaced,
    },
    { what: "Zentralinstanz", source: "domain.md 3", expected: 1, actual: machines("iserv-zentralinstanz") },
    { what: "backup server for all", source: "domain.md 3", expected: 1, actual: machines("iserv-backup") },
  ],
  grundschule: [
    {
      what: "schools",
      source: "domain.md 1, scenario 1",
      expected: 1,
      actual: (example) => schools(example).length,
    },
    {
      what: "machines elsewhere than at the school",
      source: "domain.md 1, scenario 1",
      expected: 0,
      actual: ({ platform }) => Object.values(platform.machines).filter((vm) => !vm.cluster.startsWith("site-")).length,
    },
  ],
  kleinstadt: [
    {
      what: "schools (scenario 2: 2 to 5)",
      source: "domain.md 1, scenario 2",
      expected: 3,
      actual: (example) => schools(example).length,
    },
  ],
};
