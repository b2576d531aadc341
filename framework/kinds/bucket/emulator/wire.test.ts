/** What a client that is not the SDK meets: raw requests, links, other hosts. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { Agent, request as send } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { manualClock } from "../../../../test/fakes/manual-clock.ts";
import { serveEmulator, type ServedEmulator } from "../../../../test/fakes/wire.ts";
import { local } from "../local.ts";

const clock = manualClock(Date.parse("2026-03-01T12:00:00Z"));
const lines: string[] = [];
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let folder: string;
let served: ServedEmulator;

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly port: number | undefined;
}

async function call(line: string, headers: Record<string, string> = {}, sent?: string | Buffer): Promise<Reply> {
  const [method = "", path = ""] = line.split(" ");
  const { port } = new URL(served.origin);
  return new Promise((resolve, reject) => {
    const outgoing = send({ host: "127.0.0.1", port, method, path, headers, agent }, (response) => {
      const { statusCode: status = 0, socket } = response;
      const reply = { status, headers: response.headers, port: socket.localPort };
      text(response).then((body) => resolve({ ...reply, body }), reject);
    });
    outgoing.on("error", reject).end(sent);
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "iffc-bucket-"));
  served = await serveEmulator(local, folder, { clock, log: (line) => lines.push(line) });
  await call("PUT /raw-bucket");
});

afterAll(async () => {
  agent.destroy();
  await served[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test("an error is a document with a code, a message, the resource and the request", async () => {
  const { status, headers, body } = await call("GET /raw-bucket/a%20key");
  expect([status, headers["content-type"]]).toEqual([404, "application/xml"]);
  expect(body).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>' +
      `<Resource>/raw-bucket/a%20key</Resource><RequestId>${String(headers["x-amz-request-id"])}</RequestId><HostId>local</HostId></Error>`,
  );
  expect((await call("HEAD /raw-bucket/none")).body).toBe("");
});

test("a bucket may stand in the host", async () => {
  const host = { host: `raw-bucket.localhost:${new URL(served.origin).port}` };
  expect((await call("PUT /in/host", host, "x")).status).toBe(200);
  expect((await call("GET /raw-bucket/in/host")).body).toBe("x");
  expect((await call("DELETE /in/host", host)).status).toBe(204);
});

test("a link works until it expires, and can say how the answer is labelled", async () => {
  await call("PUT /raw-bucket/linked", { "content-type": "text/plain" }, "x");
  const signature = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260301T115900Z&X-Amz-Signature=0";
  const fresh = await call(`GET /raw-bucket/linked?${signature}&X-Amz-Expires=60&response-content-type=text%2Fhtml`);
  expect([fresh.status, fresh.headers["content-type"], fresh.body]).toEqual([200, "text/html", "x"]);
  expect((await call(`GET /raw-bucket/linked?${signature}&X-Amz-Expires=59`)).body).toContain("Request has expired");
  const upload = `PUT /raw-bucket/posted?${signature}&X-Amz-Expires=60&x-amz-meta-a=b&x-amz-checksum-crc32=`;
  expect((await call(`${upload}AAAAAA%3D%3D`, {}, "not empty")).status).toBe(400);
  expect((await call(`${upload}jNwWgw%3D%3D`, {}, "x")).status).toBe(200);
  expect((await call("HEAD /raw-bucket/posted")).headers["x-amz-meta-a"]).toBe("b");
});

test("chunks that are signed one by one are decoded", async () => {
  const signed = {
    "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "content-encoding": "aws-chunked,gzip",
    "x-amz-decoded-content-length": "5",
  };
  const body = "3;chunk-signature=aa\r\nabc\r\n2;chunk-signature=bb\r\nde\r\n0;chunk-signature=cc\r\n\r\n";
  expect((await call("PUT /raw-bucket/chunks", signed, body)).status).toBe(200);
  const found = await call("GET /raw-bucket/chunks");
  expect([found.body, found.headers["content-encoding"]]).toEqual(["abcde", "gzip"]);
  const longer = { ...signed, "x-amz-decoded-content-length": "6" };
  expect((await call("PUT /raw-bucket/chunks", longer, body)).body).toContain("IncompleteBody");
});

test("a body that is not what was announced is refused, and the connection goes on", async () => {
  const before = readdirSync(join(folder, "data", "files")).length;
  const big = Buffer.alloc(300_000);
  const wrong = await call("PUT /raw-bucket/wrong", { "x-amz-content-sha256": "0".repeat(64) }, big);
  expect(wrong.body).toContain("XAmzContentSHA256Mismatch");
  const two = { "x-amz-checksum-crc32": "AAAAAA==", "x-amz-checksum-sha1": "AAAA" };
  expect((await call("PUT /raw-bucket/wrong", two, big)).body).toContain("Expecting a single");
  const trailer = await call(
    "PUT /raw-bucket/wrong",
    {
      "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "x-amz-decoded-content-length": "1",
      "x-amz-trailer": "x-amz-checksum-crc32",
    },
    "1\r\nx\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
  );
  expect(trailer.body).toContain("The CRC32 you specified did not match");
  const chunked = await call("PUT /raw-bucket/wrong", { "transfer-encoding": "chunked" }, big);
  expect([chunked.status, chunked.body]).toEqual([411, expect.stringContaining("MissingContentLength")]);
  const next = await call("GET /raw-bucket/wrong");
  expect([next.status, next.port]).toEqual([404, wrong.port]);
  expect(readdirSync(join(folder, "data", "files"))).toHaveLength(before);
});

test.each<[line: string, headers: Record<string, string>, status: number, code: string]>([
  ["PUT /raw-bucket/meta", { "x-amz-meta-a": "x".repeat(2048) }, 400, "MetadataTooLarge"],
  ["PUT /raw-bucket/huge", { "content-length": String(5 * 1024 ** 3 + 1) }, 400, "EntityTooLarge"],
  ["PUT /raw-bucket/tags", { "x-amz-tagging": "a=1&a=2" }, 400, "InvalidTag"],
  ["PUT /raw-bucket/class", { "x-amz-storage-class": "NONSENSE" }, 400, "InvalidStorageClass"],
  ["PUT /raw-bucket/class", { "x-amz-storage-class": "GLACIER" }, 501, "The storage class GLACIER is not emulated"],
  ["GET /raw-bucket?list-type=2&max-keys=-1", {}, 400, "InvalidArgument"],
  ["GET /raw-bucket?list-type=2&continuation-token=%00", {}, 400, "InvalidArgument"],
  ["GET /raw-bucket?encoding-type=hex", {}, 400, "InvalidArgument"],
  ["GET /raw-bucket/%ff", {}, 400, "InvalidURI"],
  ["PATCH /raw-bucket/a", {}, 405, "MethodNotAllowed"],
  ["POST /raw-bucket", {}, 501, "PostBucket is not emulated"],
  ["POST /raw-bucket?delete", {}, 400, "Missing required header"],
])("%s %j: %i %s", async (line, headers, ...[status, code]) => {
  const isHuge = "content-length" in headers;
  const reply = await call(line, { ...headers, ...(isHuge && { connection: "close" }) });
  expect([reply.status, reply.body]).toEqual([status, expect.stringContaining(code)]);
});

test("a fault of the emulator's own is answered and told, with the process alive", async () => {
  await call("PUT /raw-bucket/broken", {}, "x");
  rmSync(join(folder, "data", "files"), { recursive: true });
  const { status, body } = await call("GET /raw-bucket/broken");
  expect([status, body]).toEqual([500, expect.stringContaining("InternalError")]);
  expect(lines).toEqual([expect.stringContaining("GET /raw-bucket/broken")]);
});
