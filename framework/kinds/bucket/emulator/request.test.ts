import { Readable } from "node:stream";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { developer } from "../../../../test/fakes/wire.ts";
import { checkExpiry, readRequest, type S3Request } from "./request.ts";

function read(path: string, host = "127.0.0.1:4000", search = ""): S3Request {
  const wire = {
    method: "GET",
    path,
    query: new URLSearchParams(search),
    headers: { host },
    stream: Readable.from([]),
    signal: new AbortController().signal,
    body: () => Promise.resolve(Buffer.alloc(0)),
  };
  return readRequest({ id: "1", wire, caller: developer, origin: "http://127.0.0.1:4000" });
}

test.each([
  ["/", "127.0.0.1:4000", "", ""],
  ["/bucket", "127.0.0.1:4000", "bucket", ""],
  ["/bucket/", "127.0.0.1:4000", "bucket", ""],
  ["/bucket/a/b", "localhost:4000", "bucket", "a/b"],
  ["/bucket//a", "127.0.0.1", "bucket", "/a"],
  ["/bucket/..%2Fa/../b", "127.0.0.1", "bucket", "../a/../b"],
  ["/bucket/a+b%20c", "127.0.0.1", "bucket", "a+b c"],
  ["/a/b", "my.bucket.localhost:4000", "my.bucket", "a/b"],
  ["//a", "bucket.127.0.0.1:4000", "bucket", "/a"],
  ["/a", "bucket.s3.eu-west-1.localhost:4000", "bucket", "a"],
  ["/bucket/a", "s3.localhost:4000", "bucket", "a"],
])("%s at %s", (path, host, ...[bucket, key]) => {
  expect(read(path, host)).toMatchObject({ bucket, key });
});

test("every key comes back from its percent-encoded path", () => {
  const key = fc.string({ unit: "binary", minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(key, (text) => {
      const encoded = encodeURIComponent(text).replaceAll("%2F", "/");
      expect(read(`/bucket/${encoded}`).key).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

test("a path that is not UTF-8 or a key that is too long is refused", () => {
  expect(() => read("/bucket/%ff")).toThrow(expect.objectContaining({ code: "InvalidURI" }));
  expect(() => read("/bucket/%")).toThrow(expect.objectContaining({ code: "InvalidURI" }));
  expect(() => read(`/bucket/${"a".repeat(1025)}`)).toThrow(expect.objectContaining({ code: "KeyTooLongError" }));
});

test("what a presigned URL carries stands for headers", () => {
  const { headers } = read("/bucket/a", "localhost", "X-Amz-Meta-Name=x&x-amz-acl=private&response-content-type=y");
  expect(headers).toEqual({ host: "localhost", "x-amz-meta-name": "x", "x-amz-acl": "private" });
});

const signedAt = Date.parse("2026-03-01T12:00:00Z");

test.each([
  ["", 0, "passes"],
  ["X-Amz-Algorithm=a&X-Amz-Date=20260301T120000Z&X-Amz-Expires=60", 60_000, "passes"],
  ["X-Amz-Algorithm=a&X-Amz-Date=20260301T120000Z&X-Amz-Expires=60", 60_001, "AccessDenied"],
  ["X-Amz-Algorithm=a&X-Amz-Date=20260301T120000Z&X-Amz-Expires=604801", 0, "InvalidArgument"],
  ["X-Amz-Algorithm=a&X-Amz-Date=20260301T120000Z", 0, "InvalidArgument"],
  ["X-Amz-Algorithm=a&X-Amz-Date=today&X-Amz-Expires=60", 0, "InvalidArgument"],
])("a URL signed with %j, %i ms later: %s", (search, later, expected) => {
  let outcome = "passes";
  try {
    checkExpiry(new URLSearchParams(search), signedAt + later);
  } catch (error) {
    outcome = (error as { code: string }).code;
  }
  expect(outcome).toBe(expected);
});
