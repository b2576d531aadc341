/** The same calls to the embedded SQS and to moto_server, an independent imitation: what differs has a reason here. */
import { setTimeout } from "node:timers/promises";
import type { Message, SQS } from "@aws-sdk/client-sqs";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { besideMoto } from "../../../../test/fakes/oracle.ts";
import { queueUser, type QueueUser } from "../../../../test/fakes/queue-user.ts";
import { sqsClient } from "../../../../test/fakes/sqs.ts";
import { local } from "../local.ts";

/** What was observed, by name. */
type Observed = Readonly<Record<string, unknown>>;
type Scenario = (user: QueueUser, client: SQS) => Promise<Observed>;

const pause = () => setTimeout(1_100);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: { Error?: { Code?: string } }) => error.Error?.Code ?? "unknown",
  );
const seen = ({ Body, MD5OfBody, MD5OfMessageAttributes, MessageAttributes, Attributes = {} }: Message) => {
  const { ApproximateReceiveCount, MessageGroupId, MessageDeduplicationId } = Attributes;
  const attributes = { ApproximateReceiveCount, MessageGroupId, MessageDeduplicationId };
  return { Body, MD5OfBody, MD5OfMessageAttributes, MessageAttributes, attributes };
};

const scenarios: Readonly<Record<string, Scenario>> = {
  async "attributes of a new queue"(user) {
    const all = await user.attributesOf(await user.make());
    return { ...all, QueueArn: "", CreatedTimestamp: "", LastModifiedTimestamp: "" };
  },
  async "attributes of a new FIFO queue"(user) {
    const all = await user.attributesOf(await user.makeFifo());
    return { ...all, QueueArn: "", CreatedTimestamp: "", LastModifiedTimestamp: "" };
  },
  async "changed attributes"(user, client) {
    const QueueUrl = await user.make({ VisibilityTimeout: "10" });
    await client.setQueueAttributes({ QueueUrl, Attributes: { DelaySeconds: "3", MaximumMessageSize: "2048" } });
    const { DelaySeconds, MaximumMessageSize, VisibilityTimeout } = await user.attributesOf(QueueUrl);
    return { DelaySeconds, MaximumMessageSize, VisibilityTimeout };
  },
  async "a message with attributes of each type"(user) {
    const url = await user.make();
    const sent = await user.send(url, "größe 😀", {
      MessageAttributes: {
        text: { DataType: "String.label", StringValue: "ü" },
        number: { DataType: "Number", StringValue: "-1.5" },
        bytes: { DataType: "Binary", BinaryValue: new Uint8Array([0, 128, 255]) },
      },
    });
    const { MD5OfMessageBody: body, MD5OfMessageAttributes: attributes } = sent;
    return { body, attributes, received: (await user.receive(url)).map(seen) };
  },
  async "the attributes that a receive asks for"(user) {
    const url = await user.make({ VisibilityTimeout: "0" });
    const value = { DataType: "String", StringValue: "x" };
    await user.send(url, "x", { MessageAttributes: { "a.b": value, "a.c": value, d: value } });
    const ask = async (...names: string[]) => (await user.receive(url, { MessageAttributeNames: names })).map(seen);
    return { all: await ask("All"), prefix: await ask("a.*"), some: await ask("d", "none") };
  },
  async "faults of single messages"(user, client) {
    const [url, other] = [await user.make(), await user.make()];
    await user.send(other, "x");
    const foreign = await user.take(other);
    const attribute = (name: string, DataType: string, StringValue: string) =>
      codeOf(user.send(url, "x", { MessageAttributes: { [name]: { DataType, StringValue } } }));
    return {
      missingQueue: await codeOf(client.getQueueUrl({ QueueName: "nowhere" })),
      emptyBody: await codeOf(user.send(url, "")),
      delay: await codeOf(user.send(url, "x", { DelaySeconds: 901 })),
      characters: await codeOf(user.send(url, "\u0000")),
      count: await codeOf(user.receive(url, { MaxNumberOfMessages: 11 })),
      wait: await codeOf(user.receive(url, { WaitTimeSeconds: 21 })),
      visibility: await codeOf(user.receive(url, { VisibilityTimeout: 43_201 })),
      garbage: await codeOf(user.remove(url, { ReceiptHandle: "garbage" })),
      foreign: await codeOf(user.remove(url, foreign)),
      emptyValue: await attribute("a", "String", ""),
      type: await attribute("a", "Text", "x"),
      length: await codeOf(user.send(url, "a".repeat(1_048_577))),
    };
  },
  async "faults of queues"(user, client) {
    const QueueUrl = await user.make({ VisibilityTimeout: "10" }, "faulty");
    return {
      name: await codeOf(user.make({}, "a b")),
      suffix: await codeOf(client.createQueue({ QueueName: "plain", Attributes: { FifoQueue: "true" } })),
      range: await codeOf(user.make({ MaximumMessageSize: "1" })),
      exists: await codeOf(user.make({ VisibilityTimeout: "11" }, "faulty")),
      attribute: await codeOf(client.getQueueAttributes({ QueueUrl, AttributeNames: ["None" as never] })),
      redrive: await codeOf(user.make({ RedrivePolicy: JSON.stringify({ maxReceiveCount: 1 }) })),
    };
  },
  async "faults of batches"(user, client) {
    const QueueUrl = await user.make();
    const batch = (...ids: string[]) =>
      codeOf(client.sendMessageBatch({ QueueUrl, Entries: ids.map((Id) => ({ Id, MessageBody: "x" })) }));
    const tooMany = await batch(...Array.from({ length: 11 }, (_, id) => String(id)));
    return { none: await batch(), twice: await batch("a", "a"), space: await batch("a b"), tooMany };
  },
  async "a batch, sent and deleted"(user, client) {
    const QueueUrl = await user.make();
    const Entries = ["a", "b", "c"].map((Id) => ({ Id, MessageBody: Id }));
    const sent = await client.sendMessageBatch({ QueueUrl, Entries });
    const received = await user.receive(QueueUrl);
    const handles = received.map(({ Body, ReceiptHandle }) => ({ Id: Body, ReceiptHandle }));
    const deleted = await client.deleteMessageBatch({ QueueUrl, Entries: handles });
    const ids = [sent, deleted].map(({ Successful }) => Successful?.map(({ Id }) => Id));
    return { ids, received: received.map(seen), counts: await user.counts(QueueUrl) };
  },
  async "a message that is received and comes again"(user) {
    const url = await user.make({ VisibilityTimeout: "1" });
    await user.send(url, "again");
    const first = await user.receive(url);
    const hidden = [await user.counts(url), await user.bodies(url)];
    await pause();
    return { first: first.map(seen), hidden, again: (await user.receive(url)).map(seen) };
  },
  async "visibility that is changed"(user) {
    const url = await user.make();
    await user.send(url, "x");
    await user.hide(url, await user.take(url), 0);
    const message = await user.take(url);
    await user.hide(url, message, 1);
    const hidden = await user.bodies(url);
    await pause();
    return { hidden, shown: await user.bodies(url) };
  },
  async "a delayed message"(user) {
    const url = await user.make();
    await user.send(url, "later", { DelaySeconds: 1 });
    const before = [await user.counts(url), await user.bodies(url)];
    await pause();
    return { before, after: await user.bodies(url) };
  },
  async "a dead letter"(user, client) {
    const { url, deadLetters } = await user.makePair(1, { VisibilityTimeout: "0" });
    const { MessageId } = await user.send(url, "poison");
    const received = [await user.bodies(url), await user.bodies(url)];
    const dead = await user.take(deadLetters);
    const { queueUrls } = await client.listDeadLetterSourceQueues({ QueueUrl: deadLetters });
    return { received, sameId: dead.MessageId === MessageId, dead: seen(dead), sources: queueUrls?.length };
  },
  async "a FIFO queue with two groups"(user) {
    const url = await user.makeFifo();
    for (const body of ["a1", "a2", "b1"]) await user.sendGroup(url, body.charAt(0), body);
    const first = await user.take(url, { MaxNumberOfMessages: 1 });
    const blocked = await user.bodies(url);
    await user.remove(url, first);
    return { first: first.Body, blocked, rest: await user.bodies(url) };
  },
  async "order in the groups of a FIFO queue"(user) {
    const url = await user.makeFifo({ VisibilityTimeout: "1" });
    for (const body of ["a1", "b1", "a2", "b2", "a3"]) await user.sendGroup(url, body.charAt(0), body);
    const groups = (bodies: readonly string[]) => Object.groupBy(bodies, (body) => body.charAt(0));
    const first = groups(await user.bodies(url));
    await pause();
    return { first, again: groups(await user.bodies(url)) };
  },
  async "a batch to a FIFO queue, in order"(user, client) {
    const QueueUrl = await user.makeFifo({ ContentBasedDeduplication: "true" });
    const Entries = ["x", "y", "x", "z"].map((MessageBody, index) => ({
      Id: String(index),
      MessageBody,
      MessageGroupId: "g",
    }));
    const { Successful, Failed = [] } = await client.sendMessageBatch({ QueueUrl, Entries });
    return { sent: Successful?.map(({ Id }) => Id), Failed, received: await user.bodies(QueueUrl) };
  },
  async "batches of which a part fails"(user, client) {
    const QueueUrl = await user.make();
    const Entries = [
      { Id: "good", MessageBody: "😀" },
      { Id: "late", MessageBody: "x", DelaySeconds: 901 },
    ];
    const { Successful, Failed } = await client.sendMessageBatch({ QueueUrl, Entries });
    const { ReceiptHandle } = await user.take(QueueUrl);
    const handles = [
      { Id: "good", ReceiptHandle },
      { Id: "bad", ReceiptHandle: "garbage" },
    ];
    const hidden = await client.changeMessageVisibilityBatch({
      QueueUrl,
      Entries: handles.map((entry) => ({ ...entry, VisibilityTimeout: 60 })),
    });
    const deleted = await client.deleteMessageBatch({ QueueUrl, Entries: handles });
    const ids = (entries: readonly { Id?: string | undefined }[] = []) => entries.map(({ Id }) => Id);
    return {
      sent: [ids(Successful), ids(Failed)],
      hidden: [ids(hidden.Successful), ids(hidden.Failed)],
      deleted: [ids(deleted.Successful), ids(deleted.Failed)],
      counts: await user.counts(QueueUrl),
    };
  },
  async "large bodies"(user, client) {
    const QueueUrl = await user.make();
    const body = "é".repeat(524_288);
    await user.send(QueueUrl, body);
    const [received] = await user.receive(QueueUrl);
    const Entries = ["a", "b"].map((Id) => ({ Id, MessageBody: "x".repeat(600_000) }));
    return {
      md5: received?.MD5OfBody,
      whole: received?.Body === body,
      larger: await codeOf(user.send(QueueUrl, `${body}x`)),
      together: await codeOf(client.sendMessageBatch({ QueueUrl, Entries })),
    };
  },
  async "lists of queues"(user, client) {
    for (const name of ["list-b", "list-a", "other"]) await user.make({}, name);
    const names = (urls: readonly string[] = []) => urls.map((url) => url.split("/").at(-1) ?? "");
    const { QueueUrls, NextToken } = await client.listQueues({ QueueNamePrefix: "list-", MaxResults: 1 });
    const rest = await client.listQueues({ QueueNamePrefix: "list-", MaxResults: 1, NextToken });
    return {
      pages: [QueueUrls?.length, rest.QueueUrls?.length],
      all: [...names(QueueUrls), ...names(rest.QueueUrls)].sort((left, right) => left.localeCompare(right)),
      none: (await client.listQueues({ QueueNamePrefix: "nothing" })).QueueUrls,
    };
  },
  async "deduplication by id and by content"(user) {
    const url = await user.makeFifo({ ContentBasedDeduplication: "true" });
    const group = { MessageGroupId: "g" };
    const sent = [await user.send(url, "x", group), await user.send(url, "x", group)];
    await user.send(url, "y", { ...group, MessageDeduplicationId: "1" });
    await user.send(url, "z", { ...group, MessageDeduplicationId: "1" });
    return { sameId: sent[0]?.MessageId === sent[1]?.MessageId, received: await user.bodies(url) };
  },
  async "what a FIFO queue demands"(user) {
    const url = await user.makeFifo();
    const both = { MessageGroupId: "g", MessageDeduplicationId: "1" };
    return {
      group: await codeOf(user.send(url, "x", { MessageDeduplicationId: "1" })),
      deduplication: await codeOf(user.send(url, "x", { MessageGroupId: "g" })),
      characters: await codeOf(user.send(url, "x", { ...both, MessageGroupId: "a b" })),
      standard: await codeOf(user.send(await user.make(), "x", { MessageDeduplicationId: "1" })),
    };
  },
  async "tags, a purge, and an end"(user, client) {
    const QueueUrl = await user.make();
    await client.tagQueue({ QueueUrl, Tags: { a: "1", b: "2" } });
    await client.untagQueue({ QueueUrl, TagKeys: ["a"] });
    await user.send(QueueUrl, "x");
    await client.purgeQueue({ QueueUrl });
    const left = await user.bodies(QueueUrl);
    const { Tags } = await client.listQueueTags({ QueueUrl });
    await client.deleteQueue({ QueueUrl });
    return { Tags, left, gone: await codeOf(user.bodies(QueueUrl)) };
  },
};

