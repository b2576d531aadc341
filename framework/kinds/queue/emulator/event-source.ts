/**
 * The event source mapping of Lambda: messages of one queue in, invocations of one function out. Whatever a function
 * did not finish is left to the queue's visibility timeout, so nothing is lost and nothing is settled twice. It works
 * when a message arrives or becomes visible, and does nothing in between.
 */
import { WireError, type Connection, type InvocationResult } from "../../local.ts";
import { transaction } from "../../database.ts";
import { buildEvent, readFailures, type Received } from "./event.ts";
import type { Message } from "./message.ts";
import type { Queue } from "./queue.ts";
import type { Owner } from "./queues.ts";
import { encodeReceipt } from "./receipt.ts";
import { receive } from "./receive.ts";
import { changeVisibility, deleteMessage, nextVisible } from "./settle.ts";
import type { Store } from "./store.ts";

/** What an event source reads from, and whom it invokes. */
export interface EventSourceOptions {
  readonly store: Store;
  readonly owner: Owner;
  readonly queue: Queue;
  /** The most messages of one invocation. */
  readonly batch: number;
  /** Seconds for which it gathers messages before it invokes. */
  readonly window: number;
  /** The most invocations at once, at the moment. */
  concurrency(): number;
  invoke(payload: string): Promise<InvocationResult>;
  log(line: string): void;
}

interface Source extends EventSourceOptions {
  /** Received and not handed over yet. */
  gathered: readonly Received[];
  /** Whether the next message would not fit any more. */
  full: boolean;
  readonly running: Set<Promise<void>>;
  timer: { cancel(): void } | undefined;
  phase: "open" | "closing" | "closed";
  /** Ends the pauses between attempts. */
  readonly pauses: Set<() => void>;
}

/** Lambda's payloads end at 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxPayload = 6 * 1_048_576;

/** Room for what a record holds besides its body and its attributes. */
const recordOverhead = 2_048;

/** Milliseconds that running invocations get before closing no longer waits for them. */
const drain = 5_000;

/** Starts to invoke the function with what the queue holds and gets. */
export function openEventSource(options: EventSourceOptions): Connection {
  const state = { gathered: [], full: false, running: new Set<Promise<void>>(), pauses: new Set<() => void>() };
  const source: Source = { ...options, ...state, timer: undefined, phase: "open" };
  const forget = options.store.wakeups.listen(options.queue.id, () => pump(source));
  pump(source);
  return {
    async close() {
      forget();
      await close(source);
    },
  };
}

/** Hands over all that can be, then sleeps until there may be more. Nobody awaits it, so it reports what goes wrong. */
function pump(source: Source): void {
  try {
    handOver(source);
  } catch (error) {
    report(source, error);
  }
}

function handOver(source: Source): void {
  source.timer?.cancel();
  if (source.phase !== "open") return;
  while (source.running.size < source.concurrency()) {
    const queue = source.store.queues.get(source.queue.name);
    if (queue?.id !== source.queue.id) return;
    gather(source, queue);
    if (!isDue(source)) return sleep(source, queue);
    start(source, source.gathered);
    source.gathered = [];
    source.full = false;
  }
}

function start(source: Source, batch: readonly Received[]): void {
  const work = deliver(source, batch)
    .catch((error: unknown) => report(source, error))
    .finally(() => {
      source.running.delete(work);
      pump(source);
    });
  source.running.add(work);
}

function report(source: Source, error: unknown): void {
  source.log(`Messages of ${source.queue.name} cannot be delivered: ${String(error)}`);
}

function gather(source: Source, queue: Queue): void {
  const { store, gathered } = source;
  if (source.full) return;
  let size = gathered.reduce((sum, { message }) => sum + sizeOf(message), 0);
  const fits = (message: Message): boolean => {
    source.full = size > 0 && size + sizeOf(message) > maxPayload;
    size += sizeOf(message);
    return !source.full;
  };
  const count = source.batch - gathered.length;
  const at = store.clock.now();
  const messages = receive(store, queue, { count, visibility: queue.settings.visibility, fits });
  source.gathered = [...gathered, ...messages.map((message) => ({ queue, message, at }))];
  source.full ||= source.gathered.length === source.batch;
}

function sizeOf({ body, attributes }: Message): number {
  return Buffer.byteLength(JSON.stringify(body)) + Buffer.byteLength(attributes ?? "") + recordOverhead;
}

function isDue(source: Source): boolean {
  const deadline = deadlineOf(source);
  return source.full || (deadline !== undefined && source.store.clock.now() >= deadline);
}

/** When the gathered messages are handed over at the latest. */
function deadlineOf({ gathered: [first], window }: Source): number | undefined {
  return first && first.at + window * 1000;
}

function sleep(source: Source, queue: Queue): void {
  const { clock } = source.store;
  const times = [deadlineOf(source), nextVisible(source.store, queue)].filter((time) => time !== undefined);
  if (times.length === 0) return;
  source.timer = clock.after(Math.min(...times) - clock.now(), () => pump(source));
}

async function deliver(source: Source, batch: readonly Received[]): Promise<void> {
  const { clock } = source.store;
  const payload = buildEvent(batch, source.owner);
  const expires = Math.min(...batch.map(({ message }) => message.visible));
  for (let pause = 100; ; pause = Math.min(2 * pause, 5_000)) {
    const result = await source.invoke(payload);
    if (source.phase === "closed") return;
    if (result.ok) return settle(source, batch, readFailures(result.payload, batch.map(idOf)));
    if (result.reason !== "throttled") return;
    // Lambda tries again until the queue shows the messages to others:
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    if (clock.now() + pause >= expires) return;
    if (source.phase === "open") await rest(source, pause);
    if (source.phase !== "open") return release(source, batch);
  }
}

function settle(source: Source, batch: readonly Received[], failures: ReadonlySet<string>): void {
  const { store } = source;
  const done = batch.filter((received) => !failures.has(idOf(received)));
  transaction(store.database, () => {
    for (const received of done) attempt(() => deleteMessage(store, received.queue, handleOf(received)));
  });
}

/** Shows messages that no function has seen to others at once. */
function release(source: Source, batch: readonly Received[]): void {
  const { store } = source;
  if (source.phase === "closed") return;
  transaction(store.database, () => {
    for (const received of batch) {
      attempt(() => changeVisibility(store, received.queue, { handle: handleOf(received), seconds: 0 }));
    }
  });
}

/** A refusal means that the message's time was over: the queue has it already. */
function attempt(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
}

function rest(source: Source, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      timer.cancel();
      source.pauses.delete(done);
      resolve();
    };
    const timer = source.store.clock.after(milliseconds, done);
    source.pauses.add(done);
  });
}

async function close(source: Source): Promise<void> {
  source.phase = "closing";
  source.timer?.cancel();
  release(source, source.gathered);
  source.gathered = [];
  for (const end of source.pauses) end();
  const patience = rest(source, drain);
  await Promise.race([Promise.all(source.running), patience]);
  source.phase = "closed";
  for (const end of source.pauses) end();
}

function idOf({ message }: Received): string {
  return message.id;
}

function handleOf({ message, at }: Received): string {
  return encodeReceipt(message, at);
}
