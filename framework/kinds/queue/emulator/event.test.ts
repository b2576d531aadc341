import { describe, expect, test } from "vitest";
import { buildEvent, readFailures } from "./event.ts";
import type { Message } from "./message.ts";
import { defaultAttributes, settingsOf, type Queue } from "./queue.ts";
import { decodeReceipt } from "./receipt.ts";

const arn = "arn:aws:sqs:eu-west-1:000000000000:orders.fifo";
const queue: Queue = {
  id: 3,
  name: "orders.fifo",
  arn,
  attributes: defaultAttributes(true),
  settings: settingsOf(defaultAttributes(true)),
  tags: {},
  created: 0,
  modified: 0,
  purged: undefined,
};
const message: Message = {
  sequence: 7,
  queue: 3,
  id: "059f36b4-87a3-44ab-83d2-661975830a7d",
  body: "Test message.",
  attributes: JSON.stringify({
    text: { DataType: "String", StringValue: "x" },
    bytes: { DataType: "Binary", BinaryValue: "AQI=" },
  }),
  trace: "Root=1-5759e988-bd862e3fe1be46a994272793",
  groupId: "g",
  deduplicationId: "d",
  source: null,
  sent: 1_545_082_649_183,
  enqueued: 1_545_082_649_183,
  visible: 1_545_082_679_185,
  received: 1,
  firstReceived: 1_545_082_649_185,
};
const owner = { account: "000000000000", region: "eu-west-1" };

describe("the event", () => {
  const { Records } = JSON.parse(buildEvent([{ queue, message, at: 5 }], owner)) as {
    Records: readonly [{ receiptHandle: string }];
  };

  test("has the form of the one that Lambda makes", () => {
    expect(Records).toEqual([
      {
        messageId: message.id,
        receiptHandle: Records[0].receiptHandle,
        body: "Test message.",
        attributes: {
          SenderId: "000000000000",
          SentTimestamp: "1545082649183",
          ApproximateReceiveCount: "1",
          ApproximateFirstReceiveTimestamp: "1545082649185",
          MessageGroupId: "g",
          MessageDeduplicationId: "d",
          SequenceNumber: "10000000000000000007",
          AWSTraceHeader: "Root=1-5759e988-bd862e3fe1be46a994272793",
        },
        messageAttributes: {
          text: { stringValue: "x", stringListValues: [], binaryListValues: [], dataType: "String" },
          bytes: { binaryValue: "AQI=", stringListValues: [], binaryListValues: [], dataType: "Binary" },
        },
        md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/u) as string,
        md5OfBody: "e4e68fb7bd0e697a0ae8f1bb342846b3",
        eventSource: "aws:sqs",
        eventSourceARN: arn,
        awsRegion: "eu-west-1",
      },
    ]);
  });

  test("has handles that the queue knows", () => {
    expect(decodeReceipt(queue, Records[0].receiptHandle)).toEqual({ sequence: 7, id: message.id, received: 1, at: 5 });
  });
});

describe("an answer", () => {
  const ids = ["a", "b", "c"];
  const failed = (answer: string) => [...readFailures(answer, ids)];

  test.each(["", "null", '""', "{}", '{"batchItemFailures":[]}', '{"batchItemFailures":null}'])(
    "of %j fails nothing",
    (answer) => {
      expect(failed(answer)).toEqual([]);
    },
  );

  test("fails the messages that it names", () => {
    expect(failed('{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"c"}]}')).toEqual(["b", "c"]);
  });

  test.each([
    "not JSON",
    '"done"',
    "7",
    '{"batchItemFailures":"a"}',
    '{"batchItemFailures":[{"itemIdentifier":"unknown"}]}',
    '{"batchItemFailures":[{"itemIdentifier":""}]}',
    '{"batchItemFailures":[{"itemIdentifier":null}]}',
    '{"batchItemFailures":[{"id":"a"}]}',
    '{"batchItemFailures":["a"]}',
  ])("of %j fails everything", (answer) => {
    expect(failed(answer)).toEqual(ids);
  });
});
