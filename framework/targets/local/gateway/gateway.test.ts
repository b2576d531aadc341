import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Caller, WireError, type WireRequest, type WireResponse } from "../../../kinds/local.ts";
import { signQuery } from "../../../runtime/transport/sign.ts";
import { createGate } from "./gate.ts";
import { createGateway, type EmbeddedService } from "./gateway.ts";

type Handle = (request: WireRequest, caller: Caller) => Promise<WireResponse>;

const queue = "arn:aws:sqs:eu-central-1:000000000000:incoming";
const own = { accessKeyId: "LOCALFUNCTION", secretAccessKey: "function-secret" };
const developer = { accessKeyId: "developer", secretAccessKey: "developer-secret" };
const policy = {
  functionId: "Orders.place",
  functionName: "app-local-Orders-place",
  statements: [{ actions: ["sqs:SendMessage"], resources: [queue] }],
};

/** A gateway before a service for SQS, S3 and DynamoDB that does what the test says, and an app that says hello. */
async function openGateway(handle: Handle = async () => ({ status: 200, headers: {}, body: "{}" })) {
  const lines: string[] = [];
  const app: EmbeddedService = {
    services: [],
    serve: async (request, response) => {
      response.end(`hello ${request.url}`);
      return true;
    },
  };
  const gate = createGate();
  gate.open();
  const server = createGateway({
    account: "000000000000",
    services: [{ services: ["sqs", "s3", "dynamodb"], handle }, app],
    functions: new Map([[own.accessKeyId, { credentials: own, policy }]]),
    gate,
    developer,
    control: async (_, response) => void response.end("controlled"),
    log: (id, line) => void lines.push(`[${id}] ${line}`),
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${port}`;
  const options = { region: "eu-central-1", endpoint: origin, maxAttempts: 1 };
  const sqs = (credentials = own) => new SQSClient({ ...options, credentials, md5: false });
  const s3 = (credentials = own) => new S3Client({ ...options, credentials, forcePathStyle: true });
  return { origin, port, gate, lines, options, sqs, s3 };
}

/** Writes bytes to the port and reads until the other side closes, or has answered. */
async function raw(port: number, text: string | Buffer): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.setTimeout(5000, () => socket.destroy());
  socket.end(text);
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString("latin1")));
  await once(socket, "close").catch(() => undefined);
  return answer;
}

const send = new SendMessageCommand({ QueueUrl: "http://127.0.0.1/q", MessageBody: "hi" });

describe("a signed request", () => {
  it("reaches its service with all that it holds", async () => {
    const seen: unknown[] = [];
    const { sqs } = await openGateway(async (request) => {
      const { method, path, headers } = request;
      const body: unknown = JSON.parse((await request.body(1000)).toString());
      seen.push({ method, path, target: headers["x-amz-target"], body });
      return { status: 200, headers: { "content-type": "application/x-amz-json-1.0" }, body: '{"MessageId":"m-1"}' };
    });
    const { MessageId, $metadata } = await sqs().send(send);
    expect(MessageId).toBe("m-1");
    expect($metadata.requestId).toMatch(/^[\da-f-]{36}$/u);
    const body = { QueueUrl: "http://127.0.0.1/q", MessageBody: "hi" };
    expect(seen).toEqual([{ method: "POST", path: "/", target: "AmazonSQS.SendMessage", body }]);
  });

  it("streams its body and its answer", async () => {
    const { s3 } = await openGateway(async (request) => {
      if (request.method === "GET")
        return { status: 200, headers: { "x-amz-meta-a": "b" }, body: Readable.from(["par", "ts"]) };
      const chunks: Buffer[] = [];
      for await (const chunk of request.stream) chunks.push(chunk as Buffer);
      return { status: 200, headers: { etag: `"${Buffer.concat(chunks).length}"` }, body: "" };
    });
    const key = { Bucket: "b", Key: "a key" };
    expect((await s3().send(new PutObjectCommand({ ...key, Body: Buffer.alloc(300_000) }))).ETag).toMatch(/^"3000/u);
    const { Body, Metadata } = await s3().send(new GetObjectCommand(key));
    expect([await Body?.transformToString(), Metadata]).toEqual(["parts", { a: "b" }]);
  });

  // faults.md L9
  it("of a function has the function's rights", async () => {
    const { sqs, lines } = await openGateway(async (_, caller) => {
      caller.require("sqs:SendMessage", queue);
      caller.require("sqs:DeleteQueue", queue);
      return expect.fail("the second was allowed");
    });
    await expect(sqs().send(send)).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("is not authorized to perform: sqs:DeleteQueue on resource"),
      $metadata: { httpStatusCode: 403 },
    });
    expect(lines).toEqual([expect.stringMatching(/^\[Orders.place\] Orders.place may not sqs:DeleteQueue/u)]);
  });

  it("of a function is held to its signature", async () => {
    const { sqs } = await openGateway();
    const forged = sqs({ ...own, secretAccessKey: "guessed" });
    await expect(forged.send(send)).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
  });

  it("with any other key is the developer's", async () => {
    const { sqs } = await openGateway(async (_, caller) => {
      caller.require("sqs:DeleteQueue", queue);
      return { status: 200, headers: {}, body: "{}" };
    });
    const answer = await sqs({ accessKeyId: "test", secretAccessKey: "test" }).send(send);
    expect(answer.$metadata.httpStatusCode).toBe(200);
  });

  // faults.md L7
  it("to a service that is not there fails by name", async () => {
    const { origin } = await openGateway();
    const authorization =
      "AWS4-HMAC-SHA256 Credential=any/20260131/eu-central-1/kinesis/aws4_request, SignedHeaders=host, Signature=00";
    const headers = { authorization, "x-amz-target": "Kinesis_20131202.PutRecord" };
    const response = await fetch(origin, { method: "POST", headers });
    expect(response.status).toBe(501);
    expect(await response.json()).toMatchObject({
      message: 'The service "kinesis" is not emulated locally (Kinesis_20131202.PutRecord).',
    });
  });

  // faults.md L7
  it("that has no operation here fails in the words of its protocol", async () => {
    const { s3, options } = await openGateway(async () => {
      throw new WireError(501, "NotImplemented", "Not <built>.");
    });
    await expect(s3().send(new GetObjectCommand({ Bucket: "b", Key: "k" }))).rejects.toMatchObject({
      name: "NotImplemented",
      message: "Not <built>.",
    });
    const dynamodb = new DynamoDBClient({ ...options, credentials: own });
    await expect(dynamodb.send(new ListTablesCommand())).rejects.toMatchObject({ name: "NotImplemented" });
  });

  it("that meets a bug is a 500, and the next one is served", async () => {
    let broken = true;
    const { sqs, lines } = await openGateway(async () => {
      if (broken) throw new TypeError("oops");
      return { status: 200, headers: {}, body: "{}" };
    });
    await expect(sqs().send(send)).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    expect(lines[0]).toContain("TypeError: oops");
    broken = false;
    await sqs().send(send);
  });

  it("with a body that is too long to sign is refused", async () => {
    const { origin } = await openGateway();
    const authorization =
      "AWS4-HMAC-SHA256 Credential=any/20260131/r/sqs/aws4_request, SignedHeaders=host, Signature=00";
    const response = await fetch(origin, {
      method: "POST",
      headers: { authorization },
      body: Buffer.alloc(16_777_217),
    });
    expect(response.status).toBe(413);
  });
});

describe("a client that goes away", () => {
  it("is not served any further", async () => {
    const gone = Promise.withResolvers<void>();
    const waiting = Promise.withResolvers<void>();
    const { sqs } = await openGateway(async ({ signal }) => {
      signal.addEventListener("abort", () => gone.resolve());
      waiting.resolve();
      await gone.promise;
      return { status: 200, headers: {}, body: "{}" };
    });
    const leaving = new AbortController();
    const answer = sqs().send(send, { abortSignal: leaving.signal });
    await waiting.promise;
    leaving.abort();
    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
    await gone.promise;
  });

  it("is one that got no answer: who got one has not gone", async () => {
    const signals: AbortSignal[] = [];
    const { sqs } = await openGateway(async ({ signal }) => {
      signals.push(signal);
      return { status: 200, headers: {}, body: "{}" };
    });
    const client = sqs();
    await client.send(send);
    client.destroy();
    await sqs().send(send);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
  });
});

describe("a signed link", () => {
  const linkTo = (origin: string, credentials: typeof own, date = new Date()) => {
    const { host } = new URL(origin);
    const request = { method: "GET", host, path: "/b/k", query: {}, headers: {} };
    const query = signQuery(request, { credentials, service: "s3", region: "eu-central-1", date }, 60);
    return fetch(`${origin}/b/k?${query}`);
  };

  it("works for the keys that are known, until it expires", async () => {
    const { origin } = await openGateway();
    expect((await linkTo(origin, own)).status).toBe(200);
    expect((await linkTo(origin, developer)).status).toBe(200);
    const expired = await linkTo(origin, own, new Date(Date.now() - 61_000));
    expect([expired.status, await expired.text()]).toEqual([403, expect.stringContaining("Request has expired")]);
  });

  it("of an unknown key is refused: any web page could make one", async () => {
    const { origin } = await openGateway();
    const response = await linkTo(origin, { accessKeyId: "any", secretAccessKey: "any" });
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining("InvalidAccessKeyId")]);
  });
});

describe("a plain request", () => {
  it("is the app's", async () => {
    const { origin } = await openGateway();
    expect(await (await fetch(`${origin}/orders?a=1`)).text()).toBe("hello /orders?a=1");
  });

  it("for a control reaches that", async () => {
    const { origin } = await openGateway();
    expect(await (await fetch(`${origin}/_iffc/status`)).text()).toBe("controlled");
  });

  it.each([
    // faults.md S2, S3, S7, S10
    ["with another host name", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403],
    ["without a host name", "GET / HTTP/1.1\r\n\r\n", 400],
    ["with two host names", "GET / HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n\r\n", 403],
    ["with a host name that is none", "GET / HTTP/1.1\r\nHost: [::\r\n\r\n", 403],
    ["of another site's page", "POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n\r\n", 403],
    [
      "of an unsigned service call",
      "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.SendMessage\r\n\r\n",
      403,
    ],
    ["to no path", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
    ["with a head that is too large", `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ["that is no HTTP", "\u0016\u0003\u0001\u0002\u0000\u0001", 400],
  ])("%s is refused", async (_, text, status) => {
    const { port } = await openGateway();
    expect(await raw(port, Buffer.from(text, "latin1"))).toMatch(new RegExp(`^HTTP/1.1 ${status} `, "u"));
  });

  // faults.md S1, S5
  it("never says that other sites may read its answer", async () => {
    const { origin } = await openGateway();
    const response = await fetch(origin, { headers: { origin: "http://localhost:5173" } });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  // faults.md S7, S10
  it("of whatever bytes leaves the server alive", async () => {
    const { port, origin } = await openGateway();
    const line = fc.constantFrom(
      "GET / HTTP/1.1\r\n",
      "Host: localhost\r\n",
      "Content-Length: -1\r\n",
      "\r\n",
      "0\r\n",
      "\0",
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(line).map((lines) => Buffer.from(lines.join(""))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (data) => void (await raw(port, Buffer.from(data)))),
      { numRuns: 200 },
    );
    expect((await fetch(origin)).status).toBe(200);
  });
});

describe("the gate", () => {
  it("keeps requests waiting until the app has started", async () => {
    const { gate, ...closed } = await openGateway();
    gate.drain();
    const refused = await fetch(closed.origin);
    expect([refused.status, refused.headers.get("connection")]).toEqual([503, "close"]);
    gate.open();
    expect((await fetch(closed.origin)).status).toBe(200);
  });

  it("lets functions call services while the app is closed", async () => {
    const { gate, sqs } = await openGateway();
    gate.drain();
    expect((await sqs().send(send)).$metadata.httpStatusCode).toBe(200);
  });
});
