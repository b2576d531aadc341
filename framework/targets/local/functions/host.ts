/**
 * Runs functions as Lambda does: a process per concurrent invocation, started at first use, frozen while idle, used
 * again, ended at the timeout. Function specs in, answers out; the effects are processes, log files and the durable
 * queue of asynchronous invocations.
 */
import { randomUUID } from "node:crypto";
import { serialize } from "../../../model/json.ts";
import type { Functions, InvocationResult } from "../../../kinds/local.ts";
import { errorPayload } from "./errors.ts";
import { startInstance } from "./instance.ts";
import type { LogStore } from "./logs.ts";
import { createPool, type Pool } from "./pool.ts";
import { createSpares } from "./spares.ts";
import type { FunctionSpec } from "./spec.ts";

/** The functions that run here now. */
export interface FunctionHost extends Pick<Functions, "invoke" | "concurrency"> {
  /** Invokes with a request id of the caller's choosing, which stays the same over retries. */
  invokeAs(requestId: string, functionId: string, payload: string): Promise<InvocationResult>;
  has(functionId: string): boolean;
  specs(): readonly FunctionSpec[];
  /** Makes these the functions: adds, replaces what differs without failing a request, and drops the rest. */
  update(specs: readonly FunctionSpec[]): Promise<void>;
  /** Starts one process ahead, so that the first function finds it ready. */
  prepare(): void;
  /** Resolves once nothing is under way. */
  drained(): Promise<void>;
  /** Ends all processes at once. */
  close(): void;
}

/** Bytes of an event: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const requestLimit = 6_291_456;
/** Milliseconds after which an idle process ends; Lambda keeps them for about as long. */
const idleLimit = 300_000;
/** Mebibytes of heap of the process made ahead before any function is known: the planner's default. */
const usualMemory = 512;

/** A host without functions or processes. */
export function createFunctionHost(logs: LogStore): FunctionHost {
  const pools = new Map<string, Pool>();
  const spares = createSpares();
  const reaper = setInterval(() => reapAll(pools), idleLimit / 10).unref();
  const start = (spec: FunctionSpec) =>
    startInstance(spares.take(spec.memory), spec, (line, stream, requestId) =>
      logs.write(spec, { at: Date.now(), requestId, stream, line }),
    );
  const invokeAs: FunctionHost["invokeAs"] = (requestId, functionId, payload) => {
    const pool = pools.get(functionId);
    if (!pool) return Promise.resolve(unknown(functionId));
    if (isTooLarge(payload)) return Promise.resolve(tooLarge);
    return reported(logs, { spec: pool.spec, requestId }, pool.invoke({ requestId, payload }));
  };
  return {
    invokeAs,
    invoke: (functionId, payload) => invokeAs(randomUUID(), functionId, payload),
    concurrency: (functionId) => pools.get(functionId)?.concurrency ?? 0,
    has: (functionId) => pools.has(functionId),
    specs: () => [...pools.values()].map((pool) => pool.spec),
    update: (specs) => updatePools(pools, specs, (spec) => createPool(spec, start)),
    prepare: () => spares.prepare(usualMemory),
    drained: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.drained()));
    },
    close() {
      clearInterval(reaper);
      for (const pool of pools.values()) pool.close();
      spares.close();
    },
  };
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

async function updatePools(
  pools: Map<string, Pool>,
  specs: readonly FunctionSpec[],
  create: (spec: FunctionSpec) => Pool,
): Promise<void> {
  const replaced = specs.map(async (spec) => {
    const pool = pools.get(spec.id);
    if (!pool) pools.set(spec.id, create(spec));
    else if (serialize(pool.spec) !== serialize(spec)) await pool.replace(spec);
  });
  await Promise.all(replaced);
  const kept = new Set(specs.map((spec) => spec.id));
  for (const [id, pool] of pools) if (!kept.has(id)) drop(pools, id, pool);
}

function drop(pools: Map<string, Pool>, id: string, pool: Pool): void {
  pools.delete(id);
  void pool.drained().then(() => pool.close());
}

function reapAll(pools: ReadonlyMap<string, Pool>): void {
  for (const pool of pools.values()) pool.reap(Date.now() - idleLimit);
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
