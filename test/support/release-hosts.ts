import { once } from "node:events";
import { createServer as createProxy } from "node:http";
import { createServer, type Server } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createSecureContext } from "node:tls";
import { serverCertificate } from "../../lab/pve/tls.js";

/** Hosts of the Internet as one TLS server on loopback, each with a certificate of the folder's own authority (`ca.pem`). */
export class ReleaseHosts {
  /** `host/path` → what is served there. */
  readonly files = new Map<string, Buffer | string>();
  /** `host/path` of every request, in order. */
  readonly requests: string[] = [];
  /** `host/path` → called with the socket when half of the file is sent; the rest is not. Once each. */
  readonly halves = new Map<string, (socket: Socket) => void>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on("request", (request, response) => {
      const address = `${request.headers.host?.replace(/:\d+$/, "")}${request.url}`;
      this.requests.push(address);
      const file = this.files.get(address);
      if (file === undefined) return response.writeHead(404).end();
      const type =
        address.includes(".json") || address.includes("/v1/") ? "application/json" : "application/octet-stream";
      response.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(file) });
      const half = this.halves.get(address);
      if (!half) return response.end(file);
      this.halves.delete(address);
      response.write(file.slice(0, file.length / 2), () => half(request.socket));
    });
  }

  static async start(folder: string): Promise<ReleaseHosts> {
    const server = createServer({
      ...(await serverCertificate(folder, "localhost")),
      SNICallback: (name, done) =>
        serverCertificate(folder, name).then((pair) => done(null, createSecureContext(pair)), done),
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return new ReleaseHosts(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** A proxy that leads every host to one port on loopback, and knows which ones were asked for. */
export async function startProxy(port: number) {
  const hosts = new Set<string>();
  const sockets = new Set<Socket>();
  const server = createProxy();
  server.on("connect", ({ url }, client: Socket) => {
    hosts.add(String(url));
    const target = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.pipe(client).pipe(target);
    });
    for (const socket of [client, target]) {
      sockets.add(socket);
      // A client that is killed resets its connection.
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        client.destroy();
        target.destroy();
      });
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { hosts, stop, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