/** Where moto_server differs, and how AWS is known to be on our side. */
const divergences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "faults of single messages": {
    emptyBody: "AWS answers MissingParameter; moto_server sends it",
    characters: "AWS answers InvalidMessageContents, as its manual says of SendMessage; moto_server sends it",
    emptyValue: "AWS answers InvalidParameterValue, as its manual says of message attributes; moto_server sends it",
  },
  "order in the groups of a FIFO queue": {
    again: "the manual has a group come again from its first message; moto_server forgets those that were in flight",
  },
  "large bodies": {
    larger: "the limit is one of bytes; moto_server counts characters",
  },
  "deduplication by id and by content": {
    sameId: "the manual has SendMessage answer the id of the first message; moto_server answers a new one",
  },
  "what a FIFO queue demands": {
    characters: "the manual allows alphanumeric and punctuation characters; moto_server allows all",
    standard: "the manual has the parameter for FIFO queues only; moto_server ignores it elsewhere",
  },
};

const endpoints = besideMoto(local);

test.for(Object.entries(scenarios))("%s", async ([name, scenario], context) => {
  const at = endpoints(context);
  const [ours, theirs] = await Promise.all([observe(scenario, at.ours), observe(scenario, at.theirs)]);
  const known = Object.keys(divergences[name] ?? {});
  const different = Object.keys(ours).filter((key) => !isDeepStrictEqual(ours[key], theirs[key]));
  expect(different, "a divergence is gone: remove its reason").toEqual(expect.arrayContaining(known));
  const excused = Object.fromEntries(known.map((key) => [key, ours[key]]));
  expect(ours).toEqual({ ...theirs, ...excused });
});

async function observe(scenario: Scenario, endpoint: string): Promise<Observed> {
  const client = sqsClient(endpoint);
  const user = queueUser(() => ({ client }));
  return scenario(user, client).finally(() => client.destroy());
}
