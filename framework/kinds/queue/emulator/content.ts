import { WireError } from "../../local.ts";
import type { JsonObject } from "../../../model/json.ts";
import { invalidParameter, invalidValue, missingParameter } from "./errors.ts";
import { readInteger, readObjectMap, readText } from "./input.ts";
import type { Draft, MessageAttribute, MessageAttributes } from "./message.ts";
import type { Queue } from "./queue.ts";
import { deduplicationIdOf } from "./send.ts";

/** The most bytes of a message, and of a batch: the quota of SQS. */
export const maxPayload = 1_048_576;

/** Reads a message to send and checks it against the rules of SQS and of its queue. */
export function readDraft(queue: Queue, input: JsonObject): Draft {
  const body = readText(input, "MessageBody") ?? "";
  if (body === "") throw missingParameter("MessageBody");
  const attributes = readAttributes(input);
  if (!hasValidCharacters(body)) throw invalidContents();
  return { body, attributes, trace: readTrace(input), ...readRouting(queue, input, body) };
}

/** Raises `InvalidParameterValue` for a message that its queue finds too long; SQS says it in two ways. */
export function requireSize(queue: Queue, input: JsonObject, fault: "are invalid" | "cannot be validated"): void {
  const { maxSize } = queue.settings;
  if (sizeOf(input) <= maxSize) return;
  throw invalidParameter(`One or more parameters ${fault}. Reason: Message must be shorter than ${maxSize} bytes.`);
}

/** The bytes of a message that count towards the limits: its body and its attributes. */
export function sizeOf(input: JsonObject): number {
  const attributes = Object.entries(readObjectMap(input, "MessageAttributes"));
  const sizes = attributes.map(([name, attribute]) => {
    const texts = ["DataType", "StringValue"].map((field) => Buffer.byteLength(readText(attribute, field) ?? ""));
    const binary = Buffer.byteLength(readText(attribute, "BinaryValue") ?? "", "base64");
    return texts.reduce((sum, size) => sum + size, Buffer.byteLength(name) + binary);
  });
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(readText(input, "MessageBody") ?? ""));
}

/** Where and when a message goes: its group, its deduplication id and its delay. */
function readRouting(
  queue: Queue,
  input: JsonObject,
  body: string,
): Pick<Draft, "groupId" | "deduplicationId" | "delay"> {
  const groupId = readToken(input, "MessageGroupId");
  const given = readToken(input, "MessageDeduplicationId");
  const delay = readDelay(queue, input);
  if (!queue.settings.fifo) {
    if (given === undefined) return { groupId, deduplicationId: undefined, delay };
    const reason = "The request includes a parameter that is not valid for this queue type.";
    throw invalidValue("MessageDeduplicationId", given, reason);
  }
  if (groupId === undefined) throw missingParameter("MessageGroupId");
  const deduplicationId = deduplicationIdOf(queue, given, body);
  if (deduplicationId !== undefined) return { groupId, deduplicationId, delay };
  const ways = "ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
  throw invalidParameter(`The queue should either have ${ways}`);
}

function readDelay(queue: Queue, input: JsonObject): number {
  const reason = "DelaySeconds must be >= 0 and <= 900.";
  const delay = readInteger(input, "DelaySeconds", { min: 0, max: 900, reason });
  if (!queue.settings.fifo) return delay ?? queue.settings.delay;
  // A FIFO queue delays all messages alike; 0 is accepted and means nothing.
  if (!delay) return queue.settings.delay;
  throw invalidValue("DelaySeconds", delay, "The request include parameter that is not valid for this queue type.");
}

function readToken(input: JsonObject, name: string): string | undefined {
  const token = readText(input, name);
  if (token === undefined || /^[!-~]{1,128}$/u.test(token)) return token;
  const rule = `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
  throw invalidValue(name, token, rule);
}

function readTrace(input: JsonObject): string | undefined {
  const { AWSTraceHeader: trace, ...others } = readObjectMap(input, "MessageSystemAttributes");
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw invalidParameter(`Message system attribute name '${unknown}' is invalid.`);
  return trace && readText(trace, "StringValue");
}

function readAttributes(input: JsonObject): MessageAttributes {
  const entries = Object.entries(readObjectMap(input, "MessageAttributes"));
  if (entries.length > 10) {
    throw invalidParameter(`Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`);
  }
  return Object.fromEntries(entries.map(([name, attribute]) => [name, readAttribute(name, attribute)]));
}

function readAttribute(name: string, attribute: JsonObject): MessageAttribute {
  requireAttributeName(name);
  const type = readText(attribute, "DataType") ?? "";
  if (!/^(String|Number|Binary)(\..+)?$/su.test(type) || type.length > 256) {
    const prefixes = "You must use only the following supported type prefixes: Binary, Number, String.";
    throw invalidParameter(`The type of message (user) attribute '${name}' is invalid. ${prefixes}`);
  }
  const field = type.startsWith("Binary") ? "BinaryValue" : "StringValue";
  const value = readText(attribute, field) ?? "";
  if (value === "") {
    throw invalidParameter(`Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`);
  }
  if (!hasValidCharacters(value)) throw invalidContents();
  if (type.startsWith("Number") && !Number.isFinite(Number(value))) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { DataType: type, [field]: value };
}

function requireAttributeName(name: string): void {
  const reserved = /^(aws|amazon)\./iu.test(name);
  if (!reserved && name.length <= 256 && /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$/u.test(name)) return;
  const allowed = "A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters";
  throw invalidParameter(`The message attribute name '${name}' is invalid. Attribute name can contain ${allowed}.`);
}

/** https://www.w3.org/TR/REC-xml/#charsets, which SQS keeps to. Lone surrogates are outside of it. */
function hasValidCharacters(text: string): boolean {
  return !/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(text);
}

function invalidContents(): WireError {
  const valid = "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";
  const message = `Invalid characters found. Valid unicode characters are ${valid}`;
  return new WireError(400, "InvalidMessageContents", message);
}
