import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { emulatorPerTest } from "../../../test/fakes/emulator-per-test.ts";
import { plannedResource } from "../../../test/fakes/planned.ts";
import { failure, s3Client } from "../../../test/fakes/s3.ts";
import { callerWith } from "../../../test/fakes/wire.ts";
import { local } from "./local.ts";

const Bucket = "shop-photos";
const day = 86_400_000;
const service = emulatorPerTest(local, s3Client);

const provision = (properties: object = { versions: true }) =>
  service.emulator.provision(plannedResource("bucket", Bucket, properties));
const put = (Key: string, Body = Key) => service.client.putObject({ Bucket, Key, Body });
const files = () => readdirSync(join(service.folder, "data", "files"));

describe("provisioning", () => {
  test("a bucket is made, and what it holds stays when it is provisioned again", async () => {
    expect(await provision()).toEqual({ arn: "arn:aws:s3:::shop-photos", name: Bucket });
    await put("a");
    await provision();
    await service.close();
    await service.open();
    await provision();
    expect((await service.client.listObjectsV2({ Bucket })).KeyCount).toBe(1);
    expect(service.lines).toEqual([]);
  });

  test("versions are kept while the option says so", async () => {
    const status = async () => (await service.client.getBucketVersioning({ Bucket })).Status;
    await provision({ versions: false });
    expect(await status()).toBeUndefined();
    await provision({ versions: true });
    expect(await status()).toBe("Enabled");
    await provision({ versions: false });
    expect(await status()).toBe("Suspended");
  });

  test("a removed bucket leaves nothing behind", async () => {
    await provision();
    await put("a");
    await put("a");
    const { UploadId } = await service.client.createMultipartUpload({ Bucket, Key: "b" });
    await service.client.uploadPart({ Bucket, Key: "b", UploadId, PartNumber: 1, Body: "part" });
    expect(files()).toHaveLength(3);
    await service.emulator.remove(plannedResource("bucket", Bucket, {}));
    expect(await failure(service.client.headBucket({ Bucket }))).toBe("404 NotFound");
    await expect.poll(files).toEqual([]);
  });

  test("a damaged database does not stop a start", async () => {
    await provision();
    await put("a");
    await service.close();
    writeFileSync(join(service.folder, "data", "data.sqlite"), "nonsense".repeat(1000));
    await service.open();
    await provision();
    expect((await service.client.listObjectsV2({ Bucket })).KeyCount).toBe(0);
    expect(service.lines).toEqual([expect.stringContaining("moved to")]);
    const [aside = ""] = readdirSync(service.folder).filter((name) => name !== "data");
    expect(readdirSync(join(service.folder, aside, "files"))).toHaveLength(1);
  });
});

describe("expiry", () => {
  test("objects go when they are older than the bucket keeps them", async () => {
    await provision({ versions: false, expires: 2 * 86_400 });
    await put("old");
    await service.clock.advance(day);
    await put("young");
    await service.clock.advance(day + 1);
    expect((await service.client.listObjectsV2({ Bucket })).Contents).toMatchObject([{ Key: "young" }]);
    expect(await failure(service.client.headObject({ Bucket, Key: "old" }))).toBe("404 NotFound");
    await service.clock.advance(day);
    expect(await failure(service.client.headObject({ Bucket, Key: "young" }))).toBe("404 NotFound");
    await expect.poll(files).toEqual([]);
  });

  test("where versions are kept a delete marker takes their place", async () => {
    await provision({ versions: true, expires: 86_400 });
    const { VersionId } = await put("a");
    await service.clock.advance(day + 1);
    const { Versions, DeleteMarkers } = await service.client.listObjectVersions({ Bucket });
    expect(Versions).toMatchObject([{ VersionId, IsLatest: false }]);
    expect(DeleteMarkers).toMatchObject([{ Key: "a", IsLatest: true }]);
  });
});

