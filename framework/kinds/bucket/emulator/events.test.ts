import { beforeEach, expect, test } from "vitest";
import { emulatorPerTest } from "../../../../test/fakes/emulator-per-test.ts";
import { plannedResource, plannedTrigger } from "../../../../test/fakes/planned.ts";
import { s3Client } from "../../../../test/fakes/s3.ts";
import type { Connection } from "../../local.ts";
import { local } from "../local.ts";

const Bucket = "shop-photos";
const resource = plannedResource("bucket", Bucket, { versions: false });
const day = 86_400_000;
const service = emulatorPerTest(local, s3Client);

beforeEach(() => service.emulator.provision(resource));

interface ReceivedEvent {
  readonly "detail-type": string;
  readonly detail: { readonly object: { readonly key: string; readonly sequencer: string }; readonly reason: string };
}

function connect(id: string, properties: object = {}): Promise<Connection> {
  const trigger = plannedTrigger(id, Bucket, { event: "created", ...properties });
  return service.emulator.connect?.(trigger, resource) as Promise<Connection>;
}

const put = (Key: string) => service.client.putObject({ Bucket, Key, Body: "text" });
const received = () => service.functions.enqueued.map(({ payload }) => JSON.parse(payload) as ReceivedEvent);
const keys = () => received().map(({ detail }) => detail.object.key);

test("a new object is told as EventBridge tells it", async () => {
  await connect("Shop.resize");
  await put("photos/ü 1.jpg");
  expect(service.functions.enqueued[0]?.functionId).toBe("function:Shop.resize");
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
  await service.client.copyObject({ Bucket, Key: "b", CopySource: `${Bucket}/a` });
  const { UploadId } = await service.client.createMultipartUpload({ Bucket, Key: "c" });
  const { ETag } = await service.client.uploadPart({ Bucket, Key: "c", UploadId, PartNumber: 1, Body: "x" });
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await service.client.completeMultipartUpload({ Bucket, Key: "c", UploadId, MultipartUpload });
  const reasons = received().map(({ detail }) => detail.reason);
  expect(reasons).toEqual(["PutObject", "CopyObject", "CompleteMultipartUpload"]);
});

test("a trigger hears what its event, prefix and suffix say, and nothing of failed writes", async () => {
  await connect("Shop.photos", { prefix: "photos/", suffix: ".jpg" });
  await connect("Shop.cleared", { event: "deleted" });
  await put("photos/a.jpg");
  await put("photos/a.png");
  await put("a.jpg");
  await service.client.putObject({ Bucket, Key: "photos/a.jpg", Body: "x", IfNoneMatch: "*" }).catch(() => undefined);
  await service.client.deleteObject({ Bucket, Key: "a.jpg" });
  await service.client.deleteObject({ Bucket, Key: "none" });
  const told = service.functions.enqueued.map(({ functionId, payload }) => {
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
  await service.client.deleteObject({ Bucket, Key: "a" });
  await service.client.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } });
  await put("b");
  await service.client.deleteObject({ Bucket, Key: "b" });
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
  await service.emulator.provision({ ...resource, properties: { versions: false, expires: 86_400 } });
  await put("a");
  await connect("Shop.deleted", { event: "deleted" });
  await service.clock.advance(day + 1);
  await service.client.listObjectsV2({ Bucket });
  expect(received()).toMatchObject([{ "detail-type": "Object Deleted", detail: { reason: "Lifecycle Expiration" } }]);
});

test("what happens while a trigger is away reaches it when it is back, also after a restart", async () => {
  const connection = await connect("Shop.resize");
  await connection.close();
  await put("during a reload");
  expect(keys()).toEqual([]);
  await connect("Shop.resize");
  await expect.poll(keys).toEqual(["during a reload"]);
  await service.close();
  await service.open();
  await put("before it is connected");
  await connect("Shop.resize");
  await expect.poll(keys).toEqual(["during a reload", "before it is connected"]);
});

test("an event that cannot be handed over is tried until it is", async () => {
  const working = service.functions.enqueue;
  service.functions.enqueue = () => Promise.reject(new Error("the queue is full"));
  await connect("Shop.resize");
  await put("a");
  await put("b");
  expect(service.lines[0]).toContain("the queue is full");
  service.functions.enqueue = working;
  await service.clock.advance(1000);
  expect(keys()).toEqual(["a", "b"]);
});

test("an event that nobody fetched for a day is dropped", async () => {
  await (await connect("Shop.gone")).close();
  await put("a");
  await service.close();
  await service.clock.advance(day + 1);
  await service.open();
  await connect("Shop.gone");
  await put("b");
  expect(keys()).toEqual(["b"]);
});

test("a removed bucket's events are forgotten", async () => {
  await (await connect("Shop.resize")).close();
  await put("a");
  await service.emulator.remove(resource);
  await service.emulator.provision(resource);
  await connect("Shop.resize");
  await put("b");
  expect(keys()).toEqual(["b"]);
});

test("a bucket that code removes and makes again is still listened to", async () => {
  await connect("Shop.resize");
  await service.client.deleteBucket({ Bucket });
  await service.client.createBucket({ Bucket });
  await put("a");
  expect(keys()).toEqual(["a"]);
});

test("closing waits for an event that is being handed over", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  service.functions.enqueue = (functionId, payload) => {
    service.functions.enqueued.push({ functionId, payload });
    return promise;
  };
  await connect("Shop.resize");
  await put("a");
  const closing = service.close();
  resolve();
  await closing;
  await service.open();
  await connect("Shop.resize");
  await put("b");
  expect(keys()).toEqual(["a", "b"]);
});
