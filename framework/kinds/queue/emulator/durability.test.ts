import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { manualClock } from "../../../../test/fakes/manual-clock.ts";
import { queueUser } from "../../../../test/fakes/queue-user.ts";
import { serveChild } from "../../../../test/fakes/serve-child.ts";
import { localContext, sqsCaller, sqsClient } from "../../../../test/fakes/sqs.ts";
import type { Emulator } from "../../local.ts";
import { local } from "../local.ts";

const module = new URL("../local.ts", import.meta.url).href;
let folder: string;
let logged: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iffc-queue-"));
  logged = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => local.open(localContext(folder, manualClock(Date.now()), { log: (line) => logged.push(line) }));

/** Empties the queue `orders` and says what was in it. */
async function drain(emulator: Emulator): Promise<readonly string[]> {
  const call = sqsCaller(emulator);
  const found: string[] = [];
  for (;;) {
    const { output } = await call("ReceiveMessage", { QueueUrl: "orders", MaxNumberOfMessages: 10 });
    const messages = (output["Messages"] ?? []) as unknown as readonly { Body: string }[];
    if (messages.length === 0) return found;
    found.push(...messages.map(({ Body }) => Body));
  }
}

/** Leaves a database with one message behind. */
async function leaveState(): Promise<void> {
  const emulator = await open();
  await sqsCaller(emulator)("CreateQueue", { QueueName: "orders" });
  await sqsCaller(emulator)("SendMessage", { QueueUrl: "orders", MessageBody: "kept" });
  await emulator.close();
}

test("kill -9 while messages come and go loses none that was acknowledged, and brings none back", async () => {
  const child = await serveChild(module, folder);
  const client = sqsClient(child.origin);
  const user = queueUser(() => ({ client }));
  const url = await user.make({}, "orders");
  const sent = new Set<string>();
  const deleted = new Set<string>();

  async function send(writer: number): Promise<void> {
    for (let count = 0; ; count++) {
      await user.send(url, `${writer}/${count}`);
      sent.add(`${writer}/${count}`);
    }
  }
  async function consume(): Promise<void> {
    for (;;) {
      const [message] = await user.receive(url, { MaxNumberOfMessages: 1, VisibilityTimeout: 0 });
      if (!message || !sent.has(message.Body ?? "")) continue;
      await user.remove(url, message);
      deleted.add(message.Body ?? "");
    }
  }
  const working = Promise.allSettled([send(1), send(2), send(3), consume()]);
  await setTimeout(1_500);
  await child.kill();
  await working;
  client.destroy();

  const emulator = await open();
  const found = new Set(await drain(emulator));
  await emulator.close();
  expect(sent.size).toBeGreaterThan(10);
  expect([...deleted].filter((body) => found.has(body))).toEqual([]);
  // Of each worker one call was cut off, which may have been done and not answered.
  const missing = [...sent].filter((body) => !deleted.has(body) && !found.has(body));
  expect(missing.length).toBeLessThanOrEqual(1);
  expect([...found].filter((body) => !sent.has(body)).length).toBeLessThanOrEqual(3);
  expect(logged).toEqual([]);
});

test("queues, attributes and messages are there after a restart", async () => {
  await leaveState();
  const emulator = await open();
  expect(await drain(emulator)).toEqual(["kept"]);
  await emulator.close();
});

test("a folder whose database cannot be read is kept aside, and the queues start empty", async () => {
  await leaveState();
  writeFileSync(join(folder, "data", "data.sqlite"), "nonsense".repeat(1_000));
  const emulator = await open();
  expect((await sqsCaller(emulator)("ListQueues", {})).output).toEqual({});
  await sqsCaller(emulator)("CreateQueue", { QueueName: "orders" });
  await emulator.close();
  expect(readdirSync(folder)).toEqual(["data", expect.stringMatching(/^data\.damaged-\d+$/u)]);
  await (await open()).close();
  expect(logged).toHaveLength(1);
});
