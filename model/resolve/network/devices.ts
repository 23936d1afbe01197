import type { Catalogue } from "../../catalogue/schema.js";
import type { DeviceIdentity } from "../../intent.js";

export type DeviceKind = "router" | "hub" | "switch";

/** Models that are taken where the declaration names none. */
const DEFAULT_MODEL: Readonly<Record<DeviceKind, string>> = {
  router: "debian-12",
  hub: "debian-12",
  switch: "any-switch",
};

export const modelOf = (kind: DeviceKind, declared: string | undefined) => declared ?? DEFAULT_MODEL[kind];

export function identity(
  { devices }: Pick<Catalogue, "devices">,
  { name, fqdn }: { readonly name: string; readonly fqdn: string },
  place: string,
  kind: DeviceKind,
  { model: declared, serial }: { readonly model?: string | undefined; readonly serial?: string | undefined },
): DeviceIdentity {
  const model = modelOf(kind, declared);
  const entry = devices[model];
  return {
    name,
    fqdn,
    place,
    model,
    adapter: entry?.adapter ?? "",
    ...(serial === undefined ? {} : { serial }),
    ...(entry?.firmware === undefined ? {} : { firmware: entry.firmware }),
  };
}
