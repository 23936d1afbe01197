import type { IncomingMessage } from "node:http";
import type { Upload } from "./call.js";
import { badParameters } from "./errors.js";
import type { RawParameters } from "./parameters.js";

/** Query, path and body of a request as one set of parameters. */
export interface ParsedRequest {
  readonly verb: string;
  /** below `/api2/json`, percent-encoded */
  readonly path: string;
  readonly parameters: RawParameters;
  readonly upload?: Upload;
}

/** @returns undefined for a path outside the API */
export async function parseRequest(request: IncomingMessage): Promise<ParsedRequest | undefined> {
  const url = new URL(request.url ?? "/", "https://simulator");
  const path = /^\/api2\/json(\/.*|$)/.exec(url.pathname)?.[1];
  if (path === undefined) return undefined;
  const parameters: RawParameters = {};
  addPairs(parameters, url.searchParams);
  const body = await readBody(request);
  const type = request.headers["content-type"] ?? "";
  let upload: Upload | undefined;
  if (type.includes("multipart/form-data")) upload = addMultipart(parameters, body, type);
  else if (type.includes("json") && body.length > 0) addJson(parameters, body.toString("utf8"));
  else addPairs(parameters, new URLSearchParams(body.toString("utf8")));
  return { verb: request.method ?? "GET", path, parameters, ...(upload ? { upload } : {}) };
}

/**
 * Puts the path's parameters to the others.
 * @throws ApiError 400 if a parameter says something else than the path
 */
export function mergePath(parameters: RawParameters, fromPath: Record<string, string>): RawParameters {
  for (const [name, value] of Object.entries(fromPath)) {
    if (parameters[name] !== undefined && parameters[name] !== value) {
      throw badParameters({
        [name]: "duplicate parameter (already defined in URI) with conflicting values!",
      });
    }
  }
  return { ...parameters, ...fromPath };
}

function addPairs(parameters: RawParameters, pairs: URLSearchParams): void {
  for (const name of new Set(pairs.keys())) {
    const values = pairs.getAll(name);
    parameters[name] = values.length > 1 ? values : (values[0] as string);
  }
}

function addJson(parameters: RawParameters, text: string): void {
  for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, unknown>)) {
    const toText = (item: unknown): string => (typeof item === "boolean" ? String(Number(item)) : String(item));
    parameters[name] = Array.isArray(value) ? value.map(toText) : toText(value);
  }
}

function addMultipart(parameters: RawParameters, body: Buffer, type: string): Upload | undefined {
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1] ?? "";
  let upload: Upload | undefined;
  for (const part of body.toString("latin1").split(`--${boundary}`)) {
    const separator = part.indexOf("\r\n\r\n");
    if (separator < 0) continue;
    const [head, content] = [part.slice(0, separator), part.slice(separator + 4).replace(/\r\n$/, "")];
    const name = / name="([^"]+)"/.exec(head)?.[1];
    const filename = /filename="([^"]+)"/.exec(head)?.[1];
    if (filename) {
      upload = { filename, sizeBytes: content.length };
      parameters.filename = filename;
    } else if (name) parameters[name] = content;
  }
  return upload;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
