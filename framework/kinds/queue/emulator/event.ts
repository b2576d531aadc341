import { checksumOf, checksumOfAttributes } from "./checksum.ts";
import { attributesOf, systemAttributesOf, type Message, type MessageAttribute } from "./message.ts";
import type { Queue } from "./queue.ts";
import type { Owner } from "./queues.ts";
import { encodeReceipt } from "./receipt.ts";

/** A message of a queue as its consumer gets it. */
export interface Received {
  readonly queue: Queue;
  readonly message: Message;
  /** When it was received, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * The event that Lambda invokes a consumer with, as JSON text:
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function buildEvent(batch: readonly Received[], owner: Owner): string {
  return JSON.stringify({ Records: batch.map((received) => buildRecord(received, owner)) });
}

function buildRecord({ queue, message, at }: Received, owner: Owner): unknown {
  const attributes = attributesOf(message);
  const checksum = checksumOfAttributes(attributes);
  const described = Object.entries(attributes).map(([name, attribute]) => [name, describe(attribute)]);
  return {
    messageId: message.id,
    receiptHandle: encodeReceipt(message, at),
    body: message.body,
    attributes: systemAttributesOf(message, owner.account),
    messageAttributes: Object.fromEntries(described) as unknown,
    ...(checksum && { md5OfMessageAttributes: checksum }),
    md5OfBody: checksumOf(message.body),
    eventSource: "aws:sqs",
    eventSourceARN: queue.arn,
    awsRegion: owner.region,
  };
}

function describe({ DataType, StringValue, BinaryValue }: MessageAttribute): unknown {
  return {
    stringValue: StringValue,
    binaryValue: BinaryValue,
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}

/**
 * The ids of the messages that a function's answer says it failed, out of those it was given; all of them where Lambda
 * finds the answer invalid: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function readFailures(payload: string, ids: readonly string[]): ReadonlySet<string> {
  const failures = parseFailures(payload);
  const given = new Set(ids);
  return failures?.every((id) => given.has(id)) ? new Set(failures) : given;
}

function parseFailures(payload: string): readonly string[] | undefined {
  if (payload.trim() === "") return [];
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (answer === null || answer === "") return [];
  if (typeof answer !== "object") return undefined;
  const failures = "batchItemFailures" in answer ? (answer.batchItemFailures ?? []) : [];
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map((failure: unknown) => identifierOf(failure));
  return ids.every((id) => id !== undefined) ? ids : undefined;
}

function identifierOf(failure: unknown): string | undefined {
  if (typeof failure !== "object" || failure === null || !("itemIdentifier" in failure)) return undefined;
  return typeof failure.itemIdentifier === "string" ? failure.itemIdentifier : undefined;
}
