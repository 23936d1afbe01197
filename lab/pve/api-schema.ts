import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ApiError } from "./errors.js";

/** One parameter in Proxmox VE's dialect of JSON schema (0 and 1 for false and true). */
export interface Property {
  readonly type?: "string" | "integer" | "number" | "boolean" | "array" | "object" | "null";
  /** name of a format, or the keys of a property string such as `virtio=…,bridge=vmbr0` */
  readonly format?: string | Readonly<Record<string, Property>>;
  readonly enum?: readonly (string | number)[] | null;
  readonly pattern?: string;
  readonly minimum?: number | string;
  readonly maximum?: number | string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly optional?: 0 | 1;
  readonly requires?: string;
  readonly items?: Property;
  readonly default_key?: 0 | 1;
  readonly alias?: string;
  readonly keyAlias?: string;
  readonly oneOf?: readonly Property[];
  readonly "type-property"?: string;
  readonly "instance-types"?: readonly string[];
}

export interface ParameterSchema {
  readonly properties?: Readonly<Record<string, Property>>;
  readonly additionalProperties?: 0 | 1;
  readonly allOf?: readonly ParameterSchema[];
  readonly oneOf?: readonly ParameterSchema[];
  readonly "type-property"?: string;
  readonly "instance-type"?: string;
}

/** `["perm", path, privileges, "any", 1]`, `["and", check, …]`, `["userid-param", "self"]`, … */
export type Check = readonly unknown[];

/** One method of one path of the API. */
export interface Method {
  readonly allowtoken?: 0 | 1;
  readonly parameters: ParameterSchema;
  readonly permissions?: { readonly user?: "all" | "world"; readonly check?: Check } | null;
}

/** A request's place in the API: the template, its method and what the path says. */
export interface Match {
  /** e.g. `PUT /nodes/{node}/qemu/{vmid}/config` */
  readonly route: string;
  readonly method: Method;
  readonly pathParameters: Record<string, string>;
}

interface Branch {
  readonly literals: Map<string, Branch>;
  placeholder?: { readonly name: string; readonly branch: Branch };
  template?: string;
  methods?: Readonly<Record<string, Method>>;
}

/** These swallow the rest of the path: a volume is `import/x.qcow2`, a network `10.0.0.0/8`. */
const GREEDY = new Set(["volume", "cidr"]);

/** The official API schema of Proxmox VE as a route tree. */
export class ApiSchema {
  readonly #root: Branch = { literals: new Map() };
  readonly routes = new Map<string, Method>();

  constructor(paths: Readonly<Record<string, Readonly<Record<string, Method>>>>) {
    for (const [template, methods] of Object.entries(paths)) {
      let branch = this.#root;
      for (const segment of template.split("/").slice(1)) branch = descend(branch, segment);
      branch.template = template;
      branch.methods = methods;
      for (const [verb, method] of Object.entries(methods)) this.routes.set(`${verb} ${template}`, method);
    }
  }

  /**
   * Reads the schema file that `scripts/setup` takes out of the PyPI wheel `fakepve`.
   * @param file default `.tools/fakepve/pve-api.json` of this project
   * @throws Error naming the command that makes the file, if it is missing
   */
  static load(file = defaultFile()): ApiSchema {
    let text: string;
    try {
      text = readFileSync(file, "utf8");
    } catch (cause) {
      throw new Error(`the API schema ${file} cannot be read: run scripts/setup`, { cause });
    }
    return new ApiSchema((JSON.parse(text) as { paths: ConstructorParameters<typeof ApiSchema>[0] }).paths);
  }

  /**
   * Finds a request in the tree.
   * @param path below `/api2/json`, still percent-encoded
   * @throws ApiError 501, Proxmox VE's answer to an unknown path or method
   */
  match(verb: string, path: string): Match {
    const segments = path.split("/").filter((segment) => segment !== "");
    const pathParameters: Record<string, string> = {};
    let branch: Branch | undefined = this.#root;
    for (let index = 0; index < segments.length && branch; index++) {
      const segment = decodeURIComponent(segments[index] as string);
      const literal: Branch | undefined = branch.literals.get(segment);
      const placeholder: Branch["placeholder"] = literal ? undefined : branch.placeholder;
      branch = literal ?? placeholder?.branch;
      if (!placeholder) continue;
      const greedy = GREEDY.has(placeholder.name);
      pathParameters[placeholder.name] = greedy ? decodeURIComponent(segments.slice(index).join("/")) : segment;
      if (greedy) break;
    }
    const method = branch?.methods?.[verb];
    if (!branch?.template || !method) {
      throw new ApiError(501, `Method '${verb} /${segments.join("/")}' not implemented`);
    }
    return { route: `${verb} ${branch.template}`, method, pathParameters };
  }
}

function descend(branch: Branch, segment: string): Branch {
  if (segment.startsWith("{")) {
    branch.placeholder ??= { name: segment.slice(1, -1), branch: { literals: new Map() } };
    return branch.placeholder.branch;
  }
  const next = branch.literals.get(segment) ?? { literals: new Map() };
  branch.literals.set(segment, next);
  return next;
}

function defaultFile(): string {
  return fileURLToPath(new URL("../../.tools/fakepve/pve-api.json", import.meta.url));
}
