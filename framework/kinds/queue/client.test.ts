import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  openEndpoint,
  stubFunctionEnvironment,
  type Answer,
  type ReceivedRequest,
} from "../../../test/fakes/endpoint.ts";
import { sqsClient } from "../../../test/fakes/sqs.ts";
import { serveEmulator } from "../../../test/fakes/wire.ts";
import { splitBatches } from "./batch.ts";
import { createClient } from "./client.ts";
import { local } from "./local.ts";

const url = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders";
const queue = createClient({ url });
const mebibyte = 1_048_576;

interface Batch {
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}

const inputOf = ({ body }: ReceivedRequest) => JSON.parse(body.toString()) as Record<string, unknown>;
const entriesOf = (request: ReceivedRequest) => (inputOf(request) as unknown as Batch).Entries;

afterEach(() => vi.unstubAllEnvs());

describe("send", () => {
  it("sends a message as JSON", async () => {
    await using endpoint = await openEndpoint(() => ({ body: { MessageId: "1" } }));
    await queue.send({ sku: "ü", skipped: undefined });
    const [request] = endpoint.received;
    expect(request?.headers["x-amz-target"]).toBe("AmazonSQS.SendMessage");
    expect(request && inputOf(request)).toEqual({ QueueUrl: url, MessageBody: '{"sku":"ü"}' });
  });

  it("says delay, group and deduplication id", async () => {
    await using endpoint = await openEndpoint(() => ({ body: {} }));
    await queue.send(1, { delay: "2 minutes" });
    await queue.send(2, { group: "g" });
    await queue.send(3, { group: "g", deduplicationId: "d" });
    expect(endpoint.received.map(inputOf)).toEqual([
      { QueueUrl: url, MessageBody: "1", DelaySeconds: 120 },
      { QueueUrl: url, MessageBody: "2", MessageGroupId: "g" },
      { QueueUrl: url, MessageBody: "3", MessageGroupId: "g", MessageDeduplicationId: "d" },
    ]);
  });

  it("gives each message an id of its own where equal ones are different", async () => {
    await using endpoint = await openEndpoint(() => ({ body: {} }));
    const fifo = createClient({ url, unique: true });
    await fifo.send(1, { group: "g" });
    await fifo.send(1, { group: "g" });
    await fifo.send(1, { group: "g", deduplicationId: "d" });
    const ids = endpoint.received.map((request) => inputOf(request)["MessageDeduplicationId"]);
    expect(new Set(ids).size).toBe(3);
    expect(ids[2]).toBe("d");
  });

  it("sends any text so that SQS takes it and JSON gives it back", async () => {
    await using endpoint = await openEndpoint(() => ({ body: {} }));
    const text = fc.string({ unit: "binary" });
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        await queue.send(`\ufffe\uffff\u0000\ud800${value}`);
        const { MessageBody: sent } = endpoint.received.slice(-1).map(inputOf)[0] ?? {};
        expect(JSON.parse(String(sent))).toBe(`\ufffe\uffff\u0000\ud800${value}`);
        expect(sent).toMatch(/^[\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
      }),
      { numRuns: 50 },
    );
  });

  it("takes 1 MiB and refuses more, without a request", async () => {
    await using endpoint = await openEndpoint(() => ({ body: {} }));
    await queue.send("x".repeat(mebibyte - 2));
    await expect(queue.send("x".repeat(mebibyte - 1))).rejects.toThrow("it has 1048577 bytes, and SQS takes 1048576");
    expect(endpoint.received).toHaveLength(1);
  });

  it("refuses what has no JSON form", async () => {
    await expect(queue.send(undefined)).rejects.toThrow("it has no JSON form");
    await expect(queue.send({ id: 1n })).rejects.toThrow(TypeError);
  });

  it("says that the code runs outside of iffc", async () => {
    await expect(createClient({ url: undefined }).send(1)).rejects.toThrow("The queue's URL is not set");
  });
});

