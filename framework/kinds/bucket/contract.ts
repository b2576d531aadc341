import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { ListObjectVersionsCommandOutput, S3 } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { bucketUser, failure, type BucketSubject } from "../../../test/fakes/s3.ts";

/**
 * What code may rely on in a bucket, over the real protocol. It holds for the embedded S3 and for any other: each test
 * makes buckets of its own and needs nothing but a client.
 */
export function bucketContract(subject: () => BucketSubject): void {
  const s3 = (): S3 => subject().client;

  const { make, put, text, keys } = bucketUser(subject);

  describe("buckets", () => {
    test("a bucket is made once, found, listed and removed", async () => {
      const Bucket = await make();
      expect(await failure(s3().createBucket({ Bucket }))).toBe("409 BucketAlreadyOwnedByYou");
      expect((await s3().headBucket({ Bucket })).BucketRegion).toBe(await s3().config.region());
      expect((await s3().getBucketLocation({ Bucket })).LocationConstraint).toBe(await s3().config.region());
      expect((await s3().listBuckets({})).Buckets?.map(({ Name }) => Name)).toContain(Bucket);
      await s3().deleteBucket({ Bucket });
      expect(await failure(s3().headBucket({ Bucket }))).toBe("404 NotFound");
      expect(await failure(s3().deleteBucket({ Bucket }))).toBe("404 NoSuchBucket");
      expect(await failure(put(Bucket, "a"))).toBe("404 NoSuchBucket");
    });

    test("a bucket with something in it, even only a delete marker, stays", async () => {
      const Bucket = await make(true);
      const { VersionId } = await put(Bucket, "a");
      const marker = await s3().deleteObject({ Bucket, Key: "a" });
      expect(await failure(s3().deleteBucket({ Bucket }))).toBe("409 BucketNotEmpty");
      await s3().deleteObject({ Bucket, Key: "a", VersionId });
      expect(await failure(s3().deleteBucket({ Bucket }))).toBe("409 BucketNotEmpty");
      await s3().deleteObject({ Bucket, Key: "a", VersionId: marker.VersionId });
      await s3().deleteBucket({ Bucket });
    });

    test("names keep the rules of S3", async () => {
      for (const Bucket of ["ab", "Upper-case", "under_score", "a..b", "192.168.5.4", "-dash", "x".repeat(64)]) {
        expect(await failure(s3().createBucket({ Bucket }))).toBe("400 InvalidBucketName");
      }
    });
  });

  describe("objects", () => {
    test("an object comes back with its bytes and all that was said of it", async () => {
      const Bucket = await make();
      const said = {
        ContentType: "text/plain; charset=utf-8",
        CacheControl: "max-age=60",
        ContentDisposition: 'attachment; filename="a.txt"',
        ContentEncoding: "identity",
        ContentLanguage: "de",
        Metadata: { author: "someone", "two-words": "x y" },
      };
      const { ETag } = await s3().putObject({ Bucket, Key: "a", Body: "Grüße", ...said });
      expect(ETag).toBe(`"${createHash("md5").update("Grüße").digest("hex")}"`);
      expect(await s3().headObject({ Bucket, Key: "a" })).toMatchObject({ ...said, ETag, ContentLength: 7 });
      const found = await s3().getObject({ Bucket, Key: "a" });
      expect(found).toMatchObject({ ...said, ETag, AcceptRanges: "bytes" });
      expect(await found.Body?.transformToString()).toBe("Grüße");
      await put(Bucket, "a", "");
      expect(await text(Bucket, "a")).toBe("");
      expect(await s3().headObject({ Bucket, Key: "a" })).toMatchObject({ ContentLength: 0, Metadata: {} });
    });

    test("what is missing is named", async () => {
      const Bucket = await make();
      expect(await failure(text(Bucket, "none"))).toBe("404 NoSuchKey");
      expect(await failure(s3().headObject({ Bucket, Key: "none" }))).toBe("404 NotFound");
      expect(await failure(s3().deleteObject({ Bucket, Key: "none" }))).toBe("no error");
      expect(await failure(s3().copyObject({ Bucket, Key: "b", CopySource: `${Bucket}/none` }))).toBe("404 NoSuchKey");
    });

    test("any key of up to 1,024 bytes is a name and nothing more", async () => {
      const Bucket = await make();
      const names = [
        "/lead",
        "a//b",
        "a/./b",
        "../../etc/passwd",
        "a b+c%20d",
        "ü/😀",
        "?#&=;",
        "'\"<>",
        "x".repeat(1024),
      ];
      for (const name of names) await put(Bucket, name);
      for (const name of names) expect(await text(Bucket, name)).toBe(name);
      expect(await keys(Bucket)).toEqual(
        [...names].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))),
      );
      expect(await failure(put(Bucket, "ü".repeat(513)))).toBe("400 KeyTooLongError");
    });

    test("ranges are answered in part", async () => {
      const Bucket = await make();
      await put(Bucket, "a", "0123456789");
      expect(await text(Bucket, "a", { Range: "bytes=2-4" })).toBe("234");
      expect(await text(Bucket, "a", { Range: "bytes=-3" })).toBe("789");
      const tail = await s3().getObject({ Bucket, Key: "a", Range: "bytes=8-100" });
      expect(tail).toMatchObject({ ContentRange: "bytes 8-9/10", ContentLength: 2 });
      expect(tail.$metadata.httpStatusCode).toBe(206);
      expect(await text(Bucket, "a", { Range: "bytes=4-2" })).toBe("0123456789");
      expect(await failure(text(Bucket, "a", { Range: "bytes=10-" }))).toBe("416 InvalidRange");
    });

    test("conditions on reads", async () => {
      const Bucket = await make();
      const { ETag } = await put(Bucket, "a");
      const get = (more: object) => failure(s3().getObject({ Bucket, Key: "a", ...more }));
      const [past, future] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000)];
      expect(await get({ IfMatch: ETag })).toBe("no error");
      expect(await get({ IfMatch: '"other"' })).toBe("412 PreconditionFailed");
      expect(await get({ IfNoneMatch: ETag })).toMatch(/^304 /u);
      expect(await get({ IfNoneMatch: '"other"' })).toBe("no error");
      expect(await get({ IfModifiedSince: past })).toBe("no error");
      expect(await get({ IfModifiedSince: future })).toMatch(/^304 /u);
      expect(await get({ IfUnmodifiedSince: past })).toBe("412 PreconditionFailed");
      expect(await get({ IfUnmodifiedSince: past, IfMatch: ETag })).toBe("no error");
    });

    test("conditions on writes", async () => {
      const Bucket = await make();
      const write = (more: object) => s3().putObject({ Bucket, Key: "a", Body: "x", ...more });
      expect(await failure(write({ IfMatch: '"any"' }))).toBe("404 NoSuchKey");
      const { ETag } = await write({ IfNoneMatch: "*" });
      expect(await failure(write({ IfNoneMatch: "*" }))).toBe("412 PreconditionFailed");
      expect(await failure(write({ IfMatch: '"other"' }))).toBe("412 PreconditionFailed");
      expect(await failure(write({ IfMatch: ETag }))).toBe("no error");
    });

    test("of writers that all want to be first, one is", async () => {
      const Bucket = await make();
      const write = (Body: string) => failure(s3().putObject({ Bucket, Key: "lock", Body, IfNoneMatch: "*" }));
      const outcomes = (await Promise.all(["a", "b", "c", "d", "e"].map(write))).sort();
      expect(outcomes).toEqual([...Array(4).fill("412 PreconditionFailed"), "no error"]);
    });

    test("streams arrive whole, with a checksum behind them", async () => {
      const Bucket = await make();
      const pieces = Array.from({ length: 40 }, (_, index) => Buffer.alloc(20_000, index));
      const Body = Readable.from(pieces);
      const { ETag } = await s3().putObject({ Bucket, Key: "stream", Body, ContentLength: 800_000 });
      const whole = Buffer.concat(pieces);
      expect(ETag).toBe(`"${createHash("md5").update(whole).digest("hex")}"`);
      const found = await s3().getObject({ Bucket, Key: "stream" });
      expect(Buffer.from((await found.Body?.transformToByteArray()) ?? []).equals(whole)).toBe(true);
    });

    test("every checksum is verified, kept and given back", async () => {
      const Bucket = await make();
      for (const ChecksumAlgorithm of ["CRC32", "SHA1", "SHA256"] as const) {
        const name = `Checksum${ChecksumAlgorithm}` as const;
        const sent = await s3().putObject({ Bucket, Key: "a", Body: "x", ChecksumAlgorithm });
        expect(sent[name]).toBeTypeOf("string");
        const head = await s3().headObject({ Bucket, Key: "a", ChecksumMode: "ENABLED" });
        expect(head[name]).toBe(sent[name]);
        const other = await s3().putObject({ Bucket, Key: "b", Body: "y", ChecksumAlgorithm });
        const wrong = s3().putObject({ Bucket, Key: "a", Body: "x", [name]: other[name] });
        expect(await failure(wrong)).toBe("400 BadDigest");
      }
      const known = { ChecksumCRC32C: "4waSgw==", ChecksumCRC64NVME: "rosUhgp5mIg=" };
      await s3().putObject({ Bucket, Key: "c", Body: "123456789", ChecksumCRC32C: known.ChecksumCRC32C });
      await s3().putObject({ Bucket, Key: "d", Body: "123456789", ChecksumCRC64NVME: known.ChecksumCRC64NVME });
      const wrong = s3().putObject({ Bucket, Key: "d", Body: "12345678", ChecksumCRC64NVME: known.ChecksumCRC64NVME });
      expect(await failure(wrong)).toBe("400 BadDigest");
      const md5 = (ContentMD5: string) => failure(s3().putObject({ Bucket, Key: "e", Body: "x", ContentMD5 }));
      expect(await md5(createHash("md5").update("y").digest("base64"))).toBe("400 BadDigest");
      expect(await md5("nonsense")).toBe("400 InvalidDigest");
      expect(await keys(Bucket)).not.toContain("e");
    });

    test("a copy has the bytes, and what was said unless it is said anew", async () => {
      const [Bucket, other] = [await make(), await make()];
      const Key = "a key/ü+%";
      const { ETag } = await s3().putObject({ Bucket, Key, Body: "x", ContentType: "text/x", Metadata: { a: "1" } });
      const CopySource = `${Bucket}/${encodeURIComponent(Key)}`;
      expect((await s3().copyObject({ Bucket: other, Key: "b", CopySource })).CopyObjectResult?.ETag).toBe(ETag);
      expect(await s3().headObject({ Bucket: other, Key: "b" })).toMatchObject({
        ContentType: "text/x",
        Metadata: { a: "1" },
      });
      const anew = { MetadataDirective: "REPLACE", Metadata: { b: "2" } } as const;
      await s3().copyObject({ Bucket, Key, CopySource, ...anew });
      expect((await s3().headObject({ Bucket, Key })).Metadata).toEqual({ b: "2" });
      await s3().deleteObject({ Bucket, Key });
      expect(await text(other, "b")).toBe("x");
      await put(Bucket, Key);
      expect(await failure(s3().copyObject({ Bucket, Key, CopySource }))).toBe("400 InvalidRequest");
      const unless = s3().copyObject({ Bucket, Key: "c", CopySource, CopySourceIfMatch: '"other"' });
      expect(await failure(unless)).toBe("412 PreconditionFailed");
    });

    test("many objects are deleted at once", async () => {
      const Bucket = await make();
      for (const key of ["a", "b&<>", " c ", "d\r\n", "e"]) await put(Bucket, key);
      const Objects = ["a", "b&<>", " c ", "d\r\n", "none"].map((Key) => ({ Key }));
      const { Deleted, Errors } = await s3().deleteObjects({ Bucket, Delete: { Objects } });
      expect([Deleted?.length, Errors]).toEqual([5, undefined]);
      expect(await keys(Bucket)).toEqual(["e"]);
      const quiet = { Objects: [{ Key: "e" }], Quiet: true };
      expect((await s3().deleteObjects({ Bucket, Delete: quiet })).Deleted).toBeUndefined();
    });

    test("tags are kept beside an object", async () => {
      const Bucket = await make();
      await s3().putObject({ Bucket, Key: "a", Body: "x", Tagging: "stage=test&kind=a%20b" });
      const tags = async () => (await s3().getObjectTagging({ Bucket, Key: "a" })).TagSet;
      expect(await tags()).toEqual([
        { Key: "stage", Value: "test" },
        { Key: "kind", Value: "a b" },
      ]);
      await s3().putObjectTagging({ Bucket, Key: "a", Tagging: { TagSet: [{ Key: "x", Value: "y" }] } });
      expect(await tags()).toEqual([{ Key: "x", Value: "y" }]);
      expect((await s3().headObject({ Bucket, Key: "a" })).TagCount).toBe(1);
      await s3().deleteObjectTagging({ Bucket, Key: "a" });
      expect(await tags()).toEqual([]);
    });
  });

  describe("lists", () => {
    test("keys are listed in byte order, rolled up and page by page", async () => {
      const Bucket = await make();
      const all = ["a", "b/1", "b/2", "b/c/3", "ü", "\uffee", "😀", "z"];
      for (const key of all) await put(Bucket, key);
      expect(await keys(Bucket)).toEqual(["a", "b/1", "b/2", "b/c/3", "z", "ü", "\uffee", "😀"]);
      expect(await keys(Bucket, "b/")).toEqual(["b/1", "b/2", "b/c/3"]);
      const pages: unknown[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await s3().listObjectsV2({
          Bucket,
          Delimiter: "/",
          MaxKeys: 2,
          ...(ContinuationToken && { ContinuationToken }),
        });
        pages.push([
          ...(page.Contents ?? []).map(({ Key }) => Key),
          ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
        ]);
        expect(page.KeyCount).toBeLessThanOrEqual(2);
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
      expect(pages).toEqual([
        ["a", "b/"],
        ["z", "ü"],
        ["\uffee", "😀"],
      ]);
      const after = await s3().listObjectsV2({ Bucket, StartAfter: "b/2", EncodingType: "url" });
      expect(after.Contents?.map(({ Key }) => Key)).toEqual(["b/c/3", "z", "%C3%BC", "%EF%BF%AE", "%F0%9F%98%80"]);
      expect((await s3().listObjectsV2({ Bucket, MaxKeys: 0 })).KeyCount).toBe(0);
    });

    test("the first version of the list goes on from a marker", async () => {
      const Bucket = await make();
      for (const key of ["a/1", "a/2", "b", "c"]) await put(Bucket, key);
      const first = await s3().listObjects({ Bucket, Delimiter: "/", MaxKeys: 1 });
      expect(first).toMatchObject({ IsTruncated: true, NextMarker: "a/", CommonPrefixes: [{ Prefix: "a/" }] });
      const second = await s3().listObjects({ Bucket, Delimiter: "/", Marker: "a/" });
      expect(second.Contents?.map(({ Key }) => Key)).toEqual(["b", "c"]);
      expect(second.CommonPrefixes).toBeUndefined();
    });
  });

  describe("versions", () => {
    test("every write is kept until its version is deleted", async () => {
      const Bucket = await make(true);
      const first = await put(Bucket, "a", "1");
      const second = await put(Bucket, "a", "2");
      expect(first.VersionId).not.toBe(second.VersionId);
      expect([await text(Bucket, "a"), await text(Bucket, "a", { VersionId: first.VersionId as string })]).toEqual([
        "2",
        "1",
      ]);
      const marker = await s3().deleteObject({ Bucket, Key: "a" });
      expect(marker).toMatchObject({ DeleteMarker: true });
      expect(await failure(text(Bucket, "a"))).toBe("404 NoSuchKey");
      expect(await failure(text(Bucket, "a", { VersionId: marker.VersionId as string }))).toBe("405 MethodNotAllowed");
      expect(await keys(Bucket)).toEqual([]);
      const { Versions, DeleteMarkers } = await s3().listObjectVersions({ Bucket });
      expect(Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
        [second.VersionId, false],
        [first.VersionId, false],
      ]);
      expect(DeleteMarkers).toMatchObject([{ VersionId: marker.VersionId, IsLatest: true }]);
      await s3().deleteObject({ Bucket, Key: "a", VersionId: marker.VersionId });
      expect(await text(Bucket, "a")).toBe("2");
      await s3().deleteObject({ Bucket, Key: "a", VersionId: second.VersionId });
      expect(await text(Bucket, "a")).toBe("1");
      expect(await failure(text(Bucket, "a", { VersionId: second.VersionId as string }))).toBe("404 NoSuchVersion");
    });

    test("what was there before, and after a suspension, is the version null", async () => {
      const Bucket = await make();
      await put(Bucket, "a", "0");
      const set = (Status: "Enabled" | "Suspended") =>
        s3().putBucketVersioning({ Bucket, VersioningConfiguration: { Status } });
      await set("Enabled");
      await put(Bucket, "a", "1");
      expect(await text(Bucket, "a", { VersionId: "null" })).toBe("0");
      await set("Suspended");
      expect((await s3().getBucketVersioning({ Bucket })).Status).toBe("Suspended");
      expect((await put(Bucket, "a", "2")).VersionId).toBe("null");
      expect(await text(Bucket, "a", { VersionId: "null" })).toBe("2");
      expect((await s3().listObjectVersions({ Bucket })).Versions).toHaveLength(2);
      expect((await s3().deleteObject({ Bucket, Key: "a" })).VersionId).toBe("null");
      expect((await s3().listObjectVersions({ Bucket })).Versions).toHaveLength(1);
    });

    test("versions are listed page by page", async () => {
      const Bucket = await make(true);
      const written: unknown[] = [];
      for (const key of ["a", "a", "b", "a"]) written.push((await put(Bucket, key)).VersionId);
      const listed: unknown[] = [];
      let marker: Pick<ListObjectVersionsCommandOutput, "NextKeyMarker" | "NextVersionIdMarker"> = {};
      do {
        const next = { KeyMarker: marker.NextKeyMarker, VersionIdMarker: marker.NextVersionIdMarker };
        const page: ListObjectVersionsCommandOutput = await s3().listObjectVersions({ Bucket, MaxKeys: 1, ...next });
        listed.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId));
        marker = page;
      } while (marker.NextKeyMarker !== undefined);
      expect(listed).toEqual([written[3], written[1], written[0], written[2]]);
    });
  });

  describe("multipart uploads", () => {
    const five = Buffer.alloc(5 * 1024 ** 2, "a");

    test("parts become one object, in their order", async () => {
      const Bucket = await make();
      const Key = "big";
      const { UploadId } = await s3().createMultipartUpload({
        Bucket,
        Key,
        ContentType: "text/x",
        Metadata: { a: "1" },
      });
      const send = (PartNumber: number, Body: Buffer) => s3().uploadPart({ Bucket, Key, UploadId, PartNumber, Body });
      const last = await send(7, Buffer.from("tail"));
      const first = await send(2, five);
      expect((await s3().listParts({ Bucket, Key, UploadId })).Parts?.map(({ PartNumber }) => PartNumber)).toEqual([
        2, 7,
      ]);
      expect((await s3().listMultipartUploads({ Bucket })).Uploads).toMatchObject([{ Key, UploadId }]);
      const Parts = [
        { PartNumber: 2, ETag: first.ETag },
        { PartNumber: 7, ETag: last.ETag },
      ];
      const complete = (parts: object[]) =>
        s3().completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } });
      expect(await failure(complete([...Parts].reverse()))).toBe("400 InvalidPartOrder");
      expect(await failure(complete([{ PartNumber: 3, ETag: first.ETag }]))).toBe("400 InvalidPart");
      const digests = [five, Buffer.from("tail")].map((part) => createHash("md5").update(part).digest());
      const ETag = `"${createHash("md5").update(Buffer.concat(digests)).digest("hex")}-2"`;
      expect((await complete(Parts)).ETag).toBe(ETag);
      const head = { ETag, ContentLength: five.length + 4, ContentType: "text/x", Metadata: { a: "1" } };
      expect(await s3().headObject({ Bucket, Key })).toMatchObject(head);
      expect(await text(Bucket, Key, { Range: `bytes=${five.length - 2}-${five.length + 1}` })).toBe("aata");
      const part = await s3().getObject({ Bucket, Key, PartNumber: 2 });
      expect([await part.Body?.transformToString(), part.PartsCount]).toEqual(["tail", 2]);
      expect((await s3().listMultipartUploads({ Bucket })).Uploads).toBeUndefined();
    });

    test("a part that is not the last has five mebibytes at least", async () => {
      const Bucket = await make();
      const Key = "small";
      const { UploadId } = await s3().createMultipartUpload({ Bucket, Key });
      const parts = [1, 2].map((PartNumber) => s3().uploadPart({ Bucket, Key, UploadId, PartNumber, Body: "x" }));
      const Parts = (await Promise.all(parts)).map(({ ETag }, index) => ({ ETag, PartNumber: index + 1 }));
      const completed = s3().completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
      expect(await failure(completed)).toBe("400 EntityTooSmall");
      const beyond = s3().uploadPart({ Bucket, Key, UploadId, PartNumber: 10_001, Body: "x" });
      expect(await failure(beyond)).toBe("400 InvalidArgument");
      await s3().abortMultipartUpload({ Bucket, Key, UploadId });
      expect(await failure(s3().listParts({ Bucket, Key, UploadId }))).toBe("404 NoSuchUpload");
    });

    test("a part can be copied, and a checksum spans the parts", async () => {
      const Bucket = await make();
      const Key = "copied";
      await put(Bucket, "source", Buffer.concat([five, Buffer.from("tail")]));
      const { UploadId } = await s3().createMultipartUpload({ Bucket, Key, ChecksumAlgorithm: "SHA256" });
      const CopySource = `${Bucket}/source`;
      const ranges = [`bytes=0-${five.length - 1}`, `bytes=${five.length}-${five.length + 3}`];
      const copies = ranges.map((CopySourceRange, index) =>
        s3().uploadPartCopy({ Bucket, Key, UploadId, PartNumber: index + 1, CopySource, CopySourceRange }),
      );
      const Parts = (await Promise.all(copies)).map(({ CopyPartResult }, index) => {
        return { PartNumber: index + 1, ETag: CopyPartResult?.ETag, ChecksumSHA256: CopyPartResult?.ChecksumSHA256 };
      });
      const done = await s3().completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
      const digests = [five, Buffer.from("tail")].map((part) => createHash("sha256").update(part).digest());
      expect(done.ChecksumSHA256).toBe(`${createHash("sha256").update(Buffer.concat(digests)).digest("base64")}-2`);
      expect(await text(Bucket, Key, { Range: "bytes=-5" })).toBe("atail");
    });
  });
}
