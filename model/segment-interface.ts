/** IFNAMSIZ of Linux, without the zero at the end; the names serve as zones and pools on other devices, too. */
export const INTERFACE_MAX = 15;

/** Layer-3 interface of a segment on a site's router. */
export function segmentInterface(role: string): string {
  return `seg-${role === "managed-devices" ? "managed" : role}`;
}
