/** What the contract leaves open: details of AWS's behaviour, and limits of this emulator. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { manualClock, type ManualClock } from "../../../../test/fakes/manual-clock.ts";
import { ask, localContext, sqsCaller } from "../../../../test/fakes/sqs.ts";
import type { Emulator } from "../../local.ts";
import type { JsonObject } from "../../../model/json.ts";
import { local } from "../local.ts";

let folder: string;
let clock: ManualClock;
let emulator: Emulator;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "iffc-queue-"));
  clock = manualClock();
  emulator = await local.open(localContext(folder, clock));
});
afterEach(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

const arn = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;
const redrive = (name: string, count: unknown = 1) =>
  JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount: count });

async function call(operation: string, input: JsonObject): Promise<JsonObject> {
  return (await sqsCaller(emulator)(operation, input)).output;
}

/** The error that a call ends in: its name and its message. */
async function refusal(operation: string, input: JsonObject): Promise<string> {
  const { __type: type = "none", message = "" } = (await call(operation, input)) as Record<string, string>;
  return `${type.replace(/.*#/u, "")}: ${message}`;
}

const make = (QueueName: string, Attributes: JsonObject = {}) => call("CreateQueue", { QueueName, Attributes });
const makeFifo = (name: string, more: JsonObject = {}) => make(name, { FifoQueue: "true", ...more });
const send = (QueueUrl: string, MessageBody: string, more: JsonObject = {}) =>
  call("SendMessage", { QueueUrl, MessageBody, ...more });

interface Got {
  readonly Body: string;
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Attributes: Readonly<Record<string, string>>;
}

async function receive(QueueUrl: string, more: JsonObject = {}): Promise<readonly Got[]> {
  const all = { MaxNumberOfMessages: 10, AttributeNames: ["All"] };
  const { Messages = [] } = await call("ReceiveMessage", { QueueUrl, ...all, ...more });
  return Messages as unknown as readonly Got[];
}
const bodies = async (name: string) => (await receive(name)).map(({ Body }) => Body);

