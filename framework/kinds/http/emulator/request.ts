/** Requests and answers between the wire and the API: of Node's server, and of the gateway's signed requests. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { WireError, type WireRequest } from "../../local.ts";
import type { ApiAnswer } from "./answer.ts";
import type { ApiRequest } from "./event.ts";

/** A request whose body has yet to be read. */
export interface Received {
  readonly request: ApiRequest;
  /** The whole body; rejects with a 413 {@link WireError} above so many bytes. */
  body(limit: number): Promise<Buffer>;
}

const none = Buffer.alloc(0);

/** Reads a plain request; undefined where its target is no path. */
export function readServed(message: IncomingMessage): Received | undefined {
  const url = message.url ?? "";
  const target = url.startsWith("/") ? url : url.replace(/^https?:\/\/[^/?#]*/iu, "");
  if (!target.startsWith("/")) return undefined;
  const question = target.indexOf("?");
  const sourceIp = message.socket.remoteAddress ?? "";
  const request = {
    method: message.method ?? "GET",
    path: question < 0 ? target : target.slice(0, question),
    query: question < 0 ? "" : target.slice(question + 1),
    headers: readHeaders(message, sourceIp),
    cookie: message.headers.cookie,
    sourceIp,
    protocol: `HTTP/${message.httpVersion}`,
  };
  return { request, body: (limit) => (hasBody(message) ? readBody(message, limit) : Promise.resolve(none)) };
}

/** Headers that concern one connection only, which API Gateway does not hand on, and cookies, which are apart. */
const withheld: ReadonlySet<string> = new Set([
  "connection",
  "cookie",
  "expect",
  "keep-alive",
  "te",
  "transfer-encoding",
  "upgrade",
  "__proto__",
]);

/** A plain object is what JSON is made of fastest; the one name that it cannot take is not handed on either. */
function readHeaders({ rawHeaders, socket }: IncomingMessage, sourceIp: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] as string).toLowerCase();
    if (withheld.has(name)) continue;
    const value = rawHeaders[index + 1] as string;
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]},${value}` : value;
  }
  const forwarded = headers["x-forwarded-for"];
  headers["x-forwarded-for"] = forwarded === undefined ? sourceIp : `${forwarded}, ${sourceIp}`;
  headers["x-forwarded-port"] = String(socket.localPort ?? "");
  headers["x-forwarded-proto"] = "http";
  return headers;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

async function readBody(message: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = new WireError(413, "RequestEntityTooLarge", `The body is larger than ${limit} bytes.`);
  if (Number(message.headers["content-length"] ?? 0) > limit) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads a request that the gateway took by its signature. */
export function readSigned(request: WireRequest): Received {
  const { method, path } = request;
  const { cookie, ...headers } = request.headers;
  const query = request.query.toString();
  return {
    request: { method, path, query, headers, cookie, sourceIp: "127.0.0.1", protocol: "HTTP/1.1" },
    body: (limit) => request.body(limit),
  };
}

/** Sends an answer with its length; one without a body as its status demands. */
export function sendAnswer(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  const length = status === 204 || status === 304 ? {} : { "content-length": Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length } as Record<string, string | string[]>);
  response.end(body);
}
