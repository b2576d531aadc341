import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
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
let file: string;
let logged: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iffc-queue-"));
  file = join(folder, "queues.sqlite");
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

test.each([
  ["is no database", () => writeFileSync(file, "nonsense".repeat(1_000))],
  ["was cut off", () => truncateSync(file, 5_000)],
  ["was overwritten in the middle", () => overwrite(8_192)],
  ["is of another version", () => setVersion(99)],
])("a file that %s is kept aside, and the queues start empty", async (_, damage) => {
  await leaveState();
  damage();
  const damaged = readFileSync(file);
  const emulator = await open();
  expect((await sqsCaller(emulator)("ListQueues", {})).output).toEqual({});
  await sqsCaller(emulator)("CreateQueue", { QueueName: "orders" });
  await emulator.close();
  expect(logged).toEqual([
    `The state of the queues cannot be read; it is kept as ${file}.unreadable-1, and the queues start empty.`,
  ]);
  expect(readFileSync(`${file}.unreadable-1`).equals(damaged)).toBe(true);
  await (await open()).close();
  expect(logged).toHaveLength(1);
});

test("each damaged file has a place of its own", async () => {
  for (const content of ["first", "second"]) {
    writeFileSync(file, content.repeat(1_000));
    await (await open()).close();
  }
  expect(readdirSync(folder).filter((name) => name.includes("unreadable"))).toEqual([
    "queues.sqlite.unreadable-1",
    "queues.sqlite.unreadable-2",
  ]);
});

test("a second emulator cannot open the folder that another one works in", async () => {
  const emulator = await open();
  await expect(open()).rejects.toThrow("database is locked");
  await emulator.close();
});

function overwrite(at: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xff, at, at + 4_096);
  writeFileSync(file, bytes);
}

function setVersion(version: number): void {
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
}
