import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { SQS } from "@aws-sdk/client-sqs";
import type { Caller, Clock, Emulator, Functions, LocalContext, WireRequest } from "../../framework/kinds/local.ts";
import { local } from "../../framework/kinds/queue/local.ts";
import type { JsonObject } from "../../framework/model/json.ts";

/** A caller who may do anything. */
export const anyone: Caller = { require() {} };

/** Functions that nothing may call. */
export const noFunctions: Functions = {
  invoke: () => Promise.reject(new Error("no function here")),
  enqueue: () => Promise.reject(new Error("no function here")),
  concurrency: () => 0,
};

/** What an emulator is opened with; the origin is that of a server which does not exist. */
export function localContext(folder: string, clock: Clock, more: Partial<LocalContext> = {}): LocalContext {
  return {
    folder,
    clock,
    account: "000000000000",
    region: "eu-central-1",
    origin: () => "http://127.0.0.1:4000",
    functions: noFunctions,
    log() {},
    ...more,
  };
}

/** An SQS that listens, and a client of it. */
export interface SqsHost {
  readonly client: SQS;
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Serves an embedded SQS on a free port of loopback. */
export async function hostSqs(folder: string, clock: Clock): Promise<SqsHost> {
  let endpoint = "";
  const emulator = await local.open(localContext(folder, clock, { origin: () => endpoint }));
  const server = createServer((request, response) => void respond(emulator, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = sqsClient(endpoint);
  return {
    client,
    endpoint,
    async close() {
      client.destroy();
      await emulator.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A client of an SQS on this machine, which makes every request once. */
export function sqsClient(endpoint: string): SQS {
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
  return new SQS({ endpoint, region: "eu-central-1", credentials, maxAttempts: 1 });
}

/** What an operation answered over the wire protocol. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly output: JsonObject;
}

/** Calls operations of an emulator without a network in between. */
export function sqsCaller(emulator: Emulator, caller = anyone) {
  return async (operation: string, input: JsonObject): Promise<Answer> => {
    const headers = { "x-amz-target": `AmazonSQS.${operation}`, "content-type": "application/x-amz-json-1.0" };
    const { body, ...response } = await handle(emulator, wireRequest(headers, JSON.stringify(input)), caller);
    return { ...response, output: JSON.parse(body) as JsonObject };
  };
}

/** A request as the gateway hands it over. */
export function wireRequest(headers: Readonly<Record<string, string>>, content: string): WireRequest {
  const body = Buffer.from(content);
  return {
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers,
    stream: Readable.from([body]),
    body: () => Promise.resolve(body),
  };
}

/** Lets an emulator answer a request, and reads its answer as text. */
export async function handle(emulator: Emulator, request: WireRequest, caller = anyone) {
  const response = await emulator.handle?.(request, caller);
  if (typeof response?.body !== "string") throw new Error("the emulator did not answer with a text");
  return { status: response.status, headers: response.headers, body: response.body };
}

async function respond(emulator: Emulator, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = request.headers as Record<string, string>;
  const { status, headers: answered, body } = await handle(emulator, wireRequest(headers, await text(request)));
  response.writeHead(status, answered).end(body);
}
