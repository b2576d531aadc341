/** Which web pages may talk to this server: those of this machine. */
import { isIP } from "node:net";
import type { IncomingMessage } from "node:http";

/**
 * Whether a `Host` header, or the host of an `Origin`, names this machine by a name that nobody else's DNS can point
 * here: `localhost`, anything below it, or an address.
 */
export function isLocalName(host: string): boolean {
  const name = /^\[([0-9a-f:.]+)\](?::\d{1,5})?$/iu.exec(host)?.[1] ?? /^([^:[\]\s]+)(?::\d{1,5})?$/u.exec(host)?.[1];
  if (name === undefined) return false;
  const lower = name.toLowerCase();
  return lower === "localhost" || lower.endsWith(".localhost") || isIP(lower) !== 0;
}

/** Whether a page of another site made the browser send this. Following a link to a page here is fine. */
export function isCrossSite({ headers, method }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  if (site === "cross-site") return !(method === "GET" && headers["sec-fetch-mode"] === "navigate");
  return headers.origin !== undefined && site !== "same-origin" && !isLocalOrigin(headers.origin);
}

function isLocalOrigin(origin: string): boolean {
  return isLocalName(/^https?:\/\/([^/]+)$/u.exec(origin)?.[1] ?? "");
}
