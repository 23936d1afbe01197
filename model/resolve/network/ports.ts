/** Ports as they are numbered on a front: `1-4,9` → 1, 2, 3, 4, 9. */
export function portNumbers(range: string): number[] {
  return range.split(",").flatMap((part) => {
    const [first = 0, last = first] = part.split("-").map(Number);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  });
}

export interface FrontPort {
  /** Number on the front: access ports first, then uplink ports. */
  readonly number: number;
  readonly name: string;
  readonly uplink: boolean;
}

/** All ports of a switch; one without a published model has its declared number of ports. */
export function frontPorts(
  model: { readonly ports?: { readonly access: string; readonly uplink: string } | undefined } | undefined,
  declared: number,
): FrontPort[] {
  const access = model?.ports ? names(model.ports.access) : names(`port-{1-${declared}}`);
  const uplink = model?.ports ? names(model.ports.uplink) : [];
  return [
    ...access.map((name, index) => ({ number: index + 1, name, uplink: false })),
    ...uplink.map((name, index) => ({ number: access.length + index + 1, name, uplink: true })),
  ];
}

/** `GigabitEthernet1/0/{1-3}` → its three names. */
function names(pattern: string): string[] {
  const [, head = "", first = "1", last = "0"] = /^(.*)\{(\d+)-(\d+)\}$/.exec(pattern) ?? [];
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => `${head}${Number(first) + index}`);
}