describe("queues", () => {
  test.each(["Policy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"])(
    "the attribute %s, which nothing would obey, is refused",
    async (name) => {
      const refused = await refusal("CreateQueue", { QueueName: "orders", Attributes: { [name]: "x" } });
      expect(refused).toContain(`NotImplemented: The local SQS does not emulate the queue attribute ${name}.`);
    },
  );

  test("attributes that do not fit a queue are refused in the words of AWS", async () => {
    await make("orders");
    await makeFifo("orders.fifo");
    const set = (QueueUrl: string, Attributes: JsonObject) => refusal("SetQueueAttributes", { QueueUrl, Attributes });
    expect([
      await set("orders", { ContentBasedDeduplication: "true" }),
      await set("orders", { DeduplicationScope: "queue" }),
      await set("orders", { constructor: "1" }),
      await set("orders", { DelaySeconds: "1e2" }),
      await set("orders", { SqsManagedSseEnabled: "perhaps" }),
      await set("orders.fifo", { FifoQueue: "false" }),
      await set("orders.fifo", { DeduplicationScope: "world" }),
    ]).toEqual([
      "InvalidAttributeName: Unknown Attribute ContentBasedDeduplication.",
      "InvalidAttributeName: You can specify the DeduplicationScope only when FifoQueue is set to true.",
      "InvalidAttributeName: Unknown Attribute constructor.",
      "InvalidAttributeValue: Invalid value for the parameter DelaySeconds.",
      "InvalidAttributeValue: Invalid value for the parameter SqsManagedSseEnabled.",
      "InvalidAttributeValue: Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
      "InvalidAttributeValue: Invalid value for the parameter DeduplicationScope.",
    ]);
  });

  test("a redrive policy is checked, normalised, and can be taken away", async () => {
    await make("dead");
    await makeFifo("dead.fifo");
    const set = (RedrivePolicy: string) =>
      refusal("CreateQueue", { QueueName: "orders", Attributes: { RedrivePolicy } });
    const count = "Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.";
    for (const [policy, reason] of [
      ["nonsense", "Redrive policy is not valid JSON map."],
      ['{"maxReceiveCount":1}', "Redrive policy does not contain mandatory attribute: deadLetterTargetArn."],
      [JSON.stringify({ deadLetterTargetArn: arn("dead") }), "mandatory attribute: maxReceiveCount."],
      [redrive("dead", 1001), count],
      [redrive("none"), "Dead letter target does not exist."],
      [redrive("dead.fifo"), "Dead-letter queue must be same type of queue as the source."],
    ] as const) {
      expect(await set(policy)).toContain(reason);
    }
    await make("orders", { RedrivePolicy: redrive("dead", "7") });
    const attributes = async () =>
      (await call("GetQueueAttributes", { QueueUrl: "orders", AttributeNames: ["RedrivePolicy"] }))["Attributes"];
    expect(await attributes()).toEqual({ RedrivePolicy: redrive("dead", 7) });
    await call("SetQueueAttributes", { QueueUrl: "orders", Attributes: { RedrivePolicy: "" } });
    expect(await attributes()).toEqual({});
  });

  test("messages stay in their queue where their dead-letter queue is gone", async () => {
    await make("dead");
    await make("orders", { RedrivePolicy: redrive("dead"), VisibilityTimeout: "0" });
    await call("DeleteQueue", { QueueUrl: "dead" });
    await send("orders", "x");
    await receive("orders");
    expect(await bodies("orders")).toEqual(["x"]);
  });

  test("purging forgets what was deduplicated", async () => {
    await makeFifo("orders.fifo");
    const same = { MessageGroupId: "g", MessageDeduplicationId: "same" };
    await send("orders.fifo", "first", same);
    await call("PurgeQueue", { QueueUrl: "orders.fifo" });
    await send("orders.fifo", "second", same);
    expect(await bodies("orders.fifo")).toEqual(["second"]);
  });

  test("a new delay of a FIFO queue holds for the messages that wait already", async () => {
    await makeFifo("orders.fifo", { DelaySeconds: "100" });
    await send("orders.fifo", "x", { MessageGroupId: "g", MessageDeduplicationId: "1" });
    await call("SetQueueAttributes", { QueueUrl: "orders.fifo", Attributes: { DelaySeconds: "10" } });
    await clock.advance(10_000);
    expect(await bodies("orders.fifo")).toEqual(["x"]);
  });

  test("a queue made again under a deleted one's name knows none of its handles", async () => {
    await make("orders");
    await send("orders", "x");
    const [message] = await receive("orders");
    await call("DeleteQueue", { QueueUrl: "orders" });
    await make("orders");
    const stale = { QueueUrl: "orders", ReceiptHandle: message?.ReceiptHandle ?? "" };
    expect(await refusal("DeleteMessage", stale)).toContain("ReceiptHandleIsInvalid");
  });

  test("a queue has at most 50 tags, and changing none is a fault", async () => {
    await make("orders");
    const Tags = Object.fromEntries(Array.from({ length: 51 }, (_, number) => [`tag${number}`, "x"]));
    expect(await refusal("TagQueue", { QueueUrl: "orders", Tags })).toContain("Too many tags");
    expect(await refusal("TagQueue", { QueueUrl: "orders", Tags: {} })).toContain("MissingRequiredParameter");
    expect(await refusal("UntagQueue", { QueueUrl: "orders", TagKeys: [] })).toContain("MissingRequiredParameter");
    expect(await call("ListQueueTags", { QueueUrl: "orders" })).toEqual({});
  });
});

