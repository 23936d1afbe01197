import { createHash } from "node:crypto";
import type { Catalogue } from "../../catalogue/schema.js";
import type { Chassis, DeviceIdentity, LocalAccount } from "../../intent.js";
import type { Declaration } from "../../load.js";
import type { NetworkContext } from "./context.js";
import { frontPorts } from "./ports.js";

export type DeviceKind = "router" | "hub" | "switch";

/** Models that are taken where the declaration names none. */
const DEFAULT_MODEL: Readonly<Record<DeviceKind, string>> = {
  router: "debian-12",
  hub: "debian-12",
  switch: "any-switch",
};

export const modelOf = (kind: DeviceKind, declared: string | undefined) => declared ?? DEFAULT_MODEL[kind];

interface Declared {
  readonly model?: string | undefined;
  readonly serial?: string | undefined;
  readonly serials?: readonly string[] | undefined;
}

export function identity(
  { devices }: Pick<Catalogue, "devices">,
  { name, fqdn }: { readonly name: string; readonly fqdn: string },
  place: string,
  kind: DeviceKind,
  { model: declared, serial, serials }: Declared,
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
    ...(serials === undefined ? {} : { serials }),
    ...(entry?.productId === undefined ? {} : { productId: entry.productId }),
    ...(entry?.firmware === undefined ? {} : { firmware: entry.firmware }),
  };
}

export function accountOf({ traeger: { access } }: Pick<Declaration, "traeger">, name: string): LocalAccount {
  const keys = access.keys.map((key) => key.split(" ")).filter(([type]) => type === "ssh-rsa");
  return {
    user: access.user,
    secret: `secret://device/${name}/account`,
    keyHashes: keys.map(([, blob = ""]) => createHash("md5").update(blob, "base64").digest("hex").toUpperCase()),
  };
}

/** @param native  VLAN that comes untagged on the port inside; a data centre's switches tag all of them */
export function chassisOf(
  { catalogue, declaration }: Pick<NetworkContext, "catalogue" | "declaration">,
  name: string,
  kind: DeviceKind,
  declared: string | undefined,
  native?: number,
): { chassis?: Chassis } {
  const model = catalogue.devices[modelOf(kind, declared)];
  if (!model?.ports) return {};
  const ports = frontPorts(model, 0);
  return {
    chassis: {
      account: accountOf(declaration, name),
      lan: ports.find(({ uplink }) => !uplink)?.name ?? "",
      ...(native === undefined ? {} : { native }),
      lines: ports.filter(({ uplink }) => uplink).map(({ name: port }) => port),
    },
  };
}
