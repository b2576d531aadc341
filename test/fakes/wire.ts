/** A tiny server around one emulator, so that real clients can dial it without the gateway. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  WireError,
  type Caller,
  type Clock,
  type Emulator,
  type Functions,
  type LocalContext,
  type LocalKind,
  type WireRequest,
} from "../../framework/kinds/local.ts";

/** A caller that may do everything. */
export const developer: Caller = { require() {} };

/** A caller that may do only the given `action resource` pairs. */
export function callerWith(allowed: readonly string[]): Caller {
  return {
    require(action, resource) {
      if (!allowed.includes(`${action} ${resource}`)) {
        throw new WireError(403, "AccessDenied", `not authorized to perform: ${action} on resource: ${resource}`);
      }
    },
  };
}

/** Functions that only remember what was put on their queue. */
export interface RecordingFunctions extends Functions {
  readonly enqueued: { readonly functionId: string; readonly payload: string }[];
  /** Remembers; a test may put something else in its place. */
  enqueue: (functionId: string, payload: string) => Promise<void>;
}

/** Makes functions that remember. */
export function recordingFunctions(): RecordingFunctions {
  const enqueued: { functionId: string; payload: string }[] = [];
  return {
    enqueued,
    invoke: () => Promise.reject(new Error("nothing is invoked here")),
    enqueue: (functionId, payload) => {
      enqueued.push({ functionId, payload });
      return Promise.resolve();
    },
    concurrency: () => 1,
  };
}

/** The real time. */
const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

/** What an emulator is opened with, unless a test says otherwise. */
export interface ServeOptions {
  readonly clock?: Clock;
  readonly functions?: Functions;
  /** May change while the server runs. */
  readonly caller?: () => Caller;
  readonly log?: (line: string) => void;
  readonly region?: string;
}

/** An emulator that answers on a loopback port. */
export interface ServedEmulator extends AsyncDisposable {
  readonly origin: string;
  readonly emulator: Emulator;
  readonly context: LocalContext;
}

/** Opens an emulator on a folder and serves it. */
export async function serveEmulator(
  kind: LocalKind,
  folder: string,
  options: ServeOptions = {},
): Promise<ServedEmulator> {
  let origin = "";
  const context: LocalContext = {
    folder,
    account: "000000000000",
    region: options.region ?? "eu-west-1",
    origin: () => origin,
    clock: options.clock ?? systemClock,
    functions: options.functions ?? recordingFunctions(),
    log: options.log ?? (() => undefined),
  };
  const emulator = await kind.open(context);
  const server = createServer((request, response) => {
    void answer({ emulator, caller: options.caller?.() ?? developer }, request, response);
  });
  origin = await listen(server);
  return {
    origin,
    emulator,
    context,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await emulator.close();
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Serving {
  readonly emulator: Emulator;
  readonly caller: Caller;
}

async function answer(
  { emulator, caller }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const reply = await emulator.handle?.(wireRequestOf(request, gone.signal), caller);
  if (!reply) return void response.writeHead(500).end();
  response.writeHead(reply.status, reply.headers);
  if (reply.body instanceof Readable) await pipeline(reply.body, response).catch(() => response.destroy());
  else response.end(reply.body);
}

function wireRequestOf(request: IncomingMessage, signal: AbortSignal): WireRequest {
  const [path = "/", query = ""] = (request.url ?? "/").split(/\?(.*)/su, 2);
  return {
    method: request.method ?? "GET",
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    stream: request,
    signal,
    async body(limit) {
      const pieces: Buffer[] = [];
      let size = 0;
      for await (const piece of request as AsyncIterable<Buffer>) {
        size += piece.length;
        if (size > limit) throw new WireError(413, "RequestEntityTooLarge", "The body is too large.");
        pieces.push(piece);
      }
      return Buffer.concat(pieces);
    },
  };
}
