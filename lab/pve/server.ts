import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { Call, type Routes } from "./call.js";
import type { Cluster } from "./cluster.js";
import { DESCRIBED } from "./described.js";
import { ApiError, unauthorized } from "./errors.js";
import type { Faults } from "./faults.js";
import { checkParameters } from "./parameters.js";
import { mergePath, type ParsedRequest, parseRequest } from "./request.js";

/** Serves one cluster's API over HTTPS. */
export class ApiServer {
  readonly #server: Server;
  /** route to number of requests since the start */
  readonly requests = new Map<string, number>();

  constructor(
    private readonly cluster: Cluster,
    private readonly routes: Routes,
    private readonly faults: Faults,
    certificate: { cert: string; key: string },
  ) {
    this.#server = createServer({ ...certificate, minVersion: "TLSv1.2" }, (request, response) => {
      void this.#serve(request, response);
    });
    this.#server.keepAliveTimeout = 60_000;
  }

  /** @returns the endpoint, e.g. `https://127.0.0.1:8006/` */
  listen(): Promise<string> {
    const { host, port } = this.cluster.config;
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        resolve(`https://${host}:${(this.#server.address() as AddressInfo).port}/`);
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const parsed = await parseRequest(request);
      if (!parsed) throw new ApiError(404, `no such file '${request.url ?? ""}'`);
      send(response, 200, { data: this.#answer(request, parsed) ?? null });
    } catch (error) {
      // A path or body that cannot be decoded is the client's fault.
      if (error instanceof URIError || error instanceof SyntaxError)
        return send(response, 400, { data: null }, error.message);
      if (!(error instanceof ApiError)) process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
      const { status, errors } = error instanceof ApiError ? error : { status: 500, errors: undefined };
      const message = (error as Error).message;
      send(response, status, { data: null, message: `${message}\n`, ...(errors ? { errors } : {}) }, message);
    }
  }

  /** The order of the checks is Proxmox VE's: who, which route, may they, are the parameters right. */
  #answer(request: IncomingMessage, parsed: ParsedRequest): unknown {
    const { cluster } = this;
    const { verb, path, upload } = parsed;
    const fault = this.faults.take(cluster.config.id, verb, path);
    if (fault) throw new ApiError(fault.status, fault.message);
    const world = this.#isForEverybody(verb, path);
    const auth = world ? undefined : cluster.authenticator.identify(verb, request.headers);
    if (!world && auth === undefined) throw unauthorized("No ticket");
    const { route, method, pathParameters } = cluster.schema.match(verb, path);
    this.requests.set(route, (this.requests.get(route) ?? 0) + 1);
    const raw = mergePath(parsed.parameters, pathParameters);
    cluster.permissions.checkMethod(auth, method, raw);
    const parameters = checkParameters(method.parameters, raw);
    const handler = this.routes[route];
    if (!handler) throw new ApiError(501, `Method '${route}' not implemented by the simulator`);
    if (pathParameters.node !== undefined) cluster.requireNode(pathParameters.node);
    const call = new Call(cluster, auth ?? "", route, parameters, upload);
    const described = DESCRIBED[route];
    described?.check?.(call);
    const answer = this.#run(() => handler(call));
    return described?.keep && Array.isArray(answer) ? answer.filter((entry) => described.keep?.(call, entry)) : answer;
  }

  /** State changes are on disk and the ordered tasks begun before the answer leaves. */
  #run(work: () => unknown): unknown {
    try {
      const result = this.cluster.store.transact(work);
      this.cluster.tasks.launch();
      return result;
    } catch (error) {
      this.cluster.tasks.cancel();
      throw error;
    }
  }

  #isForEverybody(verb: string, path: string): boolean {
    try {
      return this.cluster.schema.match(verb, path).method.permissions?.user === "world";
    } catch {
      return false;
    }
  }
}

function send(response: ServerResponse, status: number, body: unknown, reason?: string): void {
  // The reason phrase carries the message, and the provider reads it there.
  if (reason !== undefined) response.statusMessage = reason.replace(/[^\x20-\x7e]+/g, " ").trim();
  response.writeHead(status, {
    "content-type": "application/json;charset=UTF-8",
    "cache-control": "no-store",
  });
  response.end(JSON.stringify(body));
}