describe("messages", () => {
  test("the tracing header travels along and is no message attribute", async () => {
    await make("orders");
    const StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
    const sent = await send("orders", "x", {
      MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue } },
    });
    expect(sent).toMatchObject({ MD5OfMessageSystemAttributes: expect.any(String) as string });
    expect(sent).not.toHaveProperty("MD5OfMessageAttributes");
    expect((await receive("orders"))[0]?.Attributes).toMatchObject({ AWSTraceHeader: StringValue });
    const unknown = { MessageSystemAttributes: { Other: { DataType: "String", StringValue } } };
    const refused = await refusal("SendMessage", { QueueUrl: "orders", MessageBody: "x", ...unknown });
    expect(refused).toContain("Message system attribute name 'Other' is invalid.");
  });

  test.each(["a..b", ".a", "a.", "a b", "AmaZon.x", "", "x".repeat(257)])("no attribute is named %j", async (name) => {
    await make("orders");
    const MessageAttributes = { [name]: { DataType: "String", StringValue: "x" } };
    const refused = await refusal("SendMessage", { QueueUrl: "orders", MessageBody: "x", MessageAttributes });
    expect(refused).toContain(`The message attribute name '${name}' is invalid.`);
  });

  test("a message has at most ten attributes", async () => {
    await make("orders");
    const value = { DataType: "String", StringValue: "x" };
    const MessageAttributes = Object.fromEntries(Array.from({ length: 11 }, (_, number) => [`a${number}`, value]));
    const refused = await refusal("SendMessage", { QueueUrl: "orders", MessageBody: "x", MessageAttributes });
    expect(refused).toContain("Number of message attributes [11] exceeds the allowed maximum [10].");
  });

  test("receiving twice by one attempt id is not emulated, and said so", async () => {
    await makeFifo("orders.fifo");
    const again = { QueueUrl: "orders.fifo", ReceiveRequestAttemptId: "1" };
    expect(await refusal("ReceiveMessage", again)).toContain("does not emulate the parameter ReceiveRequestAttemptId");
  });

  test("values of the wrong type are malformed, in a batch too", async () => {
    await make("orders");
    const entry = { Id: "a", MessageBody: "x", MessageAttributes: { a: { DataType: 7 } } };
    const batch = { QueueUrl: "orders", Entries: [entry] };
    expect(await refusal("SendMessageBatch", batch)).toContain("SerializationException: The parameter DataType");
    expect(await refusal("SendMessage", { QueueUrl: "orders", ...entry })).toContain("SerializationException");
  });

  test("a batch for a FIFO queue is refused whole where an entry has no group or no id", async () => {
    await makeFifo("orders.fifo");
    const batch = (entry: JsonObject) => {
      const good = { Id: "a", MessageBody: "x", MessageGroupId: "g", MessageDeduplicationId: "1" };
      const Entries = [good, { Id: "b", MessageBody: "y", ...entry }];
      return refusal("SendMessageBatch", { QueueUrl: "orders.fifo", Entries });
    };
    expect(await batch({ MessageDeduplicationId: "2" })).toContain("must contain the parameter MessageGroupId");
    expect(await batch({ MessageGroupId: "g" })).toContain("MessageDeduplicationId provided explicitly");
    expect(await bodies("orders.fifo")).toEqual([]);
  });

  test("a message that is younger in its group waits for the delay of the older one", async () => {
    await makeFifo("orders.fifo", { DelaySeconds: "10" });
    const group = { MessageGroupId: "g" };
    await send("orders.fifo", "1", { ...group, MessageDeduplicationId: "1" });
    await clock.advance(5_000);
    await send("orders.fifo", "2", { ...group, MessageDeduplicationId: "2" });
    await clock.advance(5_000);
    expect(await bodies("orders.fifo")).toEqual(["1"]);
  });
});

