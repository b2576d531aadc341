import type { JsonObject } from "../../../model/json.ts";
import { requireKnownAttribute } from "./attributes.ts";
import { checksumOf, checksumOfAttributes } from "./checksum.ts";
import { readDraft, requireSize } from "./content.ts";
import { missingParameter, notEmulated } from "./errors.ts";
import { readInteger, readText, readTexts, requireText } from "./input.ts";
import { attributesOf, sequenceNumber, systemAttributesOf, type Draft, type Message } from "./message.ts";
import { existing, requireQueue, type Call, type Operation } from "./operation.ts";
import type { Queue } from "./queue.ts";
import { encodeReceipt } from "./receipt.ts";
import { receive, type ReceiveRequest } from "./receive.ts";
import { send, type Sent } from "./send.ts";
import { changeVisibility, deleteMessage, longestVisibility, nextVisible } from "./settle.ts";

/** The operations on one message at a time, and receiving. */
export const messageOperations: Readonly<Record<string, Operation>> = {
  SendMessage: sendMessage,
  ReceiveMessage: receiveMessage,
  DeleteMessage: removeMessage,
  ChangeMessageVisibility: changeMessageVisibility,
};

/** What a sender is told of a message that was taken in. */
export function describeSent(queue: Queue, draft: Draft, sent: Sent): JsonObject {
  const attributes = checksumOfAttributes(draft.attributes);
  const { trace } = draft;
  const system = trace === undefined ? {} : { AWSTraceHeader: { DataType: "String", StringValue: trace } };
  const systemAttributes = checksumOfAttributes(system);
  return {
    MessageId: sent.id,
    MD5OfMessageBody: checksumOf(draft.body),
    ...(attributes && { MD5OfMessageAttributes: attributes }),
    ...(systemAttributes && { MD5OfMessageSystemAttributes: systemAttributes }),
    ...(queue.settings.fifo && { SequenceNumber: sequenceNumber(sent.sequence) }),
  };
}

/** The seconds for which a request wants a message hidden. */
export function requireVisibility(input: JsonObject): number {
  const seconds = readInteger(input, "VisibilityTimeout", { min: 0, max: longestVisibility });
  if (seconds === undefined) throw missingParameter("VisibilityTimeout");
  return seconds;
}

function sendMessage(input: JsonObject, call: Call): JsonObject {
  const queue = requireQueue("sqs:SendMessage", input, call);
  const draft = readDraft(queue, input);
  requireSize(queue, input, "are invalid");
  const [sent] = send(call.store, queue, [draft]);
  return sent ? describeSent(queue, draft, sent) : {};
}

function removeMessage(input: JsonObject, call: Call): JsonObject {
  const queue = requireQueue("sqs:DeleteMessage", input, call);
  deleteMessage(call.store, queue, requireText(input, "ReceiptHandle"));
  return {};
}

function changeMessageVisibility(input: JsonObject, call: Call): JsonObject {
  const queue = requireQueue("sqs:ChangeMessageVisibility", input, call);
  const handle = requireText(input, "ReceiptHandle");
  changeVisibility(call.store, queue, { handle, seconds: requireVisibility(input) });
  return {};
}

async function receiveMessage(input: JsonObject, call: Call): Promise<JsonObject> {
  const { store } = call;
  const queue = requireQueue("sqs:ReceiveMessage", input, call);
  if (readText(input, "ReceiveRequestAttemptId")) throw notEmulated("the parameter ReceiveRequestAttemptId");
  const count = readInteger(input, "MaxNumberOfMessages", { min: 1, max: 10 }) ?? 1;
  const visibility = readInteger(input, "VisibilityTimeout", { min: 0, max: longestVisibility });
  const reason = "Must be >= 0 and <= 20, if provided.";
  const wait = readInteger(input, "WaitTimeSeconds", { min: 0, max: 20, reason }) ?? queue.settings.wait;
  const describe = describer(input, call.account);
  const request = { count, visibility: visibility ?? queue.settings.visibility, wait };
  const messages = await receiveWithin(call, queue.name, request);
  if (messages.length === 0) return {};
  const now = store.clock.now();
  return {
    Messages: messages.map((message) => ({ ...describe(message), ReceiptHandle: encodeReceipt(message, now) })),
  };
}

/** Receives, and waits for so many seconds where there is nothing yet. Nothing is taken for a caller who has gone. */
async function receiveWithin(
  { store, signal }: Call,
  name: string,
  request: ReceiveRequest & { wait: number },
): Promise<readonly Message[]> {
  const deadline = store.clock.now() + request.wait * 1000;
  while (!store.wakeups.closed && !signal.aborted) {
    const queue = existing(store.queues.get(name));
    const messages = receive(store, queue, request);
    if (messages.length > 0 || store.clock.now() >= deadline) return messages;
    await wakeOrTime({ store, signal }, queue, Math.min(deadline, nextVisible(store, queue) ?? deadline));
  }
  return [];
}

function wakeOrTime(
  { store: { wakeups, clock }, signal }: Pick<Call, "store" | "signal">,
  queue: Queue,
  at: number,
): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      timer.cancel();
      forget();
      signal.removeEventListener("abort", done);
      resolve();
    };
    signal.addEventListener("abort", done);
    const timer = clock.after(at - clock.now(), done);
    const forget = wakeups.listen(queue.id, done);
  });
}

const systemAttributes: ReadonlySet<string> = new Set([
  "All",
  "SenderId",
  "SentTimestamp",
  "ApproximateReceiveCount",
  "ApproximateFirstReceiveTimestamp",
  "MessageGroupId",
  "MessageDeduplicationId",
  "SequenceNumber",
  "AWSTraceHeader",
  "DeadLetterQueueSourceArn",
]);

/** How the messages of an answer look, by the attributes that the request asks for. */
function describer(input: JsonObject, sender: string): (message: Message) => JsonObject {
  const names = [...readTexts(input, "MessageSystemAttributeNames"), ...readTexts(input, "AttributeNames")];
  for (const name of names) if (!systemAttributes.has(name)) requireKnownAttribute(name);
  const wantsSystem = (name: string) => names.includes("All") || names.includes(name);
  const patterns = readTexts(input, "MessageAttributeNames");
  const wants = (name: string) => patterns.some((pattern) => matches(pattern, name));
  return (message) => {
    const system = pick(systemAttributesOf(message, sender), wantsSystem);
    const attributes = pick(attributesOf(message), wants);
    const checksum = checksumOfAttributes(attributes);
    return {
      MessageId: message.id,
      MD5OfBody: checksumOf(message.body),
      Body: message.body,
      ...(names.length > 0 && { Attributes: system }),
      ...(checksum && { MessageAttributes: { ...attributes }, MD5OfMessageAttributes: checksum }),
    };
  };
}

function matches(pattern: string, name: string): boolean {
  if (pattern === "All" || pattern === ".*" || pattern === name) return true;
  return pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -1));
}

function pick<Value>(
  record: Readonly<Record<string, Value>>,
  wanted: (name: string) => boolean,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => wanted(name)));
}
