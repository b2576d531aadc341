import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { S3 } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { plannedResource, plannedTrigger } from "../../../../test/fakes/planned.ts";
import { s3Client } from "../../../../test/fakes/s3.ts";
import { serveChild } from "../../../../test/fakes/serve-child.ts";
import { recordingFunctions, serveEmulator } from "../../../../test/fakes/wire.ts";
import { local } from "../local.ts";

const Bucket = "shop-photos";
const resource = plannedResource("bucket", Bucket, { versions: false });
const trigger = plannedTrigger("Shop.resize", Bucket, { event: "created" });
const module = new URL("../local.ts", import.meta.url).href;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iffc-bucket-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Makes the bucket and lets a trigger listen to it, as an app that was stopped leaves it. */
async function prepare(): Promise<void> {
  await using served = await serveEmulator(local, folder);
  await served.emulator.provision(resource);
  await (await served.emulator.connect?.(trigger, resource))?.close();
}

/** Writes as fast as it can until the server dies; returns the bodies that were acknowledged, by key. */
async function writeUntilKilled(client: S3, writers: number): Promise<Map<string, string>> {
  const acknowledged = new Map<string, string>();
  const write = async (writer: number): Promise<void> => {
    for (let count = 0; ; count++) {
      const [Key, Body] = [`${writer}/${count}`, `${writer} ${count} `.repeat(500)];
      await client.putObject({ Bucket, Key, Body });
      acknowledged.set(Key, Body);
    }
  };
  await Promise.allSettled(Array.from({ length: writers }, (_, writer) => write(writer)));
  return acknowledged;
}

test("kill -9 in the middle of writes loses no acknowledged object and no event", async () => {
  await prepare();
  const child = await serveChild(module, folder);
  const dying = s3Client(child.origin);
  const writing = writeUntilKilled(dying, 8);
  await setTimeout(1500);
  await child.kill();
  const acknowledged = await writing;
  dying.destroy();
  expect(acknowledged.size).toBeGreaterThan(10);

  const functions = recordingFunctions();
  await using served = await serveEmulator(local, folder, { functions });
  const client = s3Client(served.origin);
  const found = await readAll(client);
  for (const [key, body] of acknowledged) expect(found.get(key)).toBe(body);
  for (const [key, body] of found) expect(body).toBe(`${key.replace("/", " ")} `.repeat(500));

  const files = () => readdirSync(join(folder, "data", "files")).length;
  await expect.poll(files).toBe(found.size);

  await served.emulator.connect?.(trigger, resource);
  const told = () => new Set(functions.enqueued.map(({ payload }) => keyOf(payload)));
  await expect.poll(() => told().size).toBe(found.size);
  expect([...told()].sort()).toEqual([...found.keys()].sort());
  client.destroy();
});

function keyOf(payload: string): string {
  return (JSON.parse(payload) as { detail: { object: { key: string } } }).detail.object.key;
}

async function readAll(client: S3): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let ContinuationToken: string | undefined;
  do {
    const page = await client.listObjectsV2({ Bucket, ...(ContinuationToken && { ContinuationToken }) });
    for (const { Key = "" } of page.Contents ?? []) {
      const { Body } = await client.getObject({ Bucket, Key });
      found.set(Key, (await Body?.transformToString()) ?? "");
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return found;
}

test("an upload that a kill cut off can go on, and a body that was cut off leaves nothing", async () => {
  await prepare();
  const child = await serveChild(module, folder);
  const dying = s3Client(child.origin);
  const Key = "big";
  const { UploadId } = await dying.createMultipartUpload({ Bucket, Key });
  const { ETag } = await dying.uploadPart({ Bucket, Key, UploadId, PartNumber: 1, Body: "part" });
  const endless = fetch(`${child.origin}/${Bucket}/endless`, {
    method: "PUT",
    headers: { "x-amz-decoded-content-length": "1000000", "content-encoding": "aws-chunked" },
    body: new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from(`f4240\r\n${"x".repeat(9000)}`)),
    }),
    duplex: "half",
  }).then(
    () => "answered",
    () => "broken off",
  );
  const files = () => readdirSync(join(folder, "data", "files")).length;
  await expect.poll(files).toBe(2);
  await child.kill();
  expect(await endless).toBe("broken off");
  dying.destroy();

  await using served = await serveEmulator(local, folder);
  const client = s3Client(served.origin);
  await expect.poll(files).toBe(1);
  await client.completeMultipartUpload({
    Bucket,
    Key,
    UploadId,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
  });
  expect((await client.listObjectsV2({ Bucket })).Contents).toMatchObject([{ Key, Size: 4 }]);
  client.destroy();
});
