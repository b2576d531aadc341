import { WireError } from "../../local.ts";
import type { JsonObject } from "../../../model/json.ts";
import { changeAttributes } from "./change.ts";
import { readAttributes, requireKnownAttribute, requireQueueName, type ComputedAttributes } from "./attributes.ts";
import { invalidParameter, missingParameter, queueDoesNotExist } from "./errors.ts";
import { readInteger, readMap, readText, readTexts, requireText } from "./input.ts";
import { existing, requireQueue, type Call, type Operation } from "./operation.ts";
import { defaultAttributes, type Queue, type QueueAttributes } from "./queue.ts";
import { countMessages, purge } from "./settle.ts";

/** The operations on queues themselves. */
export const queueOperations: Readonly<Record<string, Operation>> = {
  CreateQueue: createQueue,
  DeleteQueue: deleteQueue,
  GetQueueUrl: getQueueUrl,
  GetQueueAttributes: getQueueAttributes,
  SetQueueAttributes: setQueueAttributes,
  ListQueues: listQueues,
  ListDeadLetterSourceQueues: listDeadLetterSourceQueues,
  PurgeQueue: purgeQueue,
  TagQueue: tagQueue,
  UntagQueue: untagQueue,
  ListQueueTags: listQueueTags,
};

function createQueue(input: JsonObject, call: Call): JsonObject {
  const { queues } = call.store;
  const name = requireText(input, "QueueName");
  call.caller.require("sqs:CreateQueue", queues.arn(name));
  const tags = readMap(input, "tags");
  if (Object.keys(tags).length > 0) call.caller.require("sqs:TagQueue", queues.arn(name));
  const given = readMap(input, "Attributes");
  const fifo = given["FifoQueue"]?.toLowerCase() === "true";
  requireQueueName(name, fifo);
  const attributes = readAttributes(given, { fifo, find: (arn) => queues.find(arn) });
  const found = queues.get(name);
  if (found) requireSame(found, attributes);
  else queues.create(name, withoutEmpty({ ...defaultAttributes(fifo), ...attributes }), tags);
  return { QueueUrl: call.url(name) };
}

function deleteQueue(input: JsonObject, call: Call): JsonObject {
  const queue = requireQueue("sqs:DeleteQueue", input, call);
  call.store.queues.remove(queue);
  call.store.wakeups.wake(queue.id);
  return {};
}

function getQueueUrl(input: JsonObject, call: Call): JsonObject {
  const name = requireText(input, "QueueName");
  call.caller.require("sqs:GetQueueUrl", call.store.queues.arn(name));
  if ((readText(input, "QueueOwnerAWSAccountId") ?? call.account) !== call.account) throw queueDoesNotExist();
  return { QueueUrl: call.url(existing(call.store.queues.get(name)).name) };
}

function getQueueAttributes(input: JsonObject, call: Call): JsonObject {
  const queue = requireQueue("sqs:GetQueueAttributes", input, call);
  const names = readTexts(input, "AttributeNames");
  for (const name of names) requireKnownAttribute(name);
  if (names.length === 0) return {};
  const all: QueueAttributes = { ...queue.attributes, ...computeAttributes(queue, call) };
  const wanted = names.includes("All") ? Object.keys(all) : names;
  const found = wanted.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]);
  return { Attributes: Object.fromEntries(found) as QueueAttributes };
}

function setQueueAttributes(input: JsonObject, call: Call): JsonObject {
  const { store } = call;
  const queue = requireQueue("sqs:SetQueueAttributes", input, call);
  const { fifo } = queue.settings;
  const given = readMap(input, "Attributes");
  const attributes = readAttributes(given, { fifo, find: (arn) => store.queues.find(arn) });
  changeAttributes(store, queue, withoutEmpty({ ...queue.attributes, ...attributes }));
  return {};
}

function listQueues(input: JsonObject, call: Call): JsonObject {
  call.caller.require("sqs:ListQueues", "*");
  const prefix = readText(input, "QueueNamePrefix") ?? "";
  const names = call.store.queues.list().map((queue) => queue.name);
  const matching = names.filter((name) => name.startsWith(prefix));
  const { page, token } = paginate(matching, input);
  return { ...(page.length > 0 && { QueueUrls: page.map((name) => call.url(name)) }), ...token };
}

function listDeadLetterSourceQueues(input: JsonObject, call: Call): JsonObject {
  const queue = requireQueue("sqs:ListDeadLetterSourceQueues", input, call);
  const sources = call.store.queues.list().filter((other) => other.settings.redrive?.target === queue.arn);
  const names = sources.map((source) => source.name);
  const { page, token } = paginate(names, input);
  return { queueUrls: page.map((name) => call.url(name)), ...token };
}

function purgeQueue(input: JsonObject, call: Call): JsonObject {
  const { store } = call;
  const queue = requireQueue("sqs:PurgeQueue", input, call);
  const now = store.clock.now();
  if (queue.purged !== undefined && now - queue.purged < 60_000) {
    const message = `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`;
    throw new WireError(403, "PurgeQueueInProgress", message);
  }
  purge(store, queue);
  store.queues.update(queue, { purged: now });
  return {};
}

function tagQueue(input: JsonObject, call: Call): JsonObject {
  const queue = requireQueue("sqs:TagQueue", input, call);
  const added = readMap(input, "Tags");
  if (Object.keys(added).length === 0) throw missingParameter("Tags");
  const tags = { ...queue.tags, ...added };
  if (Object.keys(tags).length > 50) throw invalidParameter(`Too many tags added for queue ${queue.name}.`);
  call.store.queues.update(queue, { tags });
  return {};
}

function untagQueue(input: JsonObject, call: Call): JsonObject {
  const queue = requireQueue("sqs:UntagQueue", input, call);
  const removed = new Set(readTexts(input, "TagKeys"));
  if (removed.size === 0) throw missingParameter("TagKeys");
  const tags = Object.fromEntries(Object.entries(queue.tags).filter(([name]) => !removed.has(name)));
  call.store.queues.update(queue, { tags });
  return {};
}

function listQueueTags(input: JsonObject, call: Call): JsonObject {
  const { tags } = requireQueue("sqs:ListQueueTags", input, call);
  return Object.keys(tags).length > 0 ? { Tags: tags } : {};
}

function computeAttributes(queue: Queue, call: Call): ComputedAttributes {
  const counts = countMessages(call.store, queue);
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: String(Math.floor(queue.created / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modified / 1000)),
  };
}

function requireSame(queue: Queue, attributes: QueueAttributes): void {
  const different = Object.entries(attributes).find(([name, value]) => (queue.attributes[name] ?? "") !== value);
  if (!different) return;
  const message = `A queue already exists with the same name and a different value for attribute ${different[0]}`;
  throw new WireError(400, "QueueNameExists", message);
}

function withoutEmpty(attributes: QueueAttributes): QueueAttributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ""));
}

function paginate(names: readonly string[], input: JsonObject): { page: readonly string[]; token: JsonObject } {
  const max = readInteger(input, "MaxResults", { min: 1, max: 1000 });
  const after = Buffer.from(readText(input, "NextToken") ?? "", "base64").toString();
  const rest = names.filter((name) => name > after);
  const page = rest.slice(0, max ?? 1000);
  const last = page.at(-1);
  const more = max !== undefined && rest.length > page.length && last !== undefined;
  return { page, token: more ? { NextToken: Buffer.from(last).toString("base64") } : {} };
}
