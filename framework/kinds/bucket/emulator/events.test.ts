import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { S3 } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { manualClock, type ManualClock } from "../../../../test/fakes/manual-clock.ts";
import { plannedResource, plannedTrigger } from "../../../../test/fakes/planned.ts";
import { s3Client } from "../../../../test/fakes/s3.ts";
import { recordingFunctions, serveEmulator, type ServedEmulator } from "../../../../test/fakes/wire.ts";
import type { Connection } from "../../local.ts";
import { local } from "../local.ts";

const Bucket = "shop-photos";
const resource = plannedResource("bucket", Bucket, { versions: false });
const day = 86_400_000;
let folder: string;
let clock: ManualClock;
let functions: ReturnType<typeof recordingFunctions>;
let lines: string[];
let served: ServedEmulator;
let client: S3;

async function open(): Promise<void> {
  served = await serveEmulator(local, folder, { clock, functions, log: (line) => lines.push(line) });
  client = s3Client(served.origin);
  await served.emulator.provision(resource);
}

async function close(): Promise<void> {
  client.destroy();
  await served[Symbol.asyncDispose]();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "iffc-bucket-"));
  clock = manualClock();
  functions = recordingFunctions();
  lines = [];
  await open();
});

afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

interface ReceivedEvent {
  readonly "detail-type": string;
  readonly detail: { readonly object: { readonly key: string; readonly sequencer: string }; readonly reason: string };
}

function connect(id: string, properties: object = {}): Promise<Connection> {
  const trigger = plannedTrigger(id, Bucket, { event: "created", ...properties });
  return served.emulator.connect?.(trigger, resource) as Promise<Connection>;
}

const put = (Key: string) => client.putObject({ Bucket, Key, Body: "text" });
const received = () => functions.enqueued.map(({ payload }) => JSON.parse(payload) as ReceivedEvent);
const keys = () => received().map(({ detail }) => detail.object.key);

test("a new object is told as EventBridge tells it", async () => {
  await connect("Shop.resize");
  await put("photos/ü 1.jpg");
  expect(functions.enqueued[0]?.functionId).toBe("function:Shop.resize");
  expect(received()).toEqual([
    {
      version: "0",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/u),
      "detail-type": "Object Created",
      source: "aws.s3",
      account: "000000000000",
      time: "2026-01-01T00:00:00Z",
      region: "eu-west-1",
      resources: ["arn:aws:s3:::shop-photos"],
      detail: {
        version: "0",
        bucket: { name: Bucket },
        object: {
          key: "photos/ü 1.jpg",
          size: 4,
          etag: "1cb251ec0d568de6a929b520c4aed8d1",
          sequencer: expect.stringMatching(/^[0-9A-F]{16}$/u),
        },
        "request-id": expect.stringMatching(/^[0-9A-F]{16}$/u),
        requester: "000000000000",
        "source-ip-address": "127.0.0.1",
        reason: "PutObject",
      },
    },
  ]);
});

test("every way of making an object is told, with its reason", async () => {
  await connect("Shop.resize");
  await put("a");
  await client.copyObject({ Bucket, Key: "b", CopySource: `${Bucket}/a` });
  const { UploadId } = await client.createMultipartUpload({ Bucket, Key: "c" });
  const { ETag } = await client.uploadPart({ Bucket, Key: "c", UploadId, PartNumber: 1, Body: "x" });
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await client.completeMultipartUpload({ Bucket, Key: "c", UploadId, MultipartUpload });
  const reasons = received().map(({ detail }) => detail.reason);
  expect(reasons).toEqual(["PutObject", "CopyObject", "CompleteMultipartUpload"]);
});