describe("sendAll", () => {
  it("sends ten messages to a request, and nothing for none", async () => {
    await using endpoint = await openEndpoint(() => ({ body: { Successful: [] } }));
    await queue.sendAll([]);
    expect(endpoint.received).toEqual([]);
    await queue.sendAll([...Array(25).keys()], { delay: "1 second" });
    const sent = endpoint.received.map(entriesOf);
    expect(sent.map(({ length }) => length).toSorted((a, b) => b - a)).toEqual([10, 10, 5]);
    expect(
      sent
        .flat()
        .map(({ MessageBody }) => Number(MessageBody))
        .sort((a, b) => a - b),
    ).toEqual([...Array(25).keys()]);
    expect(sent.flat()[0]).toMatchObject({ DelaySeconds: 1 });
  });

  it("sends again what the queue could not take, and only that", async () => {
    const refuse = (...ids: string[]): Answer => ({
      body: { Failed: ids.map((Id) => ({ Id, Code: "InternalError", SenderFault: false })) },
    });
    await using endpoint = await openEndpoint((_, index) =>
      index === 0 ? refuse("1", "2") : index === 1 ? refuse("2") : { body: {} },
    );
    await queue.sendAll(["a", "b", "c"]);
    expect(endpoint.received.map((request) => entriesOf(request).map(({ Id }) => Id))).toEqual([
      ["0", "1", "2"],
      ["1", "2"],
      ["2"],
    ]);
  });

  it("throws the list of what was not sent", async () => {
    await using endpoint = await openEndpoint((request) => ({
      body: {
        Failed: entriesOf(request).map(({ Id }) => ({
          Id,
          Code: Id === "1" ? "InvalidMessageContents" : "InternalError",
          SenderFault: Id === "1",
          Message: "no",
        })),
      },
    }));
    const failure = await queue.sendAll(["a", "b"]).catch((error: unknown) => error as AggregateError);
    expect(failure).toBeInstanceOf(AggregateError);
    expect(failure).toMatchObject({
      message: expect.stringContaining("2 of 2 messages were not sent."),
      errors: [
        { code: "InvalidMessageContents", message: expect.stringContaining("message 1: no") },
        { code: "InternalError", message: expect.stringContaining("message 0: no") },
      ],
    });
    expect(endpoint.received.map((request) => entriesOf(request).length)).toEqual([2, 1, 1]);
  });

  it("throws what went wrong with a whole request", async () => {
    await using _ = await openEndpoint(() => ({
      status: 403,
      body: { __type: "AccessDeniedException", message: "no" },
    }));
    await expect(queue.sendAll(["a"])).rejects.toMatchObject({ code: "AccessDeniedException", status: 403 });
  });
});

describe("splitBatches", () => {
  it("keeps order and both limits, in as few requests as that allows", () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: mebibyte })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(sizes, (drawn) => {
        const entries = drawn.map((size) => ({ MessageBody: "x".repeat(size) }));
        const batches = splitBatches(entries);
        expect(batches.flat().map(([index]) => index)).toEqual([...entries.keys()]);
        const weigh = (batch: (typeof batches)[number]) =>
          batch.reduce((sum, [, { MessageBody }]) => sum + MessageBody.length, 0);
        const isFull = (batch: (typeof batches)[number], [next]: (typeof batches)[number] = []) =>
          !next || batch.length === 10 || weigh(batch) + next[1].MessageBody.length > mebibyte;
        expect(batches.every((batch) => batch.length <= 10 && weigh(batch) <= mebibyte)).toBe(true);
        expect(batches.every((batch, index) => isFull(batch, batches[index + 1]))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe("with the local SQS", () => {
  it("sends what its other clients receive", async () => {
    const folder = await mkdtemp(join(tmpdir(), "iffc-queue-client-"));
    await using served = await serveEmulator(local, folder);
    const sdk = sqsClient(served.origin);
    const { QueueUrl } = await sdk.createQueue({ QueueName: "orders" });
    stubFunctionEnvironment({ AWS_ENDPOINT_URL: served.origin, AWS_REGION: "eu-west-1" });
    const client = createClient({ url: QueueUrl });
    await client.send({ sku: "ü\ufffe" });
    await client.sendAll([...Array(12).keys()]);
    const received: unknown[] = [];
    while (received.length < 13) {
      const { Messages = [] } = await sdk.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
      received.push(...Messages.map(({ Body = "" }) => JSON.parse(Body) as unknown));
    }
    sdk.destroy();
    expect(new Set(received)).toEqual(new Set([{ sku: "ü\ufffe" }, ...Array(12).keys()]));
    await rm(folder, { recursive: true });
  });
});
