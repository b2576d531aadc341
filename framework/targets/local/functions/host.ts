/**
 * Runs functions as Lambda does: a process per concurrent invocation, started at first use, frozen while idle, used
 * again, ended at the timeout. Function specs in, answers out; the effects are processes, log files and the durable
 * queue of asynchronous invocations.
 */
import { randomUUID } from "node:crypto";
import { createTracer } from "../../../build/trace.ts";
import { serialize } from "../../../model/json.ts";
import type { Functions, InvocationResult } from "../../../kinds/local.ts";
import { errorPayload } from "./errors.ts";
import { startInstance } from "./instance.ts";
import type { LogStore } from "./logs.ts";
import { createPool, type Pool } from "./pool.ts";
import { createRuntimeApi, type RuntimeApi } from "./runtime.ts";
import { createSpares, type Spares } from "./spares.ts";
import type { FunctionSpec } from "./spec.ts";

/** The functions that run here now. */
export interface FunctionHost extends Pick<Functions, "invoke" | "concurrency"> {
  /** Invokes with a request id of the caller's choosing, which stays the same over retries. */
  invokeAs(requestId: string, functionId: string, payload: string): Promise<InvocationResult>;
  has(functionId: string): boolean;
  specs(): readonly FunctionSpec[];
  /**
   * Makes ready to go over to these functions, and loads those that differ and are in use. Nothing changes before
   * `takeOver`, which adds, replaces what differs without failing a request, and drops the rest.
   */
  prepare(specs: readonly FunctionSpec[]): Promise<NextFunctions>;
  /** Starts one process ahead, so that the first function finds it ready. */
  warm(): void;
  /** Resolves once nothing is under way. */
  drained(): Promise<void>;
  /** Ends all processes at once. */
  close(): void;
}

/** Functions that are ready to take over from those that run. */
export interface NextFunctions {
  /** Those that cannot be loaded, by id, each with the reason in Lambda's error shape. */
  readonly broken: ReadonlyMap<string, string>;
  takeOver(): void;
  /** Leaves everything as it was. */
  giveUp(): void;
}

/** A function, and what clients of its Runtime API talk to. */
interface Hosted {
  readonly pool: Pool;
  readonly api: RuntimeApi;
}

/** Bytes of an event: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const requestLimit = 6_291_456;
/** Milliseconds after which an idle process ends; Lambda keeps them for about as long. */
const idleLimit = 300_000;
/** Mebibytes of heap of the process made ahead before any function is known: the planner's default. */
const usualMemory = 512;

/** Stacks in logs name places in the sources. */
const trace = createTracer();

/** A host without functions or processes. */
export function createFunctionHost(logs: LogStore): FunctionHost {
  const hosted = new Map<string, Hosted>();
  const spares = createSpares();
  const reaper = setInterval(() => reapAll(hosted), idleLimit / 10).unref();
  const invokeAs: FunctionHost["invokeAs"] = (requestId, functionId, payload) => {
    const pool = hosted.get(functionId)?.pool;
    if (!pool) return Promise.resolve(unknown(functionId));
    if (isTooLarge(payload)) return Promise.resolve(tooLarge);
    return reported(logs, { spec: pool.spec, requestId }, pool.invoke({ requestId, payload }));
  };
  return {
    invokeAs,
    invoke: (functionId, payload) => invokeAs(randomUUID(), functionId, payload),
    concurrency: (functionId) => hosted.get(functionId)?.pool.concurrency ?? 0,
    has: (functionId) => hosted.has(functionId),
    specs: () => [...hosted.values()].map(({ pool }) => pool.spec),
    prepare: (specs) => prepare(hosted, specs, (spec) => host(spec, logs, spares)),
    warm: () => spares.prepare(usualMemory),
    drained: async () => {
      await Promise.all([...hosted.values()].map(({ pool }) => pool.drained()));
    },
    close() {
      clearInterval(reaper);
      for (const one of hosted.values()) close(one);
      spares.close();
    },
  };
}

function host(first: FunctionSpec, logs: LogStore, spares: Spares): Hosted {
  const pool = createPool(first, (spec) =>
    startInstance(spares.take(spec.memory), { spec, runtimeApi: api.address() }, (line, stream, requestId) =>
      logs.write(spec, { at: Date.now(), requestId, stream, line: trace(line) }),
    ),
  );
  const api = createRuntimeApi({
    spec: () => pool.spec,
    attach: (instance) => pool.attach(instance),
    log: (line, requestId) => logs.write(pool.spec, { at: Date.now(), requestId, stream: "stderr", line }),
  });
  return { pool, api };
}

/** First nobody asks for an invocation any more, and then there are none. */
function close({ pool, api }: Hosted): void {
  api.close();
  pool.close();
}

/** Writes how an invocation went to the function's log, as Lambda does at the end of each. */
async function reported(
  logs: LogStore,
  { spec, requestId }: { readonly spec: FunctionSpec; readonly requestId: string },
  invocation: Promise<InvocationResult>,
): Promise<InvocationResult> {
  const start = performance.now();
  const result = await invocation;
  const duration = (performance.now() - start).toFixed(2);
  const status = result.ok ? "success" : result.reason;
  const line = `REPORT RequestId: ${requestId} Duration: ${duration} ms Status: ${status}`;
  logs.write(spec, { at: Date.now(), requestId, stream: "platform", line });
  return result;
}

async function prepare(
  hosted: Map<string, Hosted>,
  specs: readonly FunctionSpec[],
  create: (spec: FunctionSpec) => Hosted,
): Promise<NextFunctions> {
  const changed = specs.flatMap((spec) => {
    const pool = hosted.get(spec.id)?.pool;
    return pool && serialize(pool.spec) !== serialize(spec) ? [{ spec, pool }] : [];
  });
  const successors = await Promise.all(
    changed.map(async ({ spec, pool }) => ({ id: spec.id, successor: await pool.prepare(spec) })),
  );
  return {
    broken: new Map(
      successors.flatMap(({ id, successor: { error } }) => (error === undefined ? [] : [[id, error] as const])),
    ),
    giveUp() {
      for (const { successor } of successors) successor.giveUp();
    },
    takeOver() {
      for (const { successor } of successors) successor.takeOver();
      for (const spec of specs) if (!hosted.has(spec.id)) hosted.set(spec.id, create(spec));
      const kept = new Set(specs.map((spec) => spec.id));
      for (const [id, one] of hosted) if (!kept.has(id)) drop(hosted, id, one);
    },
  };
}

function drop(hosted: Map<string, Hosted>, id: string, one: Hosted): void {
  hosted.delete(id);
  void one.pool.drained().then(() => close(one));
}

function reapAll(hosted: ReadonlyMap<string, Hosted>): void {
  for (const { pool } of hosted.values()) pool.reap(Date.now() - idleLimit);
}

function isTooLarge(payload: string): boolean {
  return payload.length * 3 > requestLimit && Buffer.byteLength(payload) > requestLimit;
}

const tooLarge: InvocationResult = {
  ok: false,
  reason: "handler",
  payload: errorPayload(
    "RequestTooLargeException",
    `Request must be smaller than ${requestLimit} bytes for the InvokeFunction operation`,
  ),
};

function unknown(functionId: string): InvocationResult {
  const payload = errorPayload("ResourceNotFoundException", `Function not found: ${functionId}`);
  return { ok: false, reason: "handler", payload };
}
