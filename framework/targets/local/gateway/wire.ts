/** Requests and answers of the AWS wire protocols, as emulators see them. */
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { WireError, type WireRequest, type WireResponse } from "../../../kinds/local.ts";

/** The path and query of a request target, still percent-encoded. */
export interface Target {
  readonly path: string;
  readonly query: string;
}

/** Splits a request target, also one that names the host as proxies do; undefined for `*` and the like. */
export function splitTarget(url: string): Target | undefined {
  const local = url.startsWith("/") ? url : url.replace(/^https?:\/\/[^/?#]*/iu, "");
  const question = local.indexOf("?");
  const path = question < 0 ? local : local.slice(0, question);
  if (!path.startsWith("/")) return undefined;
  return { path, query: question < 0 ? "" : local.slice(question + 1) };
}

/** What a request comes in with, and what its answer goes out by. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A request as emulators take it. `buffered` is its body where that has been read already. */
export function wireRequestOf({ request, response }: Exchange, target: Target, buffered?: Buffer): WireRequest {
  let signal: AbortSignal | undefined;
  return {
    method: request.method ?? "GET",
    path: target.path,
    query: new URLSearchParams(target.query),
    headers: flatten(request.headers),
    get stream() {
      return buffered ? Readable.from([buffered]) : request;
    },
    get signal() {
      return (signal ??= signalOf(response));
    },
    body: (limit) => (buffered ? Promise.resolve(checkLength(buffered, limit)) : readBody(request, limit)),
  };
}

function signalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => {
    if (!response.writableFinished) controller.abort();
  };
  if (response.destroyed) abort();
  else response.once("close", abort);
  return controller.signal;
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = Object.create(null);
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(",") : value;
  }
  return flat;
}

/** The whole body of a request; rejects with a 413 {@link WireError} as soon as it is longer than the limit in bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

function checkLength(body: Buffer, limit: number): Buffer {
  if (body.length > limit) throw tooLarge(limit);
  return body;
}

function tooLarge(limit: number): WireError {
  return new WireError(413, "RequestEntityTooLarge", `The request body is larger than ${limit} bytes.`);
}

/** Sends an answer; one whose body breaks off ends the connection, so that nobody takes it for whole. */
export async function sendWireResponse(response: ServerResponse, answer: WireResponse): Promise<void> {
  const { status, headers, body } = answer;
  response.setHeader("x-amzn-requestid", randomUUID());
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    return pipeline(body, response);
  }
  const known = Object.keys(headers).some((name) => name.toLowerCase() === "content-length");
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, known || bodiless ? headers : { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
