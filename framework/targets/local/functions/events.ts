/**
 * The queue of asynchronous invocations: what was accepted is on disk, survives `kill -9`, and is tried three times in
 * all. The order of delays is Lambda's with seconds in place of its minutes, so that a failing handler shows at a desk:
 * the first retry after one second, the second after two. What fails for good is kept in a file.
 */
import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { openDatabase } from "../../../kinds/database.ts";
import { type Clock, type InvocationResult, WireError } from "../../../kinds/local.ts";
import { withinTime } from "../clock.ts";
import { describePayload } from "./errors.ts";
import type { FunctionHost } from "./host.ts";

/** Asynchronous invocations, durable. */
export interface EventQueue {
  /** Accepts an invocation; it is on disk when this returns. Rejects an event of more than 1 MiB with a 413 {@link WireError}. */
  enqueue(functionId: string, payload: string): Promise<void>;
  /** Begins to invoke: what an earlier process left over, and what is accepted from now on. */
  start(): void;
  /** Starts nothing more, waits for what is under way up to so many milliseconds, and closes the file. */
  close(grace: number): Promise<void>;
}

/** What the queue works with. */
export interface EventQueueOptions {
  readonly folder: string;
  /** The file that keeps what failed for good: a JSON object per line. */
  readonly failedEvents: string;
  readonly clock: Clock;
  readonly host: Pick<FunctionHost, "invokeAs" | "concurrency" | "has">;
  log(functionId: string, line: string): void;
}

/** Bytes of an asynchronous event: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const eventLimit = 1_048_576;
/** Milliseconds before the first and the second retry. */
const retryDelays = [1000, 2000];
/** Milliseconds before a throttled invocation is tried again, which counts as no attempt. */
const throttleDelay = 1000;
/** Milliseconds after which an event is given up, as Lambda does after six hours. */
const ageLimit = 21_600_000;
/** Invocations of one function at once that come from this queue. */
const mostAtOnce = 10;

const migrations = [
  `CREATE TABLE events (id INTEGER PRIMARY KEY, request TEXT NOT NULL, function TEXT NOT NULL, payload TEXT NOT NULL,
     attempts INTEGER NOT NULL, due INTEGER NOT NULL, accepted INTEGER NOT NULL);
   CREATE INDEX events_due ON events (function, due)`,
];

interface EventRow {
  readonly id: number;
  readonly request: string;
  readonly function: string;
  readonly payload: string;
  readonly attempts: number;
  readonly accepted: number;
}

/** Why an event is given up, in the words of Lambda's own records, and how its last attempt ended. */
interface GivenUp {
  readonly condition: "RetriesExhausted" | "EventAgeExceeded" | "FunctionRemoved";
  readonly result?: InvocationResult;
}

interface State {
  readonly options: EventQueueOptions;
  readonly database: DatabaseSync;
  readonly due: StatementSync;
  /** By function: the rows that are being invoked. */
  readonly running: Map<string, Set<number>>;
  readonly work: Set<Promise<void>>;
  open: boolean;
}

/** Opens the queue in a folder of its own. */
export function openEventQueue(options: EventQueueOptions): EventQueue {
  const context = { clock: options.clock, log: (line: string) => options.log("iffc", line) };
  const { database } = openDatabase(options.folder, migrations, context);
  const insert = database.prepare(
    "INSERT INTO events (request, function, payload, attempts, due, accepted) VALUES (?, ?, ?, 0, ?, ?)",
  );
  const due = database.prepare("SELECT * FROM events WHERE function = ? AND due <= ? ORDER BY due, id LIMIT ?");
  const state: State = { options, database, due, running: new Map(), work: new Set(), open: false };
  return {
    async enqueue(functionId, payload) {
      if (Buffer.byteLength(payload) > eventLimit) {
        throw new WireError(
          413,
          "RequestTooLargeException",
          `${eventLimit} byte payload is too large for the Event invocation type`,
        );
      }
      const now = options.clock.now();
      insert.run(randomUUID(), functionId, payload, now, now);
      pump(state, functionId);
    },
    start() {
      state.open = true;
      const left = database.prepare("SELECT DISTINCT function, due FROM events ORDER BY due").all();
      for (const row of left) wake(state, String(row["function"]), Number(row["due"]) - options.clock.now());
    },
    async close(grace) {
      state.open = false;
      await withinTime(grace, Promise.all(state.work));
      database.close();
    },
  };
}

/** Starts as many due events of a function as it may have at once. */
function pump(state: State, functionId: string): void {
  if (!state.open) return;
  const { host, clock } = state.options;
  const running = state.running.get(functionId) ?? new Set();
  state.running.set(functionId, running);
  const most = host.has(functionId) ? Math.min(host.concurrency(functionId), mostAtOnce) : mostAtOnce;
  if (running.size >= most) return;
  const rows = state.due.all(functionId, clock.now(), most) as unknown as readonly EventRow[];
  for (const row of rows.filter(({ id }) => !running.has(id)).slice(0, most - running.size)) {
    running.add(row.id);
    const work: Promise<void> = attempt(state, row).then(() => {
      state.work.delete(work);
      running.delete(row.id);
      pump(state, functionId);
    });
    state.work.add(work);
  }
}

/** Invokes once, and settles the row by the result. A row that is still there after a crash is simply due again. */
async function attempt(state: State, row: EventRow): Promise<void> {
  const { host, clock } = state.options;
  if (clock.now() - row.accepted > ageLimit) return giveUp(state, row, { condition: "EventAgeExceeded" });
  if (!host.has(row.function)) return giveUp(state, row, { condition: "FunctionRemoved" });
  const result = await host.invokeAs(row.request, row.function, row.payload);
  if (!state.database.isOpen) return;
  if (result.ok) return void state.database.prepare("DELETE FROM events WHERE id = ?").run(row.id);
  if (result.reason === "throttled") return postpone(state, row, throttleDelay);
  const delay = retryDelays[row.attempts];
  if (delay === undefined) return giveUp(state, row, { condition: "RetriesExhausted", result });
  postpone(state, { ...row, attempts: row.attempts + 1 }, delay);
}

function postpone(state: State, row: EventRow, delay: number): void {
  const due = state.options.clock.now() + delay;
  state.database.prepare("UPDATE events SET due = ?, attempts = ? WHERE id = ?").run(due, row.attempts, row.id);
  wake(state, row.function, delay);
}

function wake(state: State, functionId: string, delay: number): void {
  if (delay <= 0) pump(state, functionId);
  else state.options.clock.after(delay, () => pump(state, functionId));
}

/** Writes the event down where people find it, before it leaves the queue. */
function giveUp(state: State, row: EventRow, { condition, result }: GivenUp): void {
  const { failedEvents, clock } = state.options;
  const failed = {
    at: new Date(clock.now()).toISOString(),
    function: row.function,
    requestId: row.request,
    condition,
    attempts: row.attempts + (result ? 1 : 0),
    payload: row.payload,
    ...(result && { error: result.payload }),
  };
  appendFileSync(failedEvents, `${JSON.stringify(failed)}\n`);
  state.database.prepare("DELETE FROM events WHERE id = ?").run(row.id);
  const reason = result ? `: ${describePayload(result.payload).split("\n")[0]}` : "";
  state.options.log(row.function, `An event failed for good (${condition}, ${failed.attempts} attempts)${reason}`);
}
