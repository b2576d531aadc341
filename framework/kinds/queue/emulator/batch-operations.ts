import { WireError } from "../../local.ts";
import type { JsonObject } from "../../../model/json.ts";
import { maxPayload, readDraft, requireSize, sizeOf } from "./content.ts";
import { transaction } from "../../database.ts";
import { invalidParameter, legacyCode } from "./errors.ts";
import { readObjects, readText, requireText } from "./input.ts";
import { describeSent, requireVisibility } from "./message-operations.ts";
import { requireQueue, type Call, type Operation } from "./operation.ts";
import type { Queue } from "./queue.ts";
import { deduplicationIdOf, send } from "./send.ts";
import { changeVisibility, deleteMessage } from "./settle.ts";

/** The operations on up to ten messages at once. */
export const batchOperations: Readonly<Record<string, Operation>> = {
  SendMessageBatch: sendMessageBatch,
  DeleteMessageBatch: deleteMessageBatch,
  ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
};

function sendMessageBatch(input: JsonObject, call: Call): JsonObject {
  const queue = requireQueue("sqs:SendMessage", input, call);
  const entries = readEntries(input, "SendMessageBatchRequestEntry");
  if (queue.settings.fifo) for (const entry of entries) requireFifoParameters(queue, entry);
  const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (size > maxPayload) {
    const message = `Batch requests cannot be longer than ${maxPayload} bytes. You have sent ${size} bytes.`;
    throw new WireError(400, "BatchRequestTooLong", message);
  }
  const { done, failed } = runEach(entries, (entry) => {
    const draft = readDraft(queue, entry);
    requireSize(queue, entry, "cannot be validated");
    return draft;
  });
  const drafts = done.map(({ value }) => value);
  const sent = send(call.store, queue, drafts);
  const successful = done.flatMap(({ id, value }, index) => {
    const message = sent[index];
    return message ? [{ Id: id, ...describeSent(queue, value, message) }] : [];
  });
  return describeBatch(successful, failed);
}

function deleteMessageBatch(input: JsonObject, call: Call): JsonObject {
  const queue = requireQueue("sqs:DeleteMessage", input, call);
  const entries = readEntries(input, "DeleteMessageBatchRequestEntry");
  return settleEach(call, entries, (entry) => {
    deleteMessage(call.store, queue, requireText(entry, "ReceiptHandle"));
  });
}

function changeMessageVisibilityBatch(input: JsonObject, call: Call): JsonObject {
  const queue = requireQueue("sqs:ChangeMessageVisibility", input, call);
  const entries = readEntries(input, "ChangeMessageVisibilityBatchRequestEntry");
  return settleEach(call, entries, (entry) => {
    const handle = requireText(entry, "ReceiptHandle");
    changeVisibility(call.store, queue, { handle, seconds: requireVisibility(entry) });
  });
}

function settleEach(call: Call, entries: readonly JsonObject[], settle: (entry: JsonObject) => void): JsonObject {
  const { done, failed } = transaction(call.store.database, () => runEach(entries, settle));
  return describeBatch(
    done.map(({ id }) => ({ Id: id })),
    failed,
  );
}

/** The entries of a batch, once it is known to be one that SQS looks into. */
function readEntries(input: JsonObject, shape: string): readonly JsonObject[] {
  const entries = readObjects(input, "Entries");
  if (entries.length === 0) {
    throw new WireError(400, "EmptyBatchRequest", `There should be at least one ${shape} in the request.`);
  }
  if (entries.length > 10) {
    const message = `Maximum number of entries per request are 10. You have sent ${entries.length}.`;
    throw new WireError(400, "TooManyEntriesInBatchRequest", message);
  }
  const seen = new Set<string>();
  for (const entry of entries) requireNewId(requireText(entry, "Id"), seen);
  return entries;
}

function requireNewId(id: string, seen: Set<string>): void {
  if (!/^[\w-]{1,80}$/u.test(id)) {
    const rule = "A batch entry id can only contain alphanumeric characters, hyphens and underscores.";
    throw new WireError(400, "InvalidBatchEntryId", `${rule} It can be at most 80 letters long.`);
  }
  if (seen.has(id)) throw new WireError(400, "BatchEntryIdsNotDistinct", `Id ${id} repeated.`);
  seen.add(id);
}

/** What SQS refuses the whole batch for, where all other faults are its entries' own. */
function requireFifoParameters(queue: Queue, entry: JsonObject): void {
  if (readText(entry, "MessageGroupId") === undefined) {
    throw invalidParameter("The request must contain the parameter MessageGroupId.");
  }
  if (deduplicationIdOf(queue, readText(entry, "MessageDeduplicationId"), "") !== undefined) return;
  const ways = "ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
  throw invalidParameter(`The queue should either have ${ways}`);
}

interface Results<Value> {
  readonly done: readonly { readonly id: string; readonly value: Value }[];
  readonly failed: readonly JsonObject[];
}

function runEach<Value>(entries: readonly JsonObject[], run: (entry: JsonObject) => Value): Results<Value> {
  const done: { id: string; value: Value }[] = [];
  const failed: JsonObject[] = [];
  for (const entry of entries) {
    const id = requireText(entry, "Id");
    try {
      done.push({ id, value: run(entry) });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      failed.push({ Id: id, SenderFault: true, Code: legacyCode(error.code), Message: error.message });
    }
  }
  return { done, failed };
}

function describeBatch(successful: readonly JsonObject[], failed: readonly JsonObject[]): JsonObject {
  return { ...(successful.length > 0 && { Successful: successful }), ...(failed.length > 0 && { Failed: failed }) };
}
