/**
 * Lambda's Runtime API for one function: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 * The function's own processes are driven over a channel of their own. A client that asks for an invocation here, such
 * as AWS's runtime interface client under a debugger, is one more process of the function until it has answered.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type InvocationResult, WireError } from "../../../kinds/local.ts";
import { isCrossSite, isLocalName } from "../gateway/hosts.ts";
import { readBody } from "../gateway/wire.ts";
import { describePayload, errorPayload, timeoutPayload } from "./errors.ts";
import { checkSize, gone, type Instance, type Invocation, type Outcome, responseLimit } from "./instance.ts";
import type { FunctionSpec } from "./spec.ts";

const { createServer } = process.getBuiltinModule("node:http");

/** What clients of the API serve. */
export interface Served {
  spec(): FunctionSpec;
  /** Takes a client that waits for an invocation. */
  attach(instance: Instance): void;
  log(line: string, requestId: string): void;
}

/** The API of one function. */
export interface RuntimeApi {
  /** `127.0.0.1:49321`, for `AWS_LAMBDA_RUNTIME_API`; it listens from the first call on. */
  address(): Promise<string>;
  close(): void;
}

/** Milliseconds until an answer is given on, where the client does not ask for its next invocation before. */
const patience = 100;

interface State {
  readonly served: Served;
  /** Gives on the answers of clients that have not come back yet. */
  readonly answered: Set<() => void>;
  /** By request id: what ends the invocation. */
  readonly running: Map<string, (result: InvocationResult) => void>;
  closed: boolean;
}

/** The API of a function, closed until its address is asked for. */
export function createRuntimeApi(served: Served): RuntimeApi {
  const state: State = { served, answered: new Set(), running: new Map(), closed: false };
  let server: Server | undefined;
  let address: Promise<string> | undefined;
  return {
    address() {
      server ??= createServer((request, response) => {
        answer(state, request, response).catch((error: unknown) => refuse(response, error));
      }).unref();
      return (address ??= listen(server));
    },
    close() {
      state.closed = true;
      for (const settle of state.running.values()) settle(gone);
      server?.close();
      server?.closeAllConnections();
    },
  };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLocalName(request.headers.host ?? "") || isCrossSite(request)) throw new WireError(403, "Forbidden", "");
  const [, path = ""] = /^\/2018-06-01\/runtime\/(.*)$/u.exec(request.url ?? "") ?? [];
  if (request.method === "GET" && path === "invocation/next") {
    offer(state, response);
    for (const giveOn of state.answered) giveOn();
    return;
  }
  const [, id = "", what] = /^invocation\/([^/]+)\/(response|error)$/u.exec(path) ?? [];
  if (request.method !== "POST" || (what === undefined && path !== "init/error")) {
    throw new WireError(404, "NotFound", `The Runtime API has no ${request.method} ${request.url}.`);
  }
  const settle = state.running.get(id);
  if (what !== undefined && !settle) throw new WireError(400, "InvalidRequestID", `Nothing runs as ${id}.`);
  const text = (await readBody(request, responseLimit + 1)).toString("utf8");
  if (what === "response") settle?.(resultOf(text));
  else {
    const failed = report(state, id, { text, type: request.headers["lambda-runtime-function-error-type"] });
    settle?.(failed);
  }
  response.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}');
}

/** What the function's other processes could not answer either: there is always JSON in an answer. */
function resultOf(text: string): InvocationResult {
  if (parse(text) !== undefined) return checkSize(text);
  const payload = errorPayload("Runtime.InvalidResponse", "The response is no JSON.");
  return { ok: false, reason: "handler", payload };
}

interface Reported {
  readonly text: string;
  readonly type: unknown;
}

/** Writes an error to the log; one that is not in Lambda's shape is put into it. */
function report({ served }: State, requestId: string, { text, type }: Reported): InvocationResult {
  const error = parse(text);
  const shaped = error !== null && typeof error === "object" && "errorType" in error;
  const payload = shaped ? text : errorPayload(typeof type === "string" ? type : "Runtime.Unknown", text);
  served.log(describePayload(payload), requestId);
  return { ok: false, reason: "handler", payload };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Makes a waiting client a process of the function that takes one invocation. */
function offer(state: State, response: ServerResponse): void {
  const spec = state.served.spec();
  let taken = false;
  let dropped = false;
  const isWaiting = (): boolean => !taken && !dropped && !response.destroyed;
  state.served.attach({
    spec,
    loaded: Promise.resolve(undefined),
    isAlive: isWaiting,
    invoke(invocation) {
      taken = true;
      return run(state, response, invocation);
    },
    // New code, or too long a wait, ends a process of the host's; this one goes on waiting as one of the new code.
    end() {
      if (!isWaiting() || state.closed) return;
      dropped = true;
      queueMicrotask(() => offer(state, response));
    },
  });
}

function run(state: State, response: ServerResponse, { requestId, payload }: Invocation): Promise<Outcome> {
  const spec = state.served.spec();
  const limit = spec.timeout * 1000;
  response.writeHead(200, {
    "content-type": "application/json",
    "lambda-runtime-aws-request-id": requestId,
    "lambda-runtime-deadline-ms": String(Date.now() + limit),
    "lambda-runtime-invoked-function-arn": spec.arn,
  });
  response.end(payload);
  return new Promise((resolve) => {
    // Who is told of an answer may send the next event at once, which is for this client too.
    const settle = (result: InvocationResult): void => {
      clearTimeout(timer);
      state.running.delete(requestId);
      const giveOn = (): void => {
        clearTimeout(waiting);
        state.answered.delete(giveOn);
        resolve({ started: true, result });
      };
      const waiting = setTimeout(giveOn, state.closed ? 0 : patience);
      state.answered.add(giveOn);
    };
    const timer = setTimeout(() => {
      const error = timeoutPayload(requestId, spec.timeout);
      state.served.log(describePayload(error), requestId);
      settle({ ok: false, reason: "timeout", payload: error });
    }, limit);
    state.running.set(requestId, settle);
  });
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) return void response.destroy();
  const { status, code, message } =
    error instanceof WireError ? error : new WireError(500, "InternalError", String(error));
  response.writeHead(status, { "content-type": "application/json", "x-content-type-options": "nosniff" });
  response.end(errorPayload(code, message));
}