describe("waiting", () => {
  test("ends without messages at its time, as one that becomes visible ends it before", async () => {
    await make("orders");
    const empty = receive("orders", { WaitTimeSeconds: 20 });
    await clock.advance(20_000);
    expect(await empty).toEqual([]);
    await send("orders", "late", { DelaySeconds: 10 });
    const waiting = receive("orders", { WaitTimeSeconds: 20 });
    await clock.advance(10_000);
    expect((await waiting).map(({ Body }) => Body)).toEqual(["late"]);
    expect(clock.pending()).toBe(0);
  });

  test("is what the queue says where the request says nothing", async () => {
    await make("orders", { ReceiveMessageWaitTimeSeconds: "5" });
    const waiting = receive("orders");
    await setImmediate();
    await send("orders", "x");
    expect((await waiting).map(({ Body }) => Body)).toEqual(["x"]);
  });

  test("who has gone away while waiting takes no message along", async () => {
    await make("orders");
    const headers = { "x-amz-target": "AmazonSQS.ReceiveMessage", "content-type": "application/x-amz-json-1.0" };
    const text = JSON.stringify({ QueueUrl: "orders", WaitTimeSeconds: 20 });
    const leaving = new AbortController();
    const waiting = ask(emulator, { headers, text, signal: leaving.signal });
    await setImmediate();
    leaving.abort();
    expect(JSON.parse((await waiting).body)).toEqual({});
    await send("orders", "for somebody else");
    expect(await bodies("orders")).toEqual(["for somebody else"]);
    const already = ask(emulator, { headers, text, signal: AbortSignal.abort() });
    expect(JSON.parse((await already).body)).toEqual({});
  });

  test("ends when the queue is deleted, and when the emulator closes", async () => {
    await make("orders");
    await make("others");
    const deleted = refusal("ReceiveMessage", { QueueUrl: "orders", WaitTimeSeconds: 20 });
    const closed = call("ReceiveMessage", { QueueUrl: "others", WaitTimeSeconds: 20 });
    await setImmediate();
    await call("DeleteQueue", { QueueUrl: "orders" });
    expect(await deleted).toContain("QueueDoesNotExist");
    await emulator.close();
    expect(await closed).toEqual({});
    emulator = await local.open(localContext(folder, clock));
  });
});

describe("moving dead letters", () => {
  beforeEach(async () => {
    await make("dead");
    await make("orders", { RedrivePolicy: redrive("dead"), VisibilityTimeout: "0" });
  });

  async function bury(...texts: string[]): Promise<void> {
    for (const text of texts) await send("orders", text);
    await receive("orders");
    await receive("orders");
  }
  const start = (more: JsonObject = {}) => call("StartMessageMoveTask", { SourceArn: arn("dead"), ...more });
  const list = async () => (await call("ListMessageMoveTasks", { SourceArn: arn("dead"), MaxResults: 10 }))["Results"];

  test("brings back more than a page of them, in order", async () => {
    const texts = Array.from({ length: 130 }, (_, number) => String(number));
    for (let from = 0; from < texts.length; from += 10) await bury(...texts.slice(from, from + 10));
    await start();
    const found: string[] = [];
    for (let page = 0; page < 13; page++) {
      found.push(...(await receive("orders", { VisibilityTimeout: 60 })).map(({ Body }) => Body));
    }
    expect(found).toEqual(texts);
    expect(await list()).toMatchObject([{ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 130 }]);
  });

  test("may go elsewhere, if that is a queue of the same type", async () => {
    await make("other");
    await makeFifo("other.fifo");
    await bury("x");
    expect(await refusal("StartMessageMoveTask", { SourceArn: arn("dead"), DestinationArn: arn("none") })).toBe(
      "ResourceNotFoundException: The resource that you specified for the DestinationArn parameter doesn't exist.",
    );
    const wrong = { SourceArn: arn("dead"), DestinationArn: arn("other.fifo") };
    expect(await refusal("StartMessageMoveTask", wrong)).toContain("must be of the same type");
    const itself = { SourceArn: arn("dead"), DestinationArn: arn("dead") };
    expect(await refusal("StartMessageMoveTask", itself)).toContain("must be different");
    await start({ DestinationArn: arn("other") });
    expect(await bodies("other")).toEqual(["x"]);
    expect(await list()).toMatchObject([{ DestinationArn: arn("other"), ApproximateNumberOfMessagesMoved: 1 }]);
  });

  test("fails at a message that came from nowhere", async () => {
    await bury("from orders");
    await clock.advance(1);
    await send("dead", "sent here");
    await start();
    expect(await list()).toMatchObject([
      { Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource", ApproximateNumberOfMessagesMoved: 1 },
    ]);
    expect(await bodies("dead")).toEqual(["sent here"]);
  });

  test("at a given rate is not emulated, and said so", async () => {
    const slow = { SourceArn: arn("dead"), MaxNumberOfMessagesPerSecond: 1 };
    expect(await refusal("StartMessageMoveTask", slow)).toContain("the parameter MaxNumberOfMessagesPerSecond");
  });
});
