/** The same calls to the embedded S3 and to moto_server, an independent imitation: what differs has a reason here. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { S3, S3ServiceException } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startMoto, type Moto } from "../../../../test/fakes/moto.ts";
import { s3Client } from "../../../../test/fakes/s3.ts";
import { serveEmulator, type ServedEmulator } from "../../../../test/fakes/wire.ts";
import { local } from "../local.ts";

type Step = (client: S3, Bucket: string) => Promise<unknown>;

const fill = (client: S3, Bucket: string, ...keys: string[]) =>
  keys.reduce<Promise<unknown>>(
    (before, Key) => before.then(() => client.putObject({ Bucket, Key, Body: Key })),
    Promise.resolve(),
  );

/** Each runs in a bucket of its own. */
const scenarios: Readonly<Record<string, readonly Step[]>> = {
  "objects and their headers": [
    (s3, Bucket) =>
      s3.putObject({
        Bucket,
        Key: "a",
        Body: "x",
        ContentType: "text/x",
        Metadata: { a: "1" },
        CacheControl: "no-cache",
      }),
    (s3, Bucket) => s3.getObject({ Bucket, Key: "a" }),
    (s3, Bucket) => s3.headObject({ Bucket, Key: "a" }),
    (s3, Bucket) => s3.getObject({ Bucket, Key: "a", ResponseContentType: "text/y", ResponseCacheControl: "z" }),
    (s3, Bucket) => s3.getObject({ Bucket, Key: "none" }),
    (s3, Bucket) => s3.headObject({ Bucket, Key: "none" }),
    (s3, Bucket) => s3.deleteObject({ Bucket, Key: "a" }),
    (s3, Bucket) => s3.deleteObject({ Bucket, Key: "a" }),
    (s3) => s3.getObject({ Bucket: "not-there-at-all", Key: "a" }),
    (s3, Bucket) => s3.putObject({ Bucket, Key: "k".repeat(1025), Body: "x" }),
  ],
  ranges: [
    (s3, Bucket) => s3.putObject({ Bucket, Key: "a", Body: "0123456789" }),
    ...["bytes=0-0", "bytes=3-", "bytes=-4", "bytes=5-500"].map(
      (Range): Step =>
        (s3, Bucket) =>
          s3.getObject({ Bucket, Key: "a", Range }),
    ),
    (s3, Bucket) => s3.getObject({ Bucket, Key: "a", Range: "bytes=10-12" }),
    (s3, Bucket) => s3.headObject({ Bucket, Key: "a", Range: "bytes=1-2" }),
  ],
  conditions: [
    (s3, Bucket) => s3.putObject({ Bucket, Key: "a", Body: "x", IfNoneMatch: "*" }),
    (s3, Bucket) => s3.putObject({ Bucket, Key: "a", Body: "x", IfNoneMatch: "*" }),
    (s3, Bucket) => s3.getObject({ Bucket, Key: "a", IfMatch: '"other"' }),
    (s3, Bucket) => s3.getObject({ Bucket, Key: "a", IfNoneMatch: '"9dd4e461268c8034f5c8564e155c67a6"' }),
    (s3, Bucket) => s3.headObject({ Bucket, Key: "a", IfUnmodifiedSince: new Date(0) }),
  ],
  lists: [
    (s3, Bucket) => fill(s3, Bucket, "b/1", "a", "b/2", "c d", "ü", "b/c/3"),
    (s3, Bucket) => s3.listObjectsV2({ Bucket }),
    (s3, Bucket) => s3.listObjectsV2({ Bucket, Delimiter: "/" }),
    (s3, Bucket) => s3.listObjectsV2({ Bucket, Delimiter: "/", Prefix: "b/" }),
    (s3, Bucket) => s3.listObjectsV2({ Bucket, Delimiter: "/", MaxKeys: 1 }),
    (s3, Bucket) => s3.listObjectsV2({ Bucket, StartAfter: "b/1" }),
    (s3, Bucket) => s3.listObjectsV2({ Bucket, EncodingType: "url" }),
    (s3, Bucket) => s3.listObjectsV2({ Bucket, FetchOwner: true, Prefix: "none" }),
    (s3, Bucket) => s3.listObjects({ Bucket, Delimiter: "/", MaxKeys: 2 }),
    (s3, Bucket) => s3.listObjects({ Bucket, Marker: "b/2" }),
    async (s3, Bucket) => {
      const { NextContinuationToken } = await s3.listObjectsV2({ Bucket, MaxKeys: 2 });
      return s3.listObjectsV2({ Bucket, ContinuationToken: NextContinuationToken, MaxKeys: 2 });
    },
  ],
  versions: [
    (s3, Bucket) => s3.getBucketVersioning({ Bucket }),
    (s3, Bucket) => s3.putObject({ Bucket, Key: "a", Body: "0" }),
    (s3, Bucket) => s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    (s3, Bucket) => s3.getBucketVersioning({ Bucket }),
    (s3, Bucket) => s3.putObject({ Bucket, Key: "a", Body: "1" }),
    (s3, Bucket) => s3.getObject({ Bucket, Key: "a", VersionId: "null" }),
    (s3, Bucket) => s3.deleteObject({ Bucket, Key: "a" }),
    (s3, Bucket) => s3.getObject({ Bucket, Key: "a" }),
    (s3, Bucket) => s3.listObjectVersions({ Bucket }),
    (s3, Bucket) => s3.deleteBucket({ Bucket }),
    (s3, Bucket) => s3.deleteObject({ Bucket, Key: "a", VersionId: "null" }),
    (s3, Bucket) => s3.getObject({ Bucket, Key: "a", VersionId: "null" }),
  ],
  copies: [
    (s3, Bucket) => s3.putObject({ Bucket, Key: "a ü", Body: "x", ContentType: "text/x", Metadata: { a: "1" } }),
    (s3, Bucket) => s3.copyObject({ Bucket, Key: "b", CopySource: `${Bucket}/a%20%C3%BC` }),
    (s3, Bucket) => s3.headObject({ Bucket, Key: "b" }),
    (s3, Bucket) => s3.copyObject({ Bucket, Key: "b", CopySource: `${Bucket}/b` }),
    (s3, Bucket) =>
      s3.copyObject({
        Bucket,
        Key: "b",
        CopySource: `${Bucket}/b`,
        MetadataDirective: "REPLACE",
        Metadata: { b: "2" },
      }),
    (s3, Bucket) => s3.headObject({ Bucket, Key: "b" }),
    (s3, Bucket) => s3.copyObject({ Bucket, Key: "b", CopySource: `${Bucket}/none` }),
  ],
  "many deletions": [
    (s3, Bucket) => fill(s3, Bucket, "a", "b", "c"),
    (s3, Bucket) => s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key: "a" }, { Key: "none" }] } }),
    (s3, Bucket) => s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key: "b" }], Quiet: true } }),
    (s3, Bucket) => s3.listObjectsV2({ Bucket }),
    (s3, Bucket) => s3.deleteBucket({ Bucket }),
  ],
  tags: [
    (s3, Bucket) => s3.putObject({ Bucket, Key: "a", Body: "x", Tagging: "a=b%20c" }),
    (s3, Bucket) => s3.getObjectTagging({ Bucket, Key: "a" }),
    (s3, Bucket) => s3.headObject({ Bucket, Key: "a" }),
    (s3, Bucket) => s3.deleteObjectTagging({ Bucket, Key: "a" }),
    (s3, Bucket) => s3.getObjectTagging({ Bucket, Key: "a" }),
  ],
  "multipart uploads": [
    async (s3, Bucket) => {
      const Key = "big";
      const { UploadId } = await s3.createMultipartUpload({ Bucket, Key, ContentType: "text/x" });
      const part = (PartNumber: number, size: number) =>
        s3.uploadPart({ Bucket, Key, UploadId, PartNumber, Body: Buffer.alloc(size, PartNumber) });
      const sent = [await part(1, 5 * 1024 ** 2), await part(2, 3)];
      const listed = await s3.listParts({ Bucket, Key, UploadId });
      const Parts = sent.map(({ ETag }, index) => ({ PartNumber: index + 1, ETag }));
      return [sent, listed, await s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } })];
    },
    (s3, Bucket) => s3.headObject({ Bucket, Key: "big" }),
    (s3, Bucket) => s3.getObject({ Bucket, Key: "big", Range: "bytes=-5" }),
    (s3, Bucket) => s3.uploadPart({ Bucket, Key: "big", UploadId: "none", PartNumber: 1, Body: "x" }),
    (s3, Bucket) => s3.abortMultipartUpload({ Bucket, Key: "big", UploadId: "none" }),
  ],
};

