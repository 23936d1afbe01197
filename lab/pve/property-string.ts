/** A property string taken apart, e.g. `virtio=BC:24:11:00:00:01,bridge=vmbr0`. */
export type Options = Record<string, string>;

/**
 * Takes a property string apart; a part without a key belongs to `defaultKey`.
 * Proxmox VE's order of keys is lost, `formatOptions` restores it.
 */
export function parseOptions(text: string, defaultKey = ""): Options {
  const options: Options = {};
  for (const part of text.split(",").filter((piece) => piece.trim() !== "")) {
    const equals = part.indexOf("=");
    if (equals < 0) options[defaultKey] = part;
    else options[part.slice(0, equals)] = part.slice(equals + 1);
  }
  return options;
}

/** Writes options as Proxmox VE prints them: the default key first and bare, the rest by name. */
export function formatOptions(options: Options, defaultKey?: string): string {
  const rest = Object.keys(options).filter((key) => key !== defaultKey);
  const parts = rest.sort().map((key) => `${key}=${options[key]}`);
  if (defaultKey !== undefined && options[defaultKey] !== undefined) parts.unshift(options[defaultKey]);
  return parts.join(",");
}
