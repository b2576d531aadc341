import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { manualClock, type ManualClock } from "../../../../test/fakes/manual-clock.ts";
import { plannedResource, plannedTrigger } from "../../../../test/fakes/planned.ts";
import { localContext, sqsCaller } from "../../../../test/fakes/sqs.ts";
import type { Connection, Emulator, InvocationResult } from "../../local.ts";
import { local } from "../local.ts";
import type { ConsumesProperties, QueueProperties } from "../options.ts";

interface Invocation {
  readonly bodies: readonly string[];
  readonly payload: string;
  /** Ends the invocation; an answer is what the handler returns. */
  answer(value: unknown): Promise<void>;
  fail(reason: "throttled" | "handler" | "timeout"): Promise<void>;
}

let folder: string;
let clock: ManualClock;
let emulator: Emulator;
let invocations: Invocation[];
let logged: string[];
let room: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "iffc-queue-"));
  clock = manualClock();
  invocations = [];
  logged = [];
  room = 100;
  emulator = await open();
});
afterEach(async () => {
  await finish(emulator.close());
  rmSync(folder, { recursive: true });
});

function open(): Promise<Emulator> {
  const functions = { invoke, enqueue: () => Promise.resolve(), concurrency: () => room };
  return local.open(localContext(folder, clock, { functions, log: (line) => logged.push(line) }));
}

function invoke(functionId: string, payload: string): Promise<InvocationResult> {
  if (functionId === "function:broken") return Promise.reject(new Error("no such function"));
  const { promise, resolve } = Promise.withResolvers<InvocationResult>();
  const settle = (result: InvocationResult) => (resolve(result), setImmediate());
  const { Records } = JSON.parse(payload) as { Records: { body: string }[] };
  invocations.push({
    payload,
    bodies: Records.map(({ body }) => body),
    answer: (value) => settle({ ok: true, payload: JSON.stringify(value) }),
    fail: (reason) => settle({ ok: false, reason, payload: "{}" }),
  });
  return promise;
}

/** Waits for work that waits for the clock. */
async function finish(work: Promise<void>): Promise<void> {
  await clock.advance(5_000);
  await work;
}

const settings = { fifo: false, retries: 5, visibility: 30, retention: 345_600, delay: 0, deduplicate: false };
const resourceWith = (more: Partial<QueueProperties>) => plannedResource("queue", "orders", { ...settings, ...more });

async function start(more: Partial<QueueProperties> = {}, consumes: Partial<ConsumesProperties> = {}) {
  const resource = resourceWith(more);
  await emulator.provision(resource);
  return connect(resource, consumes);
}

async function connect(resource = resourceWith({}), consumes: Partial<ConsumesProperties> = {}): Promise<Connection> {
  const trigger = plannedTrigger("work", "orders", { batch: 10, window: 0, ...consumes });
  const connection = await emulator.connect?.(trigger, resource);
  if (!connection) throw new Error("the queue has no connections");
  return connection;
}

async function send(body: string, more: Readonly<Record<string, string | number>> = {}): Promise<void> {
  const QueueUrl = "MessageGroupId" in more ? "orders.fifo" : "orders";
  const fifo = "MessageGroupId" in more && { MessageDeduplicationId: body };
  const { status } = await sqsCaller(emulator)("SendMessage", { QueueUrl, MessageBody: body, ...fifo, ...more });
  expect(status).toBe(200);
  await setImmediate();
}

async function sendBatch(...bodies: string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, index) => ({ Id: `${index}`, MessageBody }));
  await sqsCaller(emulator)("SendMessageBatch", { QueueUrl: "orders", Entries });
  await setImmediate();
}

