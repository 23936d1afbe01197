/** A port as people name it: the member of a stack, and the number on its front. */
export interface PortPlace {
  readonly member: number;
  readonly number: number;
}

/** Ports as they are numbered on a front: `1-2,9` → 1, 2, 9; `2/37-38` → 37 and 38 of member 2 of a stack. */
export function portPlaces(range: string): PortPlace[] {
  return range.split(",").flatMap((part) => {
    const [numbers = "", member = "1"] = part.split("/").reverse();
    const [first = 0, last = first] = numbers.split("-").map(Number);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({
      member: Number(member),
      number: first + index,
    }));
  });
}

/** As a declaration writes it: `37`, of another member than the first `2/37`. */
export const portLabel = ({ member, number }: PortPlace) => (member === 1 ? `${number}` : `${member}/${number}`);

/** `number`: access ports of a member first, then its uplink ports. */
export interface FrontPort extends PortPlace {
  readonly name: string;
  readonly uplink: boolean;
}

/** All ports of a switch, member by member; one without a published model has its declared number of ports. */
export function frontPorts(
  model: { readonly ports?: { readonly access: string; readonly uplink: string } | undefined } | undefined,
  declared: number,
  members = 1,
): FrontPort[] {
  const { access, uplink } = model?.ports ?? { access: `port-{1-${declared}}`, uplink: undefined };
  return Array.from({ length: members }, (_, index) => index + 1).flatMap((member) => {
    const [fixed, fast] = [names(access, member), uplink === undefined ? [] : names(uplink, member)];
    return [...fixed, ...fast].map((name, index) => ({
      member,
      number: index + 1,
      name,
      uplink: index >= fixed.length,
    }));
  });
}

/** `GigabitEthernet{member}/0/{1-3}` → the three names of that member. */
function names(pattern: string, member: number): string[] {
  const [, head = "", first = "1", last = "0"] =
    /^(.*)\{(\d+)-(\d+)\}$/.exec(pattern.replace("{member}", String(member))) ?? [];
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => `${head}${Number(first) + index}`);
}
