import type { ParseArgsConfig } from "node:util";

/** What a command does and takes: the one source of its help text, its parser and docs/reference/commands.md. */
export interface Usage {
  readonly summary: string;
  /** How positional arguments are called; without it there are none. */
  readonly arguments?: string;
  readonly options?: Readonly<Record<string, UsageOption>>;
}

export interface UsageOption {
  readonly type: "string" | "boolean";
  /** What stands for the value. */
  readonly value?: string;
  readonly text: string;
  readonly default?: string;
}

const FORMAT = { type: "string", value: "format" } as const;

export const USAGES = {
  lab: {
    summary:
      "Deploys the declaration to a simulated Proxmox VE with the real provider, loads its inventory with the real Ansible, and proves the network of two sites with packets (root only).",
    arguments: "[stack…]",
    options: {
      "task-seconds": {
        type: "string",
        value: "seconds",
        text: "how long each task of the simulator takes; default: 0",
        default: "0",
      },
      up: { type: "boolean", text: "only start the simulator" },
      "without-network": { type: "boolean", text: "only the stacks, as if they had been named; no sites in the twin" },
      down: { type: "boolean", text: "stop the simulator and remove what the lab left behind" },
    },
  },
  twin: {
    summary:
      "Builds the network of chosen sites from namespaces, delivers the routers' configurations with Ansible, and proves them with packets. Needs root.",
    options: {
      site: { type: "string", value: "ids", text: "only this site, or these with commas" },
      sites: { type: "string", value: "number", text: "the first so many sites; default: 2" },
      all: { type: "boolean", text: "all sites" },
      prove: { type: "boolean", text: "run the proofs, write a report, and take the twin down" },
      only: {
        type: "string",
        value: "ids",
        text: "only these proofs, with commas; those that take long must be named",
      },
      minutes: {
        type: "string",
        value: "number",
        text: "how long the lines are bad (light-loss, default: 10) or gone (local-survival, default: until it is noticed)",
      },
      down: { type: "boolean", text: "remove what twins left behind" },
    },
  },
  check: {
    summary: "Checks the declaration, all rules, and that generated files are up to date. Writes nothing.",
    options: { format: { ...FORMAT, text: "text (default), json or sarif", default: "text" } },
  },
  allocate: {
    summary: "Gives numbers to whatever has none: sites, schools, prefixes, VM ids. Nothing is ever renumbered.",
  },
  generate: {
    summary:
      "Writes what follows from the declaration: the Ansible inventory; in this repository also schemas and reference.",
  },
  show: {
    summary: "Prints the resolved Platform, or the part of it at a path such as machines.gymnasium/iserv-1.nics[0]",
    arguments: "[path] | --flow <from> <to> [port]",
    options: {
      flow: {
        type: "string",
        value: "from",
        text: "whether <from> may reach <to>, by which flow, and where on the router to look; an end is an address, <site>/<segment>, a machine or internet; a port is tcp/443, udp/53 or icmp",
      },
      why: { type: "string", value: "path", text: "file, line and rule that a value comes from" },
      format: { ...FORMAT, text: "yaml (default) or json", default: "yaml" },
    },
  },
  plan: {
    summary: "Plans all stacks (or those named) in parallel. Changes nothing.",
    arguments: "[stack…]",
    options: { "detailed-exitcode": { type: "boolean", text: "exit with 2 when there are changes" } },
  },
  apply: {
    summary: "Plans all stacks (or those named), asks, and applies exactly these plans in parallel.",
    arguments: "[stack…]",
    options: { yes: { type: "boolean", text: "apply without asking; needed where there is no terminal" } },
  },
  new: {
    summary: "Writes the first files of a Schulträger, a site or a school. Overwrites nothing (exit code 3).",
    arguments: "traeger <folder> | site <id> | school <id>",
    options: {
      site: { type: "string", value: "id", text: "site of a new school; default: the only one" },
      package: {
        type: "string",
        value: "spec",
        text: "npm dependency that a new Schulträger uses; default: an address to be replaced",
      },
    },
  },
  bootstrap: {
    summary:
      "Prints what a person runs once: on each Proxmox cluster (role, user, tokens, rights, content types), or on a new router, hub or switch, whose tunnel keys it makes.",
    options: {
      device: {
        type: "string",
        value: "name",
        text: "prints the first access of this device; its private keys go to PLATTFORM_KEY_STORE, encrypted with ANSIBLE_VAULT_PASSWORD_FILE",
      },
      replace: { type: "boolean", text: "with --device: other hardware; makes new keys, the old ones are revoked" },
    },
  },
  preflight: {
    summary:
      "Asks each Proxmox cluster whether it can take the platform: version, nodes, bridge, storages, space, rights, VM ids.",
  },
  synth: { summary: "Writes the stacks as Terraform JSON; the command cdktf calls it." },
} as const satisfies Record<string, Usage>;

export type CommandName = keyof typeof USAGES;

/** What `parseArgs` of Node wants. */
export function parserOptions({ options = {} }: Usage): NonNullable<ParseArgsConfig["options"]> {
  const own = Object.entries(options).map(
    ([name, { type, default: value }]) => [name, { type, ...(value === undefined ? {} : { default: value }) }] as const,
  );
  return { ...Object.fromEntries(own), traeger: { type: "string" }, help: { type: "boolean", short: "h" } };
}

/** @param program `npm run` or the installed `schulplattform` */
export function helpText(name: CommandName, program: "npm run" | "schulplattform" = "npm run"): string {
  const { summary, options = {}, arguments: positional = "" }: Usage = USAGES[name];
  const start = program === "npm run" ? `npm run ${name} --` : `schulplattform ${name}`;
  const fallback = program === "npm run" ? "TRAEGER, else traeger/hansestadt" : "TRAEGER, else this folder";
  const lines = [
    ...Object.entries(options).map(([option, { value, text }]) => [`--${option}${value ? ` <${value}>` : ""}`, text]),
    ["--traeger <folder>", `declaration; default: ${fallback}`],
    ["--help", "this text"],
  ];
  const width = Math.max(...lines.map(([flag = ""]) => flag.length));
  const body = lines.map(([flag = "", text]) => `  ${flag.padEnd(width)}  ${text}`);
  return [`${start} [options] ${positional}`.trimEnd(), summary, "", ...body].join("\n");
}