/** How many messages a queue holds that are visible, and that are in flight or delayed. */
async function counts(QueueUrl = "orders"): Promise<readonly [visible: number, hidden: number]> {
  const { output } = await sqsCaller(emulator)("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
  const all = output["Attributes"] as Record<string, string>;
  const count = (state: string) => Number(all[`ApproximateNumberOfMessages${state}`]);
  return [count(""), count("NotVisible") + count("Delayed")];
}

const invoked = () => invocations.map(({ bodies }) => bodies);

describe("delivery", () => {
  test("a message is delivered as soon as it is sent, and deleted when the function is done", async () => {
    await start();
    await send("a");
    expect(invoked()).toEqual([["a"]]);
    expect(await counts()).toEqual([0, 1]);
    await invocations[0]?.answer(null);
    expect(await counts()).toEqual([0, 0]);
  });

  test("what waited already comes in batches", async () => {
    await start({}, { batch: 3 }).then((connection) => connection.close());
    await sendBatch("1", "2", "3", "4", "5");
    await connect(resourceWith({}), { batch: 3 });
    expect(invoked()).toEqual([
      ["1", "2", "3"],
      ["4", "5"],
    ]);
  });

  test("an idle queue has no timers", async () => {
    await start();
    await send("a");
    await invocations[0]?.answer(null);
    expect(clock.pending()).toBe(0);
  });

  test("a delayed message is delivered when its time comes", async () => {
    await start();
    await send("later", { DelaySeconds: 60 });
    await clock.advance(59_999);
    expect(invoked()).toEqual([]);
    await clock.advance(1);
    expect(invoked()).toEqual([["later"]]);
  });

  test("no more invocations run than the function has room for, or the trigger allows", async () => {
    room = 3;
    await start({}, { batch: 1, concurrency: 2 });
    await sendBatch("1", "2", "3", "4");
    expect(invoked()).toEqual([["1"], ["2"]]);
    await invocations[1]?.answer(null);
    expect(invoked()).toEqual([["1"], ["2"], ["3"]]);
    room = 1;
    await invocations[0]?.answer(null);
    expect(invoked()).toHaveLength(3);
    await invocations[2]?.answer(null);
    expect(invoked()).toHaveLength(4);
  });

  test("a window gathers until it closes or the batch is full", async () => {
    await start({}, { batch: 3, window: 5 });
    await send("1");
    await clock.advance(3_000);
    await send("2");
    await clock.advance(1_999);
    expect(invoked()).toEqual([]);
    await clock.advance(1);
    expect(invoked()).toEqual([["1", "2"]]);
    await sendBatch("3", "4", "5", "6");
    expect(invoked()).toEqual([
      ["1", "2"],
      ["3", "4", "5"],
    ]);
    await clock.advance(5_000);
    expect(invoked()).toHaveLength(3);
  });

  test("a batch stays below the largest payload of a function", async () => {
    await start({}, { batch: 100 }).then((connection) => connection.close());
    for (let count = 0; count < 8; count++) await send("x".repeat(1_000_000));
    await connect(resourceWith({}), { batch: 100 });
    expect(invoked().map(({ length }) => length)).toEqual([6, 2]);
  });
});

describe("failures", () => {
  test("what the function names as failed comes again after the visibility timeout", async () => {
    await start();
    await sendBatch("good", "bad", "fine");
    const { Records } = JSON.parse(invocations[0]?.payload ?? "") as { Records: { messageId: string }[] };
    await invocations[0]?.answer({ batchItemFailures: [{ itemIdentifier: Records[1]?.messageId }] });
    expect(await counts()).toEqual([0, 1]);
    await clock.advance(29_999);
    expect(invoked()).toHaveLength(1);
    await clock.advance(1);
    expect(invoked()[1]).toEqual(["bad"]);
  });

  test.each(["handler", "timeout"] as const)("a failed function (%s) gets the whole batch again", async (reason) => {
    await start();
    await sendBatch("1", "2");
    await invocations[0]?.fail(reason);
    expect(await counts()).toEqual([0, 2]);
    await clock.advance(30_000);
    expect(invoked()[1]).toEqual(["1", "2"]);
  });

  test("an answer that Lambda finds invalid fails the whole batch", async () => {
    await start();
    await sendBatch("1", "2");
    await invocations[0]?.answer({ batchItemFailures: [{ itemIdentifier: "unknown" }] });
    expect(await counts()).toEqual([0, 2]);
  });

  test("after the last retry a message is a dead letter, without anyone asking", async () => {
    await start({ retries: 2 });
    await send("poison");
    await invocations[0]?.fail("handler");
    await clock.advance(30_000);
    await invocations[1]?.fail("handler");
    await clock.advance(30_000);
    expect(invoked()).toHaveLength(2);
    expect(await counts()).toEqual([0, 0]);
    expect(await counts("orders-dlq")).toEqual([1, 0]);
  });

  test("a throttled batch is tried again with growing pauses", async () => {
    await start();
    await send("a");
    await invocations[0]?.fail("throttled");
    await clock.advance(100);
    await invocations[1]?.fail("throttled");
    await clock.advance(199);
    expect(invoked()).toHaveLength(2);
    await clock.advance(1);
    await invocations[2]?.answer(null);
    expect(await counts()).toEqual([0, 0]);
  });

  test("a batch that is throttled for longer than it is hidden goes back to the queue", async () => {
    await start({ visibility: 1 });
    await send("a");
    for (let attempt = 0; attempt < 4; attempt++) {
      await invocations[attempt]?.fail("throttled");
      await clock.advance(100 * 2 ** attempt);
    }
    expect(JSON.parse(invocations[3]?.payload ?? "")).toMatchObject({
      Records: [{ attributes: { ApproximateReceiveCount: "1" } }],
    });
    await clock.advance(300);
    expect(JSON.parse(invocations[4]?.payload ?? "")).toMatchObject({
      Records: [{ attributes: { ApproximateReceiveCount: "2" } }],
    });
  });

  test("a function that cannot be invoked at all is reported, and loses nothing", async () => {
    await emulator.provision(resourceWith({}));
    const trigger = plannedTrigger("broken", "orders", { batch: 1, window: 0 });
    await emulator.connect?.(trigger, resourceWith({}));
    await send("a");
    expect(logged).toEqual(["Messages of orders cannot be delivered: Error: no such function"]);
    expect(await counts()).toEqual([0, 1]);
  });
});

describe("FIFO queues", () => {
  test("a group waits for its batch, other groups do not", async () => {
    await start({ fifo: true }, { batch: 2 });
    for (const body of ["a1", "a2", "a3", "b1"]) await send(body, { MessageGroupId: body.charAt(0) });
    expect(invoked()).toEqual([["a1"], ["b1"]]);
    await invocations[0]?.answer(null);
    expect(invoked()[2]).toEqual(["a2", "a3"]);
  });

  test("a failed message comes again before the rest of its group", async () => {
    await start({ fifo: true }, { batch: 1 });
    for (const body of ["a1", "a2"]) await send(body, { MessageGroupId: "a" });
    await invocations[0]?.fail("handler");
    await clock.advance(30_000);
    expect(invoked()).toEqual([["a1"], ["a1"]]);
    await invocations[1]?.answer(null);
    expect(invoked()[2]).toEqual(["a2"]);
  });
});

describe("closing", () => {
  test("it waits for running invocations and starts none", async () => {
    const connection = await start();
    await send("running");
    const closing = connection.close();
    await send("waiting");
    await invocations[0]?.answer(null);
    await closing;
    expect(invoked()).toEqual([["running"]]);
    expect(await counts()).toEqual([1, 0]);
  });

  test("it gives up after five seconds, and what ends later changes nothing", async () => {
    const connection = await start();
    await send("endless");
    await finish(connection.close());
    await invocations[0]?.answer(null);
    expect(await counts()).toEqual([0, 1]);
  });

  test("what was gathered or throttled is shown again at once", async () => {
    const gathering = await start({}, { window: 300 });
    await send("gathered");
    expect(await counts()).toEqual([0, 1]);
    await gathering.close();
    expect(await counts()).toEqual([1, 0]);
    const throttled = await connect();
    await invocations[0]?.fail("throttled");
    await throttled.close();
    expect(await counts()).toEqual([1, 0]);
  });

  test("a removed queue ends its deliveries", async () => {
    await start({}, { batch: 1 });
    await send("a");
    await emulator.remove(resourceWith({}));
    await invocations[0]?.answer(null);
    await emulator.provision(resourceWith({}));
    await send("b");
    expect(invoked()).toEqual([["a"]]);
    expect(logged).toEqual([]);
  });

  test("messages that were in flight when the emulator ended come again when their time is over", async () => {
    await start();
    await send("cut off");
    await finish(emulator.close());
    emulator = await open();
    await connect();
    expect(invoked()).toHaveLength(1);
    await clock.advance(25_000);
    expect(invoked()).toEqual([["cut off"], ["cut off"]]);
  });
});
