import { readFileSync } from "node:fs";
import { request } from "node:https";
import type { PlatformCluster } from "../../model/platform.js";

/** Milliseconds after which a cluster counts as unreachable. */
const TIMEOUT = 15_000;

/** Reads from a cluster's API with its token. */
export class ProxmoxApi {
  constructor(
    readonly endpoint: string,
    readonly token: string,
    /** CAs to trust, PEM. Default: those of Node. */
    readonly ca?: string,
  ) {}

  /** @throws Error saying what the cluster or the network answered; never with the token in it */
  get<T>(path: string): Promise<T> {
    const url = new URL(`api2/json${path}`, this.endpoint.endsWith("/") ? this.endpoint : `${this.endpoint}/`);
    const headers = { Authorization: `PVEAPIToken=${this.token}` };
    return new Promise((resolve, reject) => {
      const call = request(url, { headers, timeout: TIMEOUT, ...(this.ca ? { ca: this.ca } : {}) }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => (text += part));
        response.on("end", () => {
          if (response.statusCode === 200) resolve((JSON.parse(text) as { data: T }).data);
          else reject(new Error(`GET ${path}: ${response.statusCode} ${response.statusMessage ?? ""}`.trim()));
        });
      });
      call.on("timeout", () => call.destroy(new Error(`no answer within ${TIMEOUT / 1000} s`)));
      call.on("error", reject);
      call.end();
    });
  }
}

/**
 * The API of a declared cluster. As for the engine, TF_VAR_endpoint_<cluster> names another address, SSL_CERT_FILE
 * the CA, and the token stands in the variable that the declaration refers to (or in TF_VAR_<its name>).
 *
 * @throws Error naming the variable that holds no token
 */
export function connect({ id, declared }: PlatformCluster): ProxmoxApi {
  const { env } = process;
  const name = declared.token.slice("secret://env/".length);
  const token = env[`TF_VAR_${name.toLowerCase()}`] ?? env[name];
  if (!token) throw new Error(`the environment variable ${name} holds no API token (user@realm!id=uuid)`);
  const ca = env.SSL_CERT_FILE ? readFileSync(env.SSL_CERT_FILE, "utf8") : undefined;
  return new ProxmoxApi(env[`TF_VAR_endpoint_${id.replaceAll("-", "_")}`] ?? declared.endpoint, token, ca);
}
