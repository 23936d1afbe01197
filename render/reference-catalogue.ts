import type { Catalogue, Count } from "../model/catalogue/schema.js";
import { code, codes, table } from "./markdown.js";

/** Everything that the catalogue holds, with its sources. */
export function catalogueTables(catalogue: Catalogue): string[] {
  return [
    "Every row names the document that it comes from; [sources.md](../sources.md) explains the short names.",
    ...bausteine(catalogue),
    ...products(catalogue),
    ...machines(catalogue),
    ...scenarios(catalogue),
    ...flows(catalogue),
    ...trafficClasses(catalogue),
    ...segments(catalogue),
    ...ssids(catalogue),
    ...discovery(catalogue),
    ...adapters(catalogue),
    ...lines(catalogue),
    ...ferien(catalogue),
  ];
}

function bausteine({ bausteine, products }: Catalogue): string[] {
  const coveredBy = (id: string) => Object.keys(products).filter((product) => products[product]?.covers.includes(id));
  const rows = Object.entries(bausteine).map(([id, { name, area, source }]) => [
    code(id),
    name.de,
    name.en,
    area,
    codes(coveredBy(id)),
    source,
  ]);
  return ["## Bausteine", table(["Id", "Deutsch", "English", "Area", "Covered by", "Source"], rows)];
}

function products({ products }: Catalogue): string[] {
  const rows = Object.entries(products).map(([id, product]) => [
    code(id),
    product.name,
    product.kind === "landesdienst" ? "state service" : `one per ${product.scope}`,
    product.placements
      .map((placement) => (placement === product.placement ? `**${placement}**` : placement))
      .join(", ") + (product.placement === "auto" ? " (**auto**)" : ""),
    Object.entries(product.machines)
      .map(([kind, count]) => `${code(kind)} ${countText(count)}`)
      .join(", ") || "–",
    codes(product.needs),
    product.source,
  ]);
  return [
    "## Products",
    table(["Id", "Name", "Installed", "Placements (default bold)", "Machines", "Needs", "Source"], rows),
  ];
}

function countText(count: Count): string {
  if (typeof count === "number") return `× ${count}`;
  return `× ${count.of}${count.each > 1 ? ` / ${count.each}` : ""}, at least ${count.min} (${count.source})`;
}

function machines({ machines }: Catalogue): string[] {
  const rows = Object.entries(machines).flatMap(([kind, { name, image, segment, holdsData, sizes, source }]) => {
    const head = [code(kind), name.en, code(image), segment, holdsData ? "yes" : "no"];
    if (sizes.length === 0) return [[...head, "no published figure: `sizing` is required", source]];
    return sizes.map((size) => [...head, sizeText(size), size.source]);
  });
  return ["## Machines", table(["Kind", "For", "Image", "Segment", "Data", "Size", "Source"], rows)];
}

function sizeText({
  upTo,
  cores,
  memoryGiB,
  systemGiB,
  dataGiB,
  perStoreTiB,
}: Catalogue["machines"][string]["sizes"][number]): string {
  const limit = upTo
    ? `up to ${Object.entries(upTo)
        .map(([unit, value]) => `${value} ${unit}`)
        .join(", ")}: `
    : "";
  const store = perStoreTiB
    ? `, for each TiB of store ${perStoreTiB.memoryGiB} GiB memory and ${perStoreTiB.dataGiB} GiB data`
    : "";
  return `${limit}${cores} cores, ${memoryGiB} GiB, ${systemGiB}${dataGiB > 0 ? ` + ${dataGiB}` : ""} GiB disk${store}`;
}

function scenarios({ scenarios }: Catalogue): string[] {
  const rows = Object.entries(scenarios).flatMap(([id, { name, doubleServices, stays, phases }]) =>
    Object.entries(phases).map(([phase, offer]) => [
      `${code(id)} (${name.de})`,
      code(phase),
      doubleServices ? "side by side" : stays ? "single ones with a reason" : "expire",
      codes(offer.required),
      codes(offer.usual),
      offer.source,
    ]),
  );
  return [
    "## Scenarios and phases",
    "Whatever is not listed can be inserted where `scenarios.yaml` calls it optional.",
    table(["Scenario", "Phase", "Double services once the state's are active", "Required", "Usual", "Source"], rows),
  ];
}

