/** The contract between a kind and the local target: embedded services that speak the real wire protocols. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { PlannedResource, PlannedTrigger } from "../model/plan.ts";

/** The local half of a kind. */
export interface LocalKind {
  /** Opens the emulator on its folder, which survives restarts and `kill -9`. */
  open(context: LocalContext): Promise<Emulator>;
}

/** What the local target lends to an emulator. */
export interface LocalContext {
  /** A folder of this kind's own. */
  readonly folder: string;
  readonly account: string;
  readonly region: string;
  /** Where clients dial: `http://127.0.0.1:4000`. Known once the server listens. */
  origin(): string;
  readonly clock: Clock;
  readonly functions: Functions;
  /** Says something that the developer should see; never throws. */
  log(line: string): void;
}

/** Time, replaceable in tests. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after the given milliseconds, without keeping the process alive. */
  after(milliseconds: number, run: () => void): { cancel(): void };
}

/** A local stand-in for one AWS service. */
export interface Emulator {
  /** The SigV4 service names that it answers; empty where it has no API of its own. */
  readonly services: readonly string[];
  /** Answers one signed request over the AWS wire protocol. An operation that is not built answers an error naming it. */
  handle?(request: WireRequest, caller: Caller): Promise<WireResponse>;
  /** Answers a plain HTTP request of the app's public address; false where it is not this emulator's. */
  serve?(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Creates or updates the stand-in of a resource and returns its attributes. Never loses what it holds. */
  provision(resource: PlannedResource): Promise<Readonly<Record<string, string>>>;
  /** Removes a resource and everything in it. */
  remove(resource: PlannedResource): Promise<void>;
  /** Starts to deliver events; the connection stops when it is closed. */
  connect?(trigger: PlannedTrigger, resource: PlannedResource | undefined): Promise<Connection>;
  /** Stops within five seconds, in-flight work drained, everything on disk. */
  close(): Promise<void>;
}

/** A running delivery of events. */
export interface Connection {
  close(): Promise<void>;
}

/** A request of the AWS wire protocol, routed here by its signature. */
export interface WireRequest {
  readonly method: string;
  /** The path as it was sent, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: Readable;
  /** Aborted when the client has gone away without an answer: whatever is done for it from then on is lost. */
  readonly signal: AbortSignal;
  /** The whole body; rejects with a 413 {@link WireError} above the limit. */
  body(limit: number): Promise<Buffer>;
}

/** An answer of the AWS wire protocol. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
}

/** Who sent a request: a function, with the rights of its role, or the developer, with all of them. */
export interface Caller {
  /** Throws an access-denied {@link WireError} where the caller's role does not allow the action on the resource. */
  require(action: string, resource: string): void;
}

/** An error of an AWS service, thrown by an emulator and drawn in the protocol of the service. */
export class WireError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "WireError";
    this.status = status;
    this.code = code;
  }
}

/** The functions of the running app. */
export interface Functions {
  /** Invokes and waits (`RequestResponse`): the payload is JSON text. */
  invoke(functionId: string, payload: string): Promise<InvocationResult>;
  /** Puts on the durable queue of asynchronous invocations (`Event`): two retries, then the failed-events log. */
  enqueue(functionId: string, payload: string): Promise<void>;
  /** How many invocations the function can take at once. */
  concurrency(functionId: string): number;
}

/** How an invocation ended. */
export type InvocationResult =
  | { readonly ok: true; readonly payload: string }
  | {
      readonly ok: false;
      /** `throttled`: never started. `handler`: the code threw. `timeout`, `crash`: the process was ended. */
      readonly reason: "throttled" | "handler" | "timeout" | "crash" | "init";
      /** Lambda's error shape as JSON text: `{ errorType, errorMessage, trace }`. */
      readonly payload: string;
    };