test("a trigger hears what its event, prefix and suffix say, and nothing of failed writes", async () => {
  await connect("Shop.photos", { prefix: "photos/", suffix: ".jpg" });
  await connect("Shop.cleared", { event: "deleted" });
  await put("photos/a.jpg");
  await put("photos/a.png");
  await put("a.jpg");
  await client.putObject({ Bucket, Key: "photos/a.jpg", Body: "x", IfNoneMatch: "*" }).catch(() => undefined);
  await client.deleteObject({ Bucket, Key: "a.jpg" });
  await client.deleteObject({ Bucket, Key: "none" });
  const told = functions.enqueued.map(({ functionId, payload }) => {
    return [functionId, (JSON.parse(payload) as ReceivedEvent).detail.object.key];
  });
  expect(told).toEqual([
    ["function:Shop.photos", "photos/a.jpg"],
    ["function:Shop.cleared", "a.jpg"],
  ]);
});

test("deletions say how final they are, and sort behind what they end", async () => {
  await connect("Shop.created");
  await connect("Shop.deleted", { event: "deleted" });
  await put("a");
  await client.deleteObject({ Bucket, Key: "a" });
  await client.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } });
  await put("b");
  await client.deleteObject({ Bucket, Key: "b" });
  const events = received();
  expect(events.map((event) => event.detail)).toMatchObject([
    { reason: "PutObject" },
    { reason: "DeleteObject", "deletion-type": "Permanently Deleted", object: { etag: expect.any(String) } },
    { reason: "PutObject", object: { "version-id": expect.any(String) } },
    { reason: "DeleteObject", "deletion-type": "Delete Marker Created", object: { "version-id": expect.any(String) } },
  ]);
  const sequence = events.map((event) => event.detail.object.sequencer);
  expect([...sequence].sort()).toEqual(sequence);
});

test("what a lifecycle deletes is told as well", async () => {
  await served.emulator.provision({ ...resource, properties: { versions: false, expires: 86_400 } });
  await put("a");
  await connect("Shop.deleted", { event: "deleted" });
  await clock.advance(day + 1);
  await client.listObjectsV2({ Bucket });
  expect(received()).toMatchObject([{ "detail-type": "Object Deleted", detail: { reason: "Lifecycle Expiration" } }]);
});

test("what happens while a trigger is away reaches it when it is back, also after a restart", async () => {
  const connection = await connect("Shop.resize");
  await connection.close();
  await put("during a reload");
  expect(keys()).toEqual([]);
  await connect("Shop.resize");
  await expect.poll(keys).toEqual(["during a reload"]);
  await close();
  await open();
  await put("before it is connected");
  await connect("Shop.resize");
  await expect.poll(keys).toEqual(["during a reload", "before it is connected"]);
});

test("an event that cannot be handed over is tried until it is", async () => {
  const working = functions.enqueue;
  functions.enqueue = () => Promise.reject(new Error("the queue is full"));
  await connect("Shop.resize");
  await put("a");
  await put("b");
  expect(lines[0]).toContain("the queue is full");
  functions.enqueue = working;
  await clock.advance(1000);
  expect(keys()).toEqual(["a", "b"]);
});

test("an event that nobody fetched for a day is dropped", async () => {
  await (await connect("Shop.gone")).close();
  await put("a");
  await close();
  await clock.advance(day + 1);
  await open();
  await connect("Shop.gone");
  await put("b");
  expect(keys()).toEqual(["b"]);
});

test("a removed bucket's events are forgotten", async () => {
  await (await connect("Shop.resize")).close();
  await put("a");
  await served.emulator.remove(resource);
  await served.emulator.provision(resource);
  await connect("Shop.resize");
  await put("b");
  expect(keys()).toEqual(["b"]);
});

test("a bucket that code removes and makes again is still listened to", async () => {
  await connect("Shop.resize");
  await client.deleteBucket({ Bucket });
  await client.createBucket({ Bucket });
  await put("a");
  expect(keys()).toEqual(["a"]);
});

test("closing waits for an event that is being handed over", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  functions.enqueue = (functionId, payload) => {
    functions.enqueued.push({ functionId, payload });
    return promise;
  };
  await connect("Shop.resize");
  await put("a");
  const closing = close();
  resolve();
  await closing;
  await open();
  await connect("Shop.resize");
  await put("b");
  expect(keys()).toEqual(["a", "b"]);
});
