import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openEndpoint, stubFunctionEnvironment, type Answer } from "../../../test/fakes/endpoint.ts";
import { s3Client } from "../../../test/fakes/s3.ts";
import { serveEmulator } from "../../../test/fakes/wire.ts";
import { createClient } from "./client.ts";
import { local } from "./local.ts";

const bucket = createClient({ name: "uploads" });
const missing: Answer = { status: 404, body: "<Error><Code>NoSuchKey</Code><Message>No such key.</Message></Error>" };
const oddKey = "a b/c+d/100%/'(ü)*!/名前?#&=.txt";
const oddPath = "a%20b/c%2Bd/100%25/%27%28%C3%BC%29%2A%21/%E5%90%8D%E5%89%8D%3F%23%26%3D.txt";

afterEach(() => vi.unstubAllEnvs());

describe("an object", () => {
  it("is read as bytes and as text", async () => {
    await using endpoint = await openEndpoint(() => ({ body: new Uint8Array([0xc3, 0xbc]) }));
    expect(await bucket.get(oddKey)).toStrictEqual(new Uint8Array([0xc3, 0xbc]));
    expect(await bucket.getText(oddKey)).toBe("ü");
    expect(endpoint.received.map(({ method, target }) => `${method} ${target}`)).toEqual([
      `GET /uploads/${oddPath}`,
      `GET /uploads/${oddPath}`,
    ]);
  });

  it("that is not there is undefined; a bucket that is not there is an error", async () => {
    await using _ = await openEndpoint((__, index) =>
      index < 2 ? missing : { status: 404, body: "<?xml?><Error><Code>NoSuchBucket</Code></Error>" },
    );
    expect(await bucket.get("a")).toBeUndefined();
    expect(await bucket.getText("a")).toBeUndefined();
    await expect(bucket.get("a")).rejects.toMatchObject({ code: "NoSuchBucket", operation: "GetObject", status: 404 });
  });

  it("is written with its type", async () => {
    await using endpoint = await openEndpoint(() => ({}));
    await bucket.put("a", "ü");
    await bucket.put("b", new Uint8Array([0, 255]));
    await bucket.put("c", "<svg/>", { contentType: "image/svg+xml" });
    expect(
      endpoint.received.map(({ method, target, headers, body }) => [method, target, headers["content-type"], body]),
    ).toEqual([
      ["PUT", "/uploads/a", "text/plain; charset=utf-8", Buffer.from("ü")],
      ["PUT", "/uploads/b", "application/octet-stream", Buffer.of(0, 255)],
      ["PUT", "/uploads/c", "image/svg+xml", Buffer.from("<svg/>")],
    ]);
  });

  it("is deleted", async () => {
    await using endpoint = await openEndpoint(() => ({ status: 204 }));
    await bucket.delete("a/b");
    expect(endpoint.received).toMatchObject([{ method: "DELETE", target: "/uploads/a/b" }]);
  });

  it("has a key", async () => {
    stubFunctionEnvironment();
    await expect(bucket.get("")).rejects.toThrow("must not be empty");
    await expect(bucket.downloadUrl("")).rejects.toThrow("must not be empty");
  });
});

describe("list", () => {
  const listing = `<?xml version="1.0" encoding="UTF-8"?>
    <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>uploads</Name><Prefix>in/</Prefix>
    <EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>a&amp;b=</NextContinuationToken>
    <Contents><Key>in/a+b%2Bc%2F%E5%90%8D.txt</Key><LastModified>2026-01-31T10:00:00.000Z</LastModified>
    <ETag>&quot;9b2c&quot;</ETag><Size>12</Size><Owner><ID>1</ID></Owner></Contents>
    <Contents><Size>0</Size><Key>in/&lt;&#38;&#x26;&gt;</Key><ETag>"d4"</ETag><LastModified>2026-01-31T11:00:00.000Z</LastModified></Contents>
    </ListBucketResult>`;

  it("reads a page and the way to the next", async () => {
    await using endpoint = await openEndpoint(() => ({ body: listing }));
    expect(await bucket.list({ prefix: "in/ü ", limit: 2, after: "x=" })).toEqual({
      items: [
        { key: "in/a b+c/名.txt", size: 12, etag: "9b2c", modifiedAt: "2026-01-31T10:00:00.000Z" },
        { key: "in/<&&>", size: 0, etag: "d4", modifiedAt: "2026-01-31T11:00:00.000Z" },
      ],
      next: "a&b=",
    });
    expect(endpoint.received).toMatchObject([
      { target: "/uploads/?continuation-token=x%3D&encoding-type=url&list-type=2&max-keys=2&prefix=in%2F%C3%BC%20" },
    ]);
  });

  it("takes keys as they are where the answer does not say that they are encoded", async () => {
    await using _ = await openEndpoint(() => ({
      body: "<ListBucketResult><Contents><Key>100%+1</Key></Contents></ListBucketResult>",
    }));
    expect(await bucket.list()).toMatchObject({ items: [{ key: "100%+1" }] });
  });

  it("reads an empty bucket", async () => {
    await using _ = await openEndpoint(() => ({ body: "<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>" }));
    expect(await bucket.list()).toEqual({ items: [] });
  });
});

