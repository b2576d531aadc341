import { Readable } from "node:stream";
import { SQS } from "@aws-sdk/client-sqs";
import type { Caller, Clock, Emulator, LocalContext, WireRequest } from "../../framework/kinds/local.ts";
import type { JsonObject } from "../../framework/model/json.ts";
import { developer, recordingFunctions } from "./wire.ts";

/** A client of an SQS on this machine, which makes every request once. */
export function sqsClient(endpoint: string): SQS {
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
  return new SQS({ endpoint, region: "eu-west-1", credentials, maxAttempts: 1 });
}

/** What an emulator is opened with; its origin is that of a server which does not exist. */
export function localContext(folder: string, clock: Clock, more: Partial<LocalContext> = {}): LocalContext {
  return {
    folder,
    clock,
    account: "000000000000",
    region: "eu-west-1",
    origin: () => "http://127.0.0.1:4000",
    functions: recordingFunctions(),
    log() {},
    ...more,
  };
}

/** What an operation answered over the wire protocol. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly output: JsonObject;
}

/** Calls operations of an emulator without a network in between. */
export function sqsCaller(emulator: Emulator, caller = developer) {
  return async (operation: string, input: JsonObject): Promise<Answer> => {
    const headers = { "x-amz-target": `AmazonSQS.${operation}`, "content-type": "application/x-amz-json-1.0" };
    const { body, ...response } = await ask(emulator, { headers, text: JSON.stringify(input), caller });
    return { ...response, output: JSON.parse(body) as JsonObject };
  };
}

/** A request to an emulator, as little of it as matters. */
export interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly caller?: Caller;
  /** Aborted when the client goes away. */
  readonly signal?: AbortSignal;
}

/** Lets an emulator answer a request, and reads its answer as text. */
export async function ask(emulator: Emulator, { headers, text, caller = developer, ...rest }: Request) {
  const { signal = new AbortController().signal } = rest;
  const response = await emulator.handle?.({ ...wireRequest(headers, Buffer.from(text)), signal }, caller);
  if (typeof response?.body !== "string") throw new Error("the emulator did not answer with a text");
  return { status: response.status, headers: response.headers, body: response.body };
}

function wireRequest(headers: Readonly<Record<string, string>>, body: Buffer): Omit<WireRequest, "signal"> {
  const stream = Readable.from([body]);
  const query = new URLSearchParams();
  return { method: "POST", path: "/", query, headers, stream, body: () => Promise.resolve(body) };
}