/** `scenario, step`, counted from 0 → why we answer otherwise than moto does. */
const divergences: Readonly<Record<string, string>> = {
  "objects and their headers, 9": "moto has no limit for the length of a key",
  "lists, 6": "S3 encodes names as forms do, with a plus for a space",
  "lists, 8": "moto does not count common prefixes into a page, and gives an ETag as the next marker",
  "lists, 9": "moto leaves out the marker, the empty prefix and the checksums",
  "versions, 5": "moto does not name the version null",
  "many deletions, 2": "moto answers what was deleted even if it is asked to be quiet",
  "multipart uploads, 0": "moto names a version where the bucket never kept any",
  "multipart uploads, 3": "moto fails on an upload that does not exist",
};

let folder: string;
let served: ServedEmulator;
let ours: S3;
let theirs: S3;
let moto: Moto | { readonly absent: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "iffc-bucket-"));
  served = await serveEmulator(local, folder);
  ours = s3Client(served.origin);
  moto = await startMoto();
  if ("endpoint" in moto) theirs = s3Client(moto.endpoint);
}, 300_000);

afterAll(async () => {
  ours.destroy();
  theirs?.destroy();
  if ("stop" in moto) await moto.stop();
  await served[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test.for(Object.entries(scenarios))("%s", async ([name, steps], { skip }) => {
  if ("absent" in moto) skip(moto.absent);
  const Bucket = `oracle-${name.replaceAll(" ", "-")}`;
  const [answers, expected] = [await play(ours, Bucket, steps), await play(theirs, Bucket, steps)];
  const differing = answers.flatMap((answer, index) => {
    const isSame = isDeepStrictEqual(answer, expected[index]);
    return isSame ? [] : [{ step: `${name}, ${index}`, ours: answer, theirs: expected[index] }];
  });
  expect(differing.filter(({ step }) => !(step in divergences))).toEqual([]);
  const known = Object.keys(divergences).filter((step) => step.startsWith(`${name}, `));
  expect(differing.map(({ step }) => step)).toEqual(known);
});

async function play(client: S3, Bucket: string, steps: readonly Step[]): Promise<unknown[]> {
  await client.createBucket({ Bucket });
  const answers: unknown[] = [];
  for (const step of steps) answers.push(normalize(await settle(step(client, Bucket))));
  return answers;
}

async function settle(work: Promise<unknown>): Promise<unknown> {
  try {
    const output = await work;
    const body = (output as { Body?: { transformToString(): Promise<string> } } | undefined)?.Body;
    return body ? { ...(output as object), Body: await body.transformToString() } : output;
  } catch (error) {
    const { name, $metadata } = error as S3ServiceException;
    return { error: name, status: $metadata?.httpStatusCode };
  }
}

/** Names that differ from run to run, and what only one of the two ever says. */
const ignored = new Set([
  "LastModified",
  "Initiated",
  "Owner",
  "Initiator",
  "UploadId",
  "Location",
  "NextContinuationToken",
  "ContinuationToken",
  "requestId",
  "extendedRequestId",
  "ServerSideEncryption",
  "ChecksumType",
]);

function normalize(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalize);
  if (typeof value === "string")
    return /^[\w-]{30,40}$/u.test(value) && !/^[0-9a-f]{32}$/u.test(value) ? "some id" : value;
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([name, item]) => !ignored.has(name) && item !== undefined);
  return Object.fromEntries(kept.map(([name, item]) => [name, normalize(item)]));
}
