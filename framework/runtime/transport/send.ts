/** One HTTP request and its whole answer. */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { pool } from "./pool.ts";

/** A request that is ready to go: signed and encoded. */
export interface WireRequest {
  readonly method: string;
  readonly origin: URL;
  /** Path and query string, percent-encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Milliseconds for everything, from dialling to the last byte of the answer. */
  readonly timeout: number;
}

/** An answer, whatever its status. */
export interface WireResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Milliseconds to connect. */
const connectTimeout = 2_000;

/** Sends a request; rejects with Node's error, which has a `code`, where no whole answer comes in time. */
export function send({ method, origin, target, headers, body, timeout }: WireRequest): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    const dial = pool(origin.protocol);
    const outgoing = dial({ host: origin.hostname, port: origin.port, path: target, method, headers });
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
      outgoing.destroy();
    };
    const timer = setTimeout(() => fail(timedOut(`no answer within ${timeout} ms`)), timeout);
    const succeed = (response: WireResponse) => {
      clearTimeout(timer);
      resolve(response);
    };
    outgoing.on("error", fail);
    outgoing.on("response", (incoming) => void receive(incoming).then(succeed, fail));
    outgoing.on("socket", (socket) => limitConnecting(socket, fail));
    outgoing.end(body);
  });
}

async function receive(incoming: IncomingMessage): Promise<WireResponse> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) };
}

function limitConnecting(socket: Socket, fail: (error: Error) => void): void {
  if (!socket.connecting) return;
  const timer = setTimeout(() => fail(timedOut(`no connection within ${connectTimeout} ms`)), connectTimeout);
  socket.once("connect", () => clearTimeout(timer));
  socket.once("close", () => clearTimeout(timer));
}

function timedOut(message: string): Error {
  return Object.assign(new Error(message), { code: "ETIMEDOUT" });
}