describe("rights", () => {
  const object = (action: string, key: string) => `s3:${action} arn:aws:s3:::${Bucket}/${key}`;

  beforeEach(async () => {
    await provision();
    await put("a");
  });

  test("each operation needs its own action on its own resource", async () => {
    service.caller = callerWith([object("GetObject", "a")]);
    expect(await failure(service.client.getObject({ Bucket, Key: "a" }))).toBe("no error");
    expect(await failure(service.client.getObject({ Bucket, Key: "a", VersionId: "null" }))).toBe("403 AccessDenied");
    expect(await failure(put("a"))).toBe("403 AccessDenied");
    expect(await failure(service.client.listObjectsV2({ Bucket }))).toBe("403 AccessDenied");
    expect(await failure(service.client.listBuckets({}))).toBe("403 AccessDenied");
    expect(await failure(service.client.deleteObject({ Bucket, Key: "a" }))).toBe("403 AccessDenied");
    service.caller = callerWith([object("PutObject", "a")]);
    expect(await failure(put("a"))).toBe("no error");
    const tagged = service.client.putObject({ Bucket, Key: "a", Body: "x", Tagging: "a=b" });
    expect(await failure(tagged)).toBe("403 AccessDenied");
  });

  test("only who may list learns that a key is missing", async () => {
    service.caller = callerWith([object("GetObject", "none")]);
    expect(await failure(service.client.getObject({ Bucket, Key: "none" }))).toBe("403 AccessDenied");
    service.caller = callerWith([object("GetObject", "none"), `s3:ListBucket arn:aws:s3:::${Bucket}`]);
    expect(await failure(service.client.getObject({ Bucket, Key: "none" }))).toBe("404 NoSuchKey");
  });

  test("a copy needs the right to read its source", async () => {
    const copy = () => failure(service.client.copyObject({ Bucket, Key: "b", CopySource: `${Bucket}/a` }));
    service.caller = callerWith([object("PutObject", "b")]);
    expect(await copy()).toBe("403 AccessDenied");
    service.caller = callerWith([object("PutObject", "b"), object("GetObject", "a")]);
    expect(await copy()).toBe("no error");
  });

  test("of many deletions each is judged by itself", async () => {
    await put("b");
    service.caller = callerWith([object("DeleteObject", "b")]);
    const deleted = await service.client.deleteObjects({ Bucket, Delete: { Objects: [{ Key: "a" }, { Key: "b" }] } });
    expect(deleted.Deleted).toMatchObject([{ Key: "b" }]);
    expect(deleted.Errors).toMatchObject([{ Key: "a", Code: "AccessDenied" }]);
  });
});

describe("what is not emulated", () => {
  beforeEach(() => provision());

  test.each([
    ["GetBucketCors", () => service.client.getBucketCors({ Bucket })],
    ["GetBucketPolicy", () => service.client.getBucketPolicy({ Bucket })],
    ["PutBucketLifecycleConfiguration", () => service.client.putBucketLifecycleConfiguration({ Bucket })],
    ["GetObjectAcl", () => service.client.getObjectAcl({ Bucket, Key: "a" })],
    ["GetObjectAttributes", () => service.client.getObjectAttributes({ Bucket, Key: "a", ObjectAttributes: ["ETag"] })],
    ["PostObjectRestore", () => service.client.restoreObject({ Bucket, Key: "a" })],
  ])("%s is refused by name", async (name, call) => {
    const refused = { name: "NotImplemented", message: `${name} is not emulated by the local S3.` };
    await expect(call()).rejects.toMatchObject({ ...refused, $metadata: { httpStatusCode: 501 } });
  });

  test.each([
    ["x-amz-server-side-encryption-customer-algorithm", { SSECustomerAlgorithm: "AES256" }],
    ["x-amz-object-lock-legal-hold", { ObjectLockLegalHoldStatus: "ON" as const }],
    ["x-amz-website-redirect-location", { WebsiteRedirectLocation: "/b" }],
    ["x-amz-grant-read", { GrantRead: "id=1" }],
  ])("the header %s is refused, not dropped", async (header, more) => {
    const refused = service.client.putObject({ Bucket, Key: "a", Body: "x", ...more });
    await expect(refused).rejects.toMatchObject({ name: "NotImplemented", message: expect.stringContaining(header) });
    expect((await service.client.listObjectsV2({ Bucket })).KeyCount).toBe(0);
  });

  test("access control lists and other accounts are refused as S3 does", async () => {
    const write = (more: object) => failure(service.client.putObject({ Bucket, Key: "a", Body: "x", ...more }));
    expect(await write({ ACL: "public-read" })).toBe("400 AccessControlListNotSupported");
    expect(await write({ ACL: "bucket-owner-full-control" })).toBe("no error");
    expect(await write({ ServerSideEncryption: "aws:kms" })).toBe("501 NotImplemented");
    expect(await write({ ServerSideEncryption: "AES256" })).toBe("no error");
    expect(await write({ ExpectedBucketOwner: "111111111111" })).toBe("403 AccessDenied");
    expect(await write({ ExpectedBucketOwner: "000000000000" })).toBe("no error");
  });
});
