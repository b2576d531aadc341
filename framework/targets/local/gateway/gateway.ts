/**
 * The one port of the local target. A request goes to an embedded service by its AWS signature, and otherwise to the
 * app's own HTTP API. It listens on loopback, answers only to names of this machine, gives no other site's page a way
 * in, and treats a function's request with no more rights than the function's role has in the cloud.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { type Caller, type Emulator, WireError } from "../../../kinds/local.ts";
import type { Credentials } from "../functions/spec.ts";
import type { Gate } from "./gate.ts";
import { isCrossSite, isLocalName } from "./hosts.ts";
import { callerOf, developer, type Policy } from "./policy.ts";
import { deniedCode, drawError, protocolOf } from "./protocol.ts";
import { expiryOf, isSignedWith, readSignature, sha256, type Signature } from "./signature.ts";
import { readBody, sendWireResponse, splitTarget, type Target, wireRequestOf } from "./wire.ts";

// An import statement would read every export of the module, one of which loads Node's whole HTTP client: 30 ms of a start.
const { createServer } = process.getBuiltinModule("node:http");

/** What answers requests: an emulator, as the gateway knows it. */
export type EmbeddedService = Pick<Emulator, "services" | "handle" | "serve">;

/** What the gateway passes requests on to. It may change while the gateway listens. */
export interface Backend {
  readonly account: string;
  /** Those that answer requests now; the list grows as kinds come into use. */
  readonly services: readonly EmbeddedService[];
  /** By access key: what a function signs with, and what it may do. */
  readonly functions: ReadonlyMap<string, { readonly credentials: Credentials; readonly policy: Policy }>;
  readonly gate: Gate;
  /** The key with all rights that links are signed with. Any other key is the developer's too, but only in a header. */
  readonly developer: Credentials;
  /** Answers requests to `/_iffc/…`, which the command line sends. */
  control(request: IncomingMessage, response: ServerResponse): Promise<void>;
  log(functionId: string, line: string): void;
}

/** Bytes of a body that is read before its signature can be verified; the largest request of DynamoDB. */
const signedBodyLimit = 16_777_216;

/** A server that does not listen yet. */
export function createGateway(backend: Backend): Server {
  const server = createServer(
    { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 120_000, keepAliveTimeout: 75_000, noDelay: true },
    (request, response) => {
      answer(backend, request, response).catch((error: unknown) => abandon(backend, response, error));
    },
  );
  server.maxHeadersCount = 200;
  return server;
}

async function answer(backend: Backend, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLocalName(request.headers.host ?? "")) return refuse(response, 403, "This host name is not served here.");
  const target = splitTarget(request.url ?? "");
  if (!target) return refuse(response, 400, "Bad Request");
  if (backend.gate.phase === "starting") await backend.gate.opened;
  const signature = readSignature(request.headers, target.query);
  if (signature) return answerSigned(backend, { request, target, signature }, response);
  if (backend.gate.phase === "draining") return refuse(response, 503, "Service Unavailable");
  if (request.headers["x-amz-target"] !== undefined) return refuse(response, 403, "Missing Authentication Token");
  if (isCrossSite(request)) return refuse(response, 403, "Pages of other sites may not call this server.");
  if (target.path.startsWith("/_iffc/")) return backend.control(request, response);
  for (const service of backend.services) if (await service.serve?.(request, response)) return;
  refuse(response, 404, "Not Found");
}

interface Signed {
  readonly request: IncomingMessage;
  readonly target: Target;
  readonly signature: Signature;
}

async function answerSigned(backend: Backend, signed: Signed, response: ServerResponse): Promise<void> {
  const { request, target, signature } = signed;
  const protocol = protocolOf(signature.service, request.headers);
  try {
    const emulator = backend.services.find(({ services }) => services.includes(signature.service));
    const body = needsBody(request, signature) ? await readBody(request, signedBodyLimit) : undefined;
    const caller = authenticate(backend, signed, body);
    if (!emulator?.handle) throw notEmulated(signature.service, operationOf(request, target));
    await sendWireResponse(response, await emulator.handle(wireRequestOf({ request, response }, target, body), caller));
  } catch (error) {
    if (!(error instanceof WireError) || response.headersSent) throw error;
    if (!request.complete) response.setHeader("connection", "close");
    await sendWireResponse(response, drawError(error, protocol));
  }
}

function notEmulated(service: string, operation: string): WireError {
  return new WireError(501, "NotImplemented", `The service "${service}" is not emulated locally (${operation}).`);
}

function operationOf({ headers, method }: IncomingMessage, { path }: Target): string {
  const operation = headers["x-amz-target"];
  return typeof operation === "string" ? operation : `${method} ${path}`;
}

/** Whether the signature covers a body that only its own bytes can tell. */
function needsBody(request: IncomingMessage, { expires }: Signature): boolean {
  return expires === undefined && request.headers["x-amz-content-sha256"] === undefined;
}

/** Who sent a request. Functions are held to their signature; a developer's key in a header may be any. */
function authenticate(backend: Backend, { request, target, signature }: Signed, body: Buffer | undefined): Caller {
  const known = backend.functions.get(signature.accessKeyId);
  const own = signature.accessKeyId === backend.developer.accessKeyId ? backend.developer : known?.credentials;
  if (!own) {
    if (signature.expires === undefined) return developer;
    throw new WireError(403, "InvalidAccessKeyId", "A signed link needs the key that iffc shows for this server.");
  }
  const declared = request.headers["x-amz-content-sha256"];
  const payloadHash = typeof declared === "string" ? declared : body ? sha256(body) : "UNSIGNED-PAYLOAD";
  const signed = { method: request.method ?? "", ...target, headers: request.headers, payloadHash };
  if (!isSignedWith(own.secretAccessKey, signature, signed)) {
    throw new WireError(403, "SignatureDoesNotMatch", "The signature does not match the key and the request.");
  }
  if (!(expiryOf(signature) > Date.now())) throw new WireError(403, "AccessDenied", "Request has expired");
  const code = deniedCode(protocolOf(signature.service, request.headers));
  return known ? callerOf(known.policy, { ...backend, code }) : developer;
}

function refuse(response: ServerResponse, status: number, message: string): void {
  const closing = status === 503 ? { connection: "close" } : {};
  response.writeHead(status, { "content-type": "application/json", "x-content-type-options": "nosniff", ...closing });
  response.end(JSON.stringify({ message }));
}

/** A bug in an emulator, or a client that went away, ends one request and nothing else. */
function abandon(backend: Backend, response: ServerResponse, error: unknown): void {
  if (response.destroyed) return;
  backend.log("iffc", error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (response.headersSent) response.destroy();
  else refuse(response, 500, "Internal Server Error");
}
