import type { IncomingMessage, ServerResponse } from "node:http";
import { timingSafeEqual } from "node:crypto";
import { IffcError } from "../../../diagnostics/error.ts";

/** What the command line asks of a running server, with the token of its state folder. */
export interface Controls {
  readonly token: string;
  /** What `status` tells. */
  status(): object;
  /** Goes over to the plan and artifacts that now lie in the state folder. */
  reload(): Promise<object>;
}

/** The header that carries the token; a page of another site cannot set it. */
export const tokenHeader = "x-iffc-token";

/** Answers one request to `/_iffc/status` or `/_iffc/reload`. */
export async function control(controls: Controls, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, body: object): void => {
    response.writeHead(status, { "content-type": "application/json", "x-content-type-options": "nosniff" });
    response.end(JSON.stringify(body));
  };
  if (!isEqual(request.headers[tokenHeader], controls.token)) return send(403, { message: "Forbidden" });
  if (request.url === "/_iffc/status" && request.method === "GET") return send(200, controls.status());
  if (request.url !== "/_iffc/reload" || request.method !== "POST") return send(404, { message: "Not Found" });
  try {
    send(200, await controls.reload());
  } catch (error) {
    if (!IffcError.is(error)) throw error;
    const { code, message, hint, fault, exit, diagnostics } = error;
    send(409, { code, message, hint, fault, exit, diagnostics });
  }
}

function isEqual(given: string | readonly string[] | undefined, token: string): boolean {
  if (typeof given !== "string") return false;
  const [left, right] = [Buffer.from(given), Buffer.from(token)];
  return left.length === right.length && timingSafeEqual(left, right);
}
