import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { manualClock } from "../../../test/fakes/manual-clock.ts";
import { plannedResource } from "../../../test/fakes/planned.ts";
import { localContext, sqsCaller } from "../../../test/fakes/sqs.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Emulator } from "../local.ts";
import { local } from "./local.ts";

let folder: string;
let emulator: Emulator;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "iffc-queue-"));
  emulator = await local.open(localContext(folder, manualClock()));
});
afterEach(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

const properties = { fifo: false, retries: 3, visibility: 180, retention: 86_400, delay: 5, deduplicate: false };
const orders = plannedResource("queue", "shop-orders", properties);
const fifo = plannedResource("queue", "shop-steps", { ...properties, fifo: true, deduplicate: true });

async function call(operation: string, input: JsonObject): Promise<JsonObject> {
  return (await sqsCaller(emulator)(operation, input)).output;
}
async function attributesOf(QueueUrl: string): Promise<JsonObject> {
  const { Attributes = {} } = await call("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
  return Attributes as JsonObject;
}

test("a planned queue gets the attributes of the plan, and a queue for dead letters", async () => {
  expect(await emulator.provision(orders)).toEqual({
    arn: "arn:aws:sqs:eu-west-1:000000000000:shop-orders",
    name: "shop-orders",
    url: "http://127.0.0.1:4000/000000000000/shop-orders",
    deadLetterArn: "arn:aws:sqs:eu-west-1:000000000000:shop-orders-dlq",
    deadLetterUrl: "http://127.0.0.1:4000/000000000000/shop-orders-dlq",
  });
  const deadLetterTargetArn = "arn:aws:sqs:eu-west-1:000000000000:shop-orders-dlq";
  expect(await attributesOf("shop-orders")).toMatchObject({
    VisibilityTimeout: "180",
    MessageRetentionPeriod: "86400",
    DelaySeconds: "5",
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 }),
  });
  expect(await attributesOf("shop-orders-dlq")).toMatchObject({ MessageRetentionPeriod: "1209600" });
});

test("a FIFO queue and its dead letters are called so, whether or not the plan's name says it", async () => {
  const named = { ...fifo, name: "shop-steps.fifo" };
  expect(await emulator.provision(fifo)).toMatchObject({ name: "shop-steps.fifo" });
  expect(await emulator.provision(named)).toMatchObject({
    name: "shop-steps.fifo",
    deadLetterArn: "arn:aws:sqs:eu-west-1:000000000000:shop-steps-dlq.fifo",
  });
  expect(await attributesOf("shop-steps.fifo")).toMatchObject({ FifoQueue: "true", ContentBasedDeduplication: "true" });
  expect(await attributesOf("shop-steps-dlq.fifo")).toMatchObject({ FifoQueue: "true" });
});

test("provisioning again changes attributes and keeps messages", async () => {
  const undelayed = { ...orders, properties: { ...properties, delay: 0 } };
  await emulator.provision(undelayed);
  await call("SendMessage", { QueueUrl: "shop-orders", MessageBody: "kept" });
  await call("SendMessage", { QueueUrl: "shop-orders-dlq", MessageBody: "kept too" });
  await emulator.provision({ ...undelayed, properties: { ...undelayed.properties, visibility: 60 } });
  expect(await attributesOf("shop-orders")).toMatchObject({
    VisibilityTimeout: "60",
    ApproximateNumberOfMessages: "1",
  });
  expect(await attributesOf("shop-orders-dlq")).toMatchObject({ ApproximateNumberOfMessages: "1" });
});

test("removing takes both queues away, and is repeatable", async () => {
  await emulator.provision(orders);
  await emulator.provision(fifo);
  await emulator.remove(orders);
  await emulator.remove(orders);
  const { QueueUrls } = await call("ListQueues", {});
  expect(QueueUrls).toEqual([
    "http://127.0.0.1:4000/000000000000/shop-steps-dlq.fifo",
    "http://127.0.0.1:4000/000000000000/shop-steps.fifo",
  ]);
});
