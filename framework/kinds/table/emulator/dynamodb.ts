/** DynamoDB on the wire: JSON in, JSON out, the operation in a header. */
import { randomUUID } from "node:crypto";
import { crc32 } from "node:zlib";
import { WireError, type Caller, type WireRequest, type WireResponse } from "../../local.ts";
import { nameTables, type Input } from "./call.ts";
import { dynamoError, notEmulated, type DynamoError } from "./errors.ts";
import { deleteExpired } from "./expiry.ts";
import { operations } from "./operations.ts";
import type { Store } from "./store.ts";

/** Bytes: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const maxRequest = 16 * 1024 ** 2;
const version = "DynamoDB_20120810";

/** Answers one request. */
export async function answer(store: Store, request: WireRequest, caller: Caller): Promise<WireResponse> {
  const [service = "", name = ""] = (request.headers["x-amz-target"] ?? "").split(".");
  try {
    if (service !== version || name === "") throw dynamoError("UnknownOperationException", "");
    const operation = operations.get(name);
    if (!operation) throw notEmulated(name);
    const input = nameTables(parse(await request.body(maxRequest)), store.context);
    deleteExpired(store);
    return draw(200, await operation({ operation: name, input, store, caller }));
  } catch (error) {
    return drawFailure(error instanceof WireError ? error : report(store, name, error));
  }
}

function parse(body: Buffer): Input {
  try {
    const input: unknown = JSON.parse(body.toString("utf8"));
    if (input !== null && typeof input === "object" && !Array.isArray(input)) return input as Input;
  } catch {
    // Answered below, like what is JSON but no object.
  }
  throw dynamoError("SerializationException", "");
}

function report(store: Store, operation: string, error: unknown): WireError {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  store.context.log(`The local DynamoDB failed on ${operation}: ${detail}`);
  return dynamoError("InternalServerError", "The local DynamoDB failed; its log says why.");
}

function draw(status: number, output: object): WireResponse {
  const body = JSON.stringify(output);
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amzn-requestid": randomUUID(),
    "x-amz-crc32": String(crc32(body)),
  };
  return { status, headers, body };
}

function drawFailure(error: DynamoError): WireResponse {
  const { code, message, details, status } = error;
  return draw(status, { __type: `${namespaceOf(code)}#${code}`, message, ...details });
}

function namespaceOf(code: string): string {
  if (code === "ValidationException") return "com.amazon.coral.validate";
  const isGeneral = ["SerializationException", "UnknownOperationException", "AccessDeniedException"].includes(code);
  return isGeneral ? "com.amazon.coral.service" : "com.amazonaws.dynamodb.v20120810";
}