describe("a link", () => {
  it("names the bucket's own host on AWS, and the endpoint's elsewhere", async () => {
    stubFunctionEnvironment();
    expect(await bucket.downloadUrl(oddKey)).toMatch(
      `https://uploads.s3.eu-central-1.amazonaws.com/${oddPath}?X-Amz-Algorithm=`,
    );
    const dotted = createClient({ name: "my.uploads" });
    expect(await dotted.downloadUrl("a")).toMatch("https://s3.eu-central-1.amazonaws.com/my.uploads/a?");
    stubFunctionEnvironment({ AWS_REGION: "cn-north-1" });
    expect(await bucket.downloadUrl("a")).toMatch("https://uploads.s3.cn-north-1.amazonaws.com.cn/a?");
    stubFunctionEnvironment({ AWS_ENDPOINT_URL_S3: "http://127.0.0.1:4000" });
    expect(await bucket.downloadUrl("a")).toMatch("http://127.0.0.1:4000/uploads/a?");
  });

  it("lives for 15 minutes, or as long as it is told", async () => {
    stubFunctionEnvironment();
    const expiry = async (url: Promise<string>) => new URL(await url).searchParams.get("X-Amz-Expires");
    expect(await expiry(bucket.downloadUrl("a"))).toBe("900");
    expect(await expiry(bucket.uploadUrl("a", { expires: "7 days" }))).toBe("604800");
    await expect(bucket.uploadUrl("a", { expires: "8 days" })).rejects.toThrow(
      "A link lives between 1 second and 7 days",
    );
    await expect(bucket.downloadUrl("a", { expires: "0 seconds" })).rejects.toThrow(RangeError);
  });

  it("for writing binds the media type, where one is said", async () => {
    stubFunctionEnvironment();
    const signed = async (url: Promise<string>) => new URL(await url).searchParams.get("X-Amz-SignedHeaders");
    expect(await signed(bucket.uploadUrl("a"))).toBe("host");
    expect(await signed(bucket.uploadUrl("a", { contentType: "image/png" }))).toBe("content-type;host");
  });

  it("cannot be made outside of iffc", async () => {
    stubFunctionEnvironment();
    await expect(createClient({ name: undefined }).downloadUrl("a")).rejects.toThrow("The bucket's name is not set");
  });
});

describe("with the local S3", () => {
  it("keeps objects of odd keys, lists them by pages, and follows its own links", async () => {
    const folder = await mkdtemp(join(tmpdir(), "iffc-bucket-client-"));
    await using served = await serveEmulator(local, folder);
    const sdk = s3Client(served.origin);
    await sdk.createBucket({ Bucket: "uploads" });
    sdk.destroy();
    stubFunctionEnvironment({ AWS_ENDPOINT_URL: served.origin, AWS_REGION: "eu-west-1" });
    const keys = ["a b+c%/&<>\"'.txt", oddKey, "z/\u0001"].toSorted();
    for (const key of keys) await bucket.put(key, key);
    for (const key of keys) expect(await bucket.getText(key)).toBe(key);
    const first = await bucket.list({ limit: 2 });
    const second = await bucket.list({ after: first.next });
    expect([...first.items, ...second.items].map(({ key }) => key).toSorted()).toEqual(keys);
    expect(second.next).toBeUndefined();
    expect((await bucket.list({ prefix: "a b/c+" })).items.map(({ key }) => key)).toEqual([oddKey]);
    await fetch(await bucket.uploadUrl(oddKey, { contentType: "text/css" }), {
      method: "PUT",
      headers: { "content-type": "text/css" },
      body: "new",
    });
    expect(await (await fetch(await bucket.downloadUrl(oddKey))).text()).toBe("new");
    await bucket.delete(oddKey);
    expect(await bucket.get(oddKey)).toBeUndefined();
    await rm(folder, { recursive: true });
  });
});
