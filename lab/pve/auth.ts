import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { unauthorized } from "./errors.js";
import type { AuthId } from "./permissions.js";
import type { User } from "./state.js";
import type { Store } from "./store.js";

/** Tickets hold for two hours, as in Proxmox VE. */
const TICKET_SECONDS = 2 * 60 * 60;

export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

const now = (): number => Math.floor(Date.now() / 1000);

/** Finds out who asks. Tickets are signed, so they outlive a restart as they do on a real cluster. */
export class Authenticator {
  readonly #key: string;

  constructor(private readonly store: Store) {
    const kept = store.get("meta", "ticketKey")?.key;
    this.#key = String(kept ?? randomBytes(32).toString("hex"));
    if (kept === undefined) store.transact(() => store.put("meta", "ticketKey", { key: this.#key }));
  }

  /**
   * @returns undefined if the request carries no credentials at all
   * @throws ApiError 401 in Proxmox VE's words
   */
  identify(verb: string, headers: IncomingHttpHeaders): AuthId | undefined {
    const token = /^PVEAPIToken=(.+)$/.exec(headers.authorization ?? "")?.[1];
    if (token !== undefined) return this.#identifyToken(token);
    const cookie = /(?:^|;\s*)PVEAuthCookie=([^;]+)/.exec(headers.cookie ?? "")?.[1];
    if (cookie === undefined) return undefined;
    const userid = this.#identifyTicket(decodeURIComponent(cookie));
    if (verb !== "GET") this.#checkCsrf(userid, String(headers.csrfpreventiontoken ?? ""));
    return userid;
  }

  /** Answers `POST /access/ticket`; an old ticket is as good as the password. */
  ticket(username: string, password: string): { username: string; ticket: string; CSRFPreventionToken: string } {
    const user = this.store.get("users", username);
    if (!user || !isActive(user)) throw unauthorized("authentication failure");
    if (password.startsWith("PVE:")) {
      if (this.#identifyTicket(password) !== username) throw unauthorized("authentication failure");
    } else if (!user.passwordHash || !equal(user.passwordHash, hashSecret(password))) {
      throw unauthorized("authentication failure");
    }
    const time = now().toString(16).toUpperCase();
    const ticket = `PVE:${username}:${time}`;
    return {
      username,
      ticket: `${ticket}::${this.#sign(ticket)}`,
      CSRFPreventionToken: `${time}:${this.#sign(`csrf ${time}:${username}`)}`,
    };
  }

  #identifyToken(text: string): AuthId {
    const match = /^([^!=]+)!([^=]+)=(.+)$/.exec(text);
    if (!match) throw unauthorized("no tokenid specified");
    const [, userid = "", tokenName = "", secret = ""] = match;
    const user = this.store.get("users", userid);
    if (!user) throw unauthorized(`no such user ('${userid}')`);
    const token = user.tokens[tokenName];
    if (!token) throw unauthorized(`no such token '${tokenName}' for user '${userid}'`);
    if (!isActive(user)) throw unauthorized(`user '${userid}' is disabled`);
    if (token.expire > 0 && token.expire < now()) throw unauthorized("token expired");
    if (!equal(token.secretHash, hashSecret(secret))) throw unauthorized("invalid token value!");
    return `${userid}!${tokenName}`;
  }

  #identifyTicket(ticket: string): AuthId {
    const [signed = "", signature = ""] = ticket.split("::");
    const [kind, userid = "", time = ""] = signed.split(":");
    const age = now() - Number.parseInt(time, 16);
    const user = this.store.get("users", userid);
    const genuine = kind === "PVE" && equal(this.#sign(signed), signature) && age >= -300 && age <= TICKET_SECONDS;
    if (!genuine || !user || !isActive(user)) throw unauthorized("permission denied - invalid PVE ticket");
    return userid;
  }

  #checkCsrf(userid: string, token: string): void {
    const [time = "", signature = ""] = token.split(":");
    if (!equal(this.#sign(`csrf ${time}:${userid}`), signature)) {
      throw unauthorized("Permission denied - invalid csrf token");
    }
  }

  #sign(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("base64url");
  }
}

const isActive = (user: Readonly<User>): boolean => user.enable === 1 && (user.expire === 0 || user.expire > now());

function equal(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