function flows({ flows }: Catalogue): string[] {
  const rows = Object.entries(flows).map(([id, { from, to, ports, purpose, owner, class: trafficClass, source }]) => [
    code(id),
    codes(from),
    codes(to),
    ports.join(" "),
    code(trafficClass),
    purpose.de,
    purpose.en,
    owner.de,
    owner.en,
    source,
  ]);
  return [
    "## Flows",
    "Everything else is dropped.",
    table(["Id", "From", "To", "Ports", "Class", "Zweck", "Purpose", "Verantwortlich", "Owner", "Source"], rows),
  ];
}

function trafficClasses({ trafficClasses }: Catalogue): string[] {
  const rows = Object.entries(trafficClasses).map(([id, { name, narrow, required, source }]) => [
    code(id),
    name.de,
    name.en,
    required ? "always" : narrow ? "yes" : "no",
    source,
  ]);
  return ["## Traffic classes", table(["Id", "Deutsch", "English", "On a narrow second line", "Source"], rows)];
}

function ssids({ ssids }: Catalogue): string[] {
  const rows = Object.entries(ssids).map(([id, { name, segment, users, security, source }]) => [
    code(id),
    name,
    code(segment),
    users,
    security,
    source,
  ]);
  return ["## WLAN", table(["Id", "SSID", "Segment", "For", "Security", "Source"], rows)];
}

function discovery({ discovery }: Catalogue): string[] {
  const rows = Object.entries(discovery).map(([id, { from, to, types, ports, purpose, owner, source }]) => [
    code(id),
    codes(from),
    codes(to),
    codes(types),
    ports.join(" "),
    purpose.de,
    purpose.en,
    owner.de,
    owner.en,
    source,
  ]);
  return [
    "## Discovery",
    "Off unless a site declares it.",
    table(["Id", "From", "To", "Types", "Ports", "Zweck", "Purpose", "Verantwortlich", "Owner", "Source"], rows),
  ];
}

function segments({ segments }: Catalogue): string[] {
  const rows = Object.entries(segments.roles).map(([role, { name, vlan, trust, devices, source }]) => [
    code(role),
    name.de,
    String(vlan),
    trust,
    devices.join(", ") || "–",
    source,
  ]);
  const plans = Object.entries(segments.plans).map(([plan, { length, segments: lengths }]) => [
    plan,
    `/${length}`,
    Object.entries(lengths)
      .map(([role, bits]) => `${role} /${bits}`)
      .join(", "),
  ]);
  return [
    "## Segments of a site",
    table(["Role", "Name", "VLAN", "Trust", "Devices", "Source"], rows),
    table(["Plan", "IPv4 of the site", "Segments"], plans),
  ];
}

function adapters({ adapters }: Catalogue): string[] {
  const rows = Object.entries(adapters).map(([id, { tiers, features }]) => [
    code(id),
    Object.entries(tiers)
      .map(([kind, tier]) => `${kind} ${tier}`)
      .join(", "),
    codes(Object.entries(features).flatMap(([feature, answer]) => (answer === true ? [feature] : []))),
    Object.entries(features)
      .flatMap(([feature, refusal]) => (refusal === true ? [] : [`${code(feature)}: ${refusal.en}`]))
      .join("<br>"),
  ]);
  return [
    "## Adapters",
    "Tiers: A proven with packets in the twin, B read by a foreign parser and delivered to a fake CLI, C rendered only.",
    table(["Id", "Tiers", "Can", "Cannot"], rows),
  ];
}

function lines({ lines }: Catalogue): string[] {
  return [
    "## Lines and retention",
    table(
      ["Figure", "Value", "Source"],
      Object.entries(lines).map(([id, { value, source }]) => [code(id), String(value), source]),
    ),
  ];
}

function ferien({ ferien }: Catalogue): string[] {
  const rows = Object.entries(ferien).map(([state, { years, holidays, source }]) => [
    code(state),
    `${years.from}–${years.to}`,
    String(holidays.length),
    source,
  ]);
  return [
    "## School holidays",
    "Of other states and years the catalogue knows nothing: `holidays.schoolHolidays` of the declaration adds them.",
    table(["State", "Years", "Holidays", "Source"], rows),
  ];
}
