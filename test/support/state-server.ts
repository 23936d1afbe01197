import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { serverCertificate } from "../../lab/pve/tls.js";

/** A state store as GitLab's: `/<stack>` holds the state, POST and DELETE of `/<stack>/lock` lock it, with a password. */
export async function startStateServer(certificates: string, user: string, password: string) {
  const states = new Map<string, string>();
  const locks = new Map<string, { ID: string; Who?: string }>();
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const end = (status: number, body = "") => void response.writeHead(status).end(body);
    const { pathname, searchParams } = new URL(request.url ?? "/", "https://localhost");
    const [stack = "", lock] = pathname.slice(1).split("/");
    const body = await text(request);
    const held = locks.get(stack);
    if (request.headers.authorization !== authorization) return end(401);
    if (lock !== undefined) {
      if (request.method === "POST" && held) return end(423, JSON.stringify(held));
      if (request.method === "POST") locks.set(stack, JSON.parse(body));
      // Forced unlocking sends no body.
      else if (body !== "" && held?.ID !== JSON.parse(body).ID) return end(409, JSON.stringify(held));
      else locks.delete(stack);
      return end(200);
    }
    if (request.method === "GET") return states.has(stack) ? end(200, states.get(stack)) : end(404);
    if (held?.ID !== (searchParams.get("ID") ?? undefined)) return end(409, JSON.stringify(held));
    states.set(stack, body);
    return end(200);
  };

  const server = createServer(await serverCertificate(certificates, "localhost"), (request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { states, locks, stop, address: `https://localhost:${(server.address() as AddressInfo).port}` };
}
