import { describe, expect, test } from "vitest";
import { queueUser, text, type QueueSubject } from "../../../test/fakes/queue-user.ts";

/**
 * What code may rely on in a queue, over the real protocol. It holds for the embedded SQS and for any other: each test
 * makes queues of its own and needs nothing but an endpoint. Pages of the manual that a test follows stand beside it.
 */
export function queueContract(subject: () => QueueSubject): void {
  const client = () => subject().client;
  const seconds = (count: number) => subject().wait(count * 1000);
  const { make, makeFifo, makePair, send, sendGroup, receive, bodies, take, remove, hide, attributesOf, counts } =
    queueUser(subject);
  const errorOf = (work: Promise<unknown>) =>
    work.then(
      () => "none",
      ({ name }: Error) => name,
    );

  describe("queues", () => {
    test("a queue's URL is the endpoint's own, and making it again answers the same", async () => {
      const QueueName = `contract-again-${Date.now()}`;
      const url = await make({ VisibilityTimeout: "7" }, QueueName);
      const { pathname, origin } = new URL(url);
      expect([origin, pathname.split("/").at(-1)]).toEqual([subject().endpoint, QueueName]);
      expect((await client().getQueueUrl({ QueueName })).QueueUrl).toBe(url);
      expect(await make({ VisibilityTimeout: "7" }, QueueName)).toBe(url);
      expect(await make({}, QueueName)).toBe(url);
      await expect(make({ VisibilityTimeout: "8" }, QueueName)).rejects.toThrow(
        "A queue already exists with the same name and a different value for attribute VisibilityTimeout",
      );
    });

    test("attributes have their defaults, can be set, and are checked", async () => {
      const url = await make();
      const times = { VisibilityTimeout: "30", MessageRetentionPeriod: "345600", DelaySeconds: "0" };
      const rest = { MaximumMessageSize: "1048576", ReceiveMessageWaitTimeSeconds: "0" };
      expect(await attributesOf(url)).toMatchObject({ ...times, ...rest, ApproximateNumberOfMessages: "0" });
      await client().setQueueAttributes({ QueueUrl: url, Attributes: { VisibilityTimeout: "90" } });
      expect(await attributesOf(url)).toMatchObject({ VisibilityTimeout: "90", DelaySeconds: "0" });
      const set = (Attributes: Record<string, string>) => client().setQueueAttributes({ QueueUrl: url, Attributes });
      expect(await errorOf(set({ VisibilityTimeout: "43201" }))).toBe("InvalidAttributeValue");
      expect(await errorOf(set({ Nonsense: "1" }))).toBe("InvalidAttributeName");
      expect(await errorOf(set({ FifoQueue: "true" }))).toBe("InvalidAttributeName");
    });

    test("names keep the rules, and only a FIFO queue is called one", async () => {
      for (const name of ["", "with space", "a/b", "x".repeat(81), "standard.fifo"]) {
        await expect(make({}, name)).rejects.toMatchObject({ $fault: "client" });
      }
      const misnamed = client().createQueue({ QueueName: "no-suffix", Attributes: { FifoQueue: "true" } });
      expect(await errorOf(misnamed)).toBe("InvalidParameterValue");
    });

    test("queues are listed by prefix, page by page", async () => {
      const prefix = `contract-list-${Date.now()}`;
      const urls = await Promise.all(["a", "b", "c"].map((letter) => make({}, `${prefix}-${letter}`)));
      const first = await client().listQueues({ QueueNamePrefix: prefix, MaxResults: 2 });
      const NextToken = text(first.NextToken);
      const second = await client().listQueues({ QueueNamePrefix: prefix, MaxResults: 2, NextToken });
      expect([...(first.QueueUrls ?? []), ...(second.QueueUrls ?? [])]).toEqual(urls);
      expect(second.NextToken).toBeUndefined();
    });

    test("a deleted queue is gone with its messages", async () => {
      const url = await make();
      await send(url, "lost");
      await client().deleteQueue({ QueueUrl: url });
      const legacy = { Code: "AWS.SimpleQueueService.NonExistentQueue" };
      await expect(receive(url)).rejects.toMatchObject({ name: "QueueDoesNotExist", Error: legacy });
    });

    test("purging empties a queue, once a minute", async () => {
      const url = await make();
      await send(url, "visible");
      await send(url, "delayed", { DelaySeconds: 60 });
      await client().purgeQueue({ QueueUrl: url });
      expect(await counts(url)).toEqual(["0", "0", "0"]);
      expect(await errorOf(client().purgeQueue({ QueueUrl: url }))).toBe("PurgeQueueInProgress");
    });

    test("tags are kept, replaced and removed", async () => {
      const QueueUrl = await make();
      await client().tagQueue({ QueueUrl, Tags: { team: "shop", stage: "test" } });
      await client().tagQueue({ QueueUrl, Tags: { team: "store" } });
      await client().untagQueue({ QueueUrl, TagKeys: ["stage", "absent"] });
      expect((await client().listQueueTags({ QueueUrl })).Tags).toEqual({ team: "store" });
    });
  });

  describe("messages", () => {
    test("a message arrives as it was sent, with checksums that agree", async () => {
      const url = await make();
      const MessageAttributes = {
        kind: { DataType: "String", StringValue: "größe" },
        count: { DataType: "Number.int", StringValue: "42" },
        bytes: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255, 7]) },
      };
      const body = 'tab\t, newline\n, "quotes", 😀 and \u{10ffff}';
      const sent = await send(url, body, { MessageAttributes });
      const message = await take(url);
      expect(message).toMatchObject({ MessageId: sent.MessageId, Body: body, MD5OfBody: sent.MD5OfMessageBody });
      expect(message.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
      expect(message.MessageAttributes).toEqual(MessageAttributes);
      expect(message.Attributes).toMatchObject({ ApproximateReceiveCount: "1" });
      expect(sent.SequenceNumber).toBeUndefined();
    });

    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    test.each(["\u0000", "\u000b", "\ufffe", "\uffff", "\ud83d"])("the character %j is refused", async (character) => {
      const url = await make();
      expect(await errorOf(send(url, `a${character}b`))).toBe("InvalidMessageContents");
      const Entries = [
        { Id: "good", MessageBody: "good" },
        { Id: "bad", MessageBody: character },
      ];
      const result = await client().sendMessageBatch({ QueueUrl: url, Entries });
      expect(result.Successful?.map(({ Id }) => Id)).toEqual(["good"]);
      expect(result.Failed).toMatchObject([{ Id: "bad", Code: "InvalidMessageContents", SenderFault: true }]);
    });

    test("a message may have 1 MiB, its attributes counted in", async () => {
      const url = await make();
      const MessageAttributes = { key: { DataType: "String", StringValue: "value" } };
      await send(url, "ä".repeat(524_288));
      await send(url, "a".repeat(1_048_576 - 14), { MessageAttributes });
      const tooLong = "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.";
      await expect(send(url, "a".repeat(1_048_577))).rejects.toThrow(tooLong);
      await expect(send(url, "a".repeat(1_048_576 - 13), { MessageAttributes })).rejects.toThrow(tooLong);
    });

    test("what a request says wrongly is refused by name", async () => {
      const url = await make();
      const attribute = (name: string, DataType: string, StringValue: string) =>
        send(url, "x", { MessageAttributes: { [name]: { DataType, StringValue } } });
      expect(await errorOf(send(url, ""))).toBe("MissingParameter");
      expect(await errorOf(receive(url, { MaxNumberOfMessages: 11 }))).toBe("InvalidParameterValue");
      expect(await errorOf(receive(url, { WaitTimeSeconds: 21 }))).toBe("InvalidParameterValue");
      expect(await errorOf(receive(url, { VisibilityTimeout: 43_201 }))).toBe("InvalidParameterValue");
      expect(await errorOf(send(url, "x", { DelaySeconds: 901 }))).toBe("InvalidParameterValue");
      expect(await errorOf(send(url, "x", { MessageDeduplicationId: "1" }))).toBe("InvalidParameterValue");
      expect(await errorOf(send(url, "x", { MessageGroupId: "a b" }))).toBe("InvalidParameterValue");
      expect(await errorOf(attribute("empty", "String", ""))).toBe("InvalidParameterValue");
      expect(await errorOf(attribute("aws.reserved", "String", "x"))).toBe("InvalidParameterValue");
      expect(await errorOf(attribute("type", "Text", "x"))).toBe("InvalidParameterValue");
      expect(await errorOf(attribute("number", "Number", "x"))).toBe("InvalidParameterValue");
    });

    test("attributes come as they were asked for, and the checksum covers those", async () => {
      const url = await make({ VisibilityTimeout: "0" });
      const value = (StringValue: string) => ({ DataType: "String", StringValue });
      await send(url, "x", { MessageAttributes: { "a.one": value("1"), "a.two": value("2"), b: value("3") } });
      const names = async (...asked: string[]) =>
        Object.keys((await take(url, { MessageAttributeNames: asked })).MessageAttributes ?? {});
      expect(await names("b")).toEqual(["b"]);
      expect(await names("a.*")).toEqual(["a.one", "a.two"]);
      expect(await names(".*")).toHaveLength(3);
      expect(await take(url, { MessageAttributeNames: [] })).not.toHaveProperty("MD5OfMessageAttributes");
      const bare = await take(url, { MessageSystemAttributeNames: ["SentTimestamp"] });
      expect(Object.keys(bare.Attributes ?? {})).toEqual(["SentTimestamp"]);
    });

    test("a received message is hidden until its time is over, and comes again with another handle", async () => {
      const url = await make({ VisibilityTimeout: "5" });
      await send(url, "again");
      const first = await take(url);
      expect(await counts(url)).toEqual(["0", "1", "0"]);
      expect(await bodies(url)).toEqual([]);
      await seconds(5);
      const second = await take(url);
      expect(second.ReceiptHandle).not.toBe(first.ReceiptHandle);
      expect(second.Attributes?.ApproximateReceiveCount).toBe("2");
      expect(second.Attributes?.ApproximateFirstReceiveTimestamp).toBe(
        first.Attributes?.ApproximateFirstReceiveTimestamp,
      );
    });

    test("its time can be changed, and ended, within twelve hours", async () => {
      const url = await make({ VisibilityTimeout: "5" });
      await send(url, "changed");
      await hide(url, await take(url), 60);
      await seconds(6);
      expect(await bodies(url)).toEqual([]);
      await seconds(60);
      const message = await take(url);
      await hide(url, message, 0);
      expect(await bodies(url, { VisibilityTimeout: 30 })).toEqual(["changed"]);
      await seconds(10);
      expect(await errorOf(hide(url, message, 43_195))).toBe("InvalidParameterValue");
    });

    test("deleting takes the newest handle, and is repeatable", async () => {
      const url = await make({ VisibilityTimeout: "5" });
      await send(url, "once");
      const old = await take(url);
      await seconds(5);
      const current = await take(url);
      await remove(url, old);
      expect(await counts(url)).toEqual(["0", "1", "0"]);
      await seconds(6);
      await remove(url, current);
      await remove(url, current);
      expect(await counts(url)).toEqual(["0", "0", "0"]);
      expect(await errorOf(hide(url, current, 5))).toBe("InvalidParameterValue");
    });

    test("a handle that the queue did not give out is refused", async () => {
      const [url, other] = [await make(), await make()];
      await send(other, "foreign");
      const foreign = await take(other);
      const words = 'The input receipt handle "garbage" is not a valid receipt handle.';
      await expect(remove(url, { ReceiptHandle: "garbage" })).rejects.toThrow(words);
      expect(await errorOf(remove(url, foreign))).toBe("ReceiptHandleIsInvalid");
      expect(await errorOf(hide(url, foreign, 5))).toBe("ReceiptHandleIsInvalid");
    });

    test("a message waits for its own delay, or for its queue's", async () => {
      const url = await make({ DelaySeconds: "10" });
      await send(url, "queue's");
      await send(url, "own", { DelaySeconds: 0 });
      expect(await bodies(url)).toEqual(["own"]);
      expect(await counts(url)).toEqual(["0", "1", "1"]);
      await seconds(10);
      expect(await bodies(url)).toEqual(["queue's"]);
    });

    test("a message is dropped when its retention is over", async () => {
      const url = await make({ MessageRetentionPeriod: "60" });
      await send(url, "old");
      await seconds(59);
      await send(url, "young");
      await seconds(1);
      expect(await bodies(url)).toEqual(["young"]);
    });

    test("a waiting receive gets a message as soon as it is sent, and nothing after its wait", async () => {
      const url = await make();
      const waiting = bodies(url, { WaitTimeSeconds: 20 });
      await send(url, "hello");
      expect(await waiting).toEqual(["hello"]);
      expect(await bodies(url, { WaitTimeSeconds: 1 })).toEqual([]);
    });

    test("a message that was received too often goes to the dead letters as it is", async () => {
      const { url, deadLetters, arn } = await makePair(2, { VisibilityTimeout: "5" });
      const sent = await send(url, "poison", { MessageAttributes: { a: { DataType: "String", StringValue: "1" } } });
      for (const count of ["1", "2"]) {
        expect((await take(url)).Attributes?.ApproximateReceiveCount).toBe(count);
        await seconds(5);
      }
      expect(await bodies(url)).toEqual([]);
      const dead = await take(deadLetters);
      expect(dead).toMatchObject({ MessageId: sent.MessageId, Body: "poison" });
      expect(dead.Attributes).toMatchObject({ ApproximateReceiveCount: "3", DeadLetterQueueSourceArn: arn });
      expect(dead.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
      const sources = await client().listDeadLetterSourceQueues({ QueueUrl: deadLetters });
      expect(sources.queueUrls).toEqual([url]);
    });

    test("dead letters can be moved back, as new messages", async () => {
      const { url, arn, deadLetters, deadLetterArn } = await makePair(1, { VisibilityTimeout: "0" });
      await send(url, "poison");
      await take(url);
      expect(await bodies(url)).toEqual([]);
      await client().startMessageMoveTask({ SourceArn: deadLetterArn });
      expect(await bodies(deadLetters)).toEqual([]);
      expect((await take(url)).Attributes).toMatchObject({ ApproximateReceiveCount: "1" });
      const { Results } = await client().listMessageMoveTasks({ SourceArn: deadLetterArn });
      expect(Results).toMatchObject([{ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 1 }]);
      const notOne = client().startMessageMoveTask({ SourceArn: arn });
      expect(await errorOf(notOne)).toBe("InvalidParameterValue");
    });
  });

  describe("batches", () => {
    test("each entry of a batch succeeds or fails on its own", async () => {
      const QueueUrl = await make({ MaximumMessageSize: "1024" });
      const Entries = ["fits", "a".repeat(1025), "too"].map((MessageBody, index) => ({ Id: `${index}`, MessageBody }));
      const sent = await client().sendMessageBatch({ QueueUrl, Entries });
      expect(sent.Successful?.map(({ Id }) => Id)).toEqual(["0", "2"]);
      expect(sent.Failed).toMatchObject([{ Id: "1", Code: "InvalidParameterValue", SenderFault: true }]);
      const [first, second] = await receive(QueueUrl);
      const handles = [first?.ReceiptHandle, "garbage", second?.ReceiptHandle].map((ReceiptHandle, index) => ({
        Id: `${index}`,
        ReceiptHandle,
      }));
      const timed = handles.map((entry) => ({ ...entry, VisibilityTimeout: 50 }));
      const changed = await client().changeMessageVisibilityBatch({ QueueUrl, Entries: timed });
      const deleted = await client().deleteMessageBatch({ QueueUrl, Entries: handles });
      for (const { Successful, Failed } of [changed, deleted]) {
        expect(Successful?.map(({ Id }) => Id)).toEqual(["0", "2"]);
        expect(Failed).toMatchObject([{ Id: "1", Code: "ReceiptHandleIsInvalid", SenderFault: true }]);
      }
      expect(await counts(QueueUrl)).toEqual(["0", "0", "0"]);
    });

    test("a batch as a whole keeps the limits", async () => {
      const QueueUrl = await make();
      const batch = (...entries: readonly (readonly [id: string, body: string])[]) =>
        client().sendMessageBatch({ QueueUrl, Entries: entries.map(([Id, MessageBody]) => ({ Id, MessageBody })) });
      const half = "a".repeat(524_288);
      expect(await errorOf(batch())).toBe("EmptyBatchRequest");
      expect(await errorOf(batch(["a b", "x"]))).toBe("InvalidBatchEntryId");
      expect(await errorOf(batch(["a", "x"], ["a", "y"]))).toBe("BatchEntryIdsNotDistinct");
      expect(await errorOf(batch(["a", half], ["b", half], ["c", "x"]))).toBe("BatchRequestTooLong");
      const eleven = Array.from({ length: 11 }, (_, id) => [`${id}`, "x"] as const);
      expect(await errorOf(batch(...eleven))).toBe("TooManyEntriesInBatchRequest");
      await batch(["a", half], ["b", half]);
      expect(await counts(QueueUrl)).toEqual(["2", "0", "0"]);
    });
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
  describe("FIFO queues", () => {
    test("a group is given out in order, several at once, and not while one of it is in flight", async () => {
      const url = await makeFifo();
      for (const body of ["a1", "b1", "a2", "a3"]) await sendGroup(url, body.charAt(0), body);
      const [a1, a2] = await receive(url, { MaxNumberOfMessages: 2 });
      expect([a1?.Body, a2?.Body]).toEqual(["a1", "a2"]);
      expect(await bodies(url)).toEqual(["b1"]);
      if (a1) await remove(url, a1);
      expect(await bodies(url)).toEqual([]);
      if (a2) await remove(url, a2);
      expect(await bodies(url)).toEqual(["a3"]);
    });

    test("what was not deleted comes again in order, up to the first that is still hidden", async () => {
      const url = await makeFifo({ VisibilityTimeout: "5" });
      for (const body of ["1", "2", "3"]) await sendGroup(url, "g", body);
      expect(await bodies(url)).toEqual(["1", "2", "3"]);
      await seconds(5);
      const [, second] = await receive(url);
      if (second) await hide(url, second, 60);
      await seconds(5);
      expect(await bodies(url)).toEqual(["1"]);
      await seconds(60);
      expect(await bodies(url)).toEqual(["1", "2", "3"]);
    });

    test("deleting lets a waiting receive have the next of the group", async () => {
      const url = await makeFifo();
      await sendGroup(url, "g", "1");
      await sendGroup(url, "g", "2");
      const first = await take(url, { MaxNumberOfMessages: 1 });
      const waiting = bodies(url, { WaitTimeSeconds: 20 });
      await remove(url, first);
      expect(await waiting).toEqual(["2"]);
    });

    test("an expired handle neither deletes nor hides", async () => {
      const url = await makeFifo({ VisibilityTimeout: "5" });
      await sendGroup(url, "g", "1");
      const message = await take(url);
      await seconds(5);
      await expect(remove(url, message)).rejects.toThrow("Reason: The receipt handle has expired.");
      expect(await errorOf(hide(url, message, 5))).toBe("InvalidParameterValue");
      expect(await bodies(url)).toEqual(["1"]);
    });

    test("a deduplication id counts for five minutes, in all groups, and after its message is gone", async () => {
      const url = await makeFifo();
      const again = { MessageDeduplicationId: "same" };
      const first = await send(url, "first", { MessageGroupId: "a", ...again });
      await remove(url, await take(url));
      await seconds(299);
      const second = await send(url, "second", { MessageGroupId: "b", ...again });
      expect([second.MessageId, second.SequenceNumber]).toEqual([first.MessageId, first.SequenceNumber]);
      expect(await bodies(url)).toEqual([]);
      await seconds(1);
      const third = await send(url, "third", { MessageGroupId: "a", ...again });
      expect(BigInt(text(third.SequenceNumber))).toBeGreaterThan(BigInt(text(first.SequenceNumber)));
      expect(await bodies(url)).toEqual(["third"]);
    });

    test("deduplication by content compares bodies, and by group keeps groups apart", async () => {
      const url = await makeFifo({ ContentBasedDeduplication: "true", DeduplicationScope: "messageGroup" });
      for (const MessageGroupId of ["a", "a", "b"]) await send(url, "same", { MessageGroupId });
      expect(await bodies(url)).toEqual(["same", "same"]);
    });

    test("a group and a way to deduplicate are needed, and no message has a delay of its own", async () => {
      const url = await makeFifo();
      expect(await errorOf(send(url, "x", { MessageDeduplicationId: "1" }))).toBe("MissingParameter");
      expect(await errorOf(send(url, "x", { MessageGroupId: "g" }))).toBe("InvalidParameterValue");
      const delayed = { MessageGroupId: "g", MessageDeduplicationId: "1", DelaySeconds: 1 };
      expect(await errorOf(send(url, "x", delayed))).toBe("InvalidParameterValue");
      await send(url, "x", { ...delayed, DelaySeconds: 0 });
      expect(await bodies(url)).toEqual(["x"]);
    });

    test("a dead letter makes way for the next of its group", async () => {
      const { url, deadLetters } = await makePair(1, { FifoQueue: "true", VisibilityTimeout: "5" });
      await sendGroup(url, "g", "poison");
      await sendGroup(url, "g", "good");
      expect(await bodies(url, { MaxNumberOfMessages: 1 })).toEqual(["poison"]);
      await seconds(5);
      expect(await bodies(url)).toEqual(["good"]);
      expect(await bodies(deadLetters)).toEqual(["poison"]);
    });
  });
}
