import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { manualClock } from "../../../../test/fakes/manual-clock.ts";
import { ask, localContext, sqsCaller } from "../../../../test/fakes/sqs.ts";
import { WireError, type Caller, type Emulator } from "../../local.ts";
import type { JsonObject } from "../../../model/json.ts";
import { local } from "../local.ts";

let folder: string;
let emulator: Emulator;
let logged: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "iffc-queue-"));
  logged = [];
  emulator = await local.open(localContext(folder, manualClock(), { log: (line) => logged.push(line) }));
  await call("CreateQueue", { QueueName: "orders" });
});
afterEach(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

const call = (operation: string, input: JsonObject) => sqsCaller(emulator)(operation, input);

describe("errors", () => {
  test("carry the shape of the JSON protocol and the code of the older one", async () => {
    const { status, headers, output } = await call("GetQueueUrl", { QueueName: "none" });
    expect({ status, output }).toEqual({
      status: 400,
      output: { __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "The specified queue does not exist." },
    });
    expect(headers).toMatchObject({
      "content-type": "application/x-amz-json-1.0",
      "x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender",
    });
  });

  test.each(["AddPermission", "RemovePermission", "CancelMessageMoveTask", "Nonsense", "constructor"])(
    "%s, which is not built, is named",
    async (operation) => {
      const { status, headers, output } = await call(operation, { QueueUrl: "orders" });
      expect(status).toBe(501);
      expect(output["message"]).toContain(`does not emulate the operation ${operation}`);
      expect(headers["x-amzn-query-error"]).toBe("NotImplemented;Receiver");
    },
  );

  test("the query protocol is refused in its own words", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const { status, body } = await ask(emulator, { headers, text: "Action=ListQueues" });
    expect(status).toBe(400);
    expect(body).toContain("<Code>UnsupportedProtocol</Code>");
  });

  test.each(["nonsense", "[]", '"text"', '{"QueueUrl":7}', '{"QueueUrl":"orders","AttributeNames":"All"}'])(
    "the body %s is malformed",
    async (text) => {
      const headers = { "x-amz-target": "AmazonSQS.GetQueueAttributes" };
      const { status, body } = await ask(emulator, { headers, text });
      expect({ status, body: JSON.parse(body) as unknown }).toMatchObject({
        status: 400,
        body: { __type: "com.amazon.coral.service#SerializationException" },
      });
    },
  );

  test("a fault of the emulator's own is an internal failure, and is logged", async () => {
    const broken: Caller = {
      require() {
        throw new TypeError("a bug");
      },
    };
    const { status, output } = await sqsCaller(emulator, broken)("GetQueueUrl", { QueueName: "orders" });
    expect({ status, type: output["__type"] }).toEqual({
      status: 500,
      type: "com.amazon.coral.service#InternalFailure",
    });
    expect(logged.join()).toContain("a bug");
  });
});

describe("queue URLs", () => {
  test("name a queue from any port, and as a bare name", async () => {
    for (const QueueUrl of ["http://127.0.0.1:9/000000000000/orders", "orders"]) {
      expect((await call("ReceiveMessage", { QueueUrl })).status).toBe(200);
    }
  });

  test("of another account name none", async () => {
    const { output } = await call("ReceiveMessage", { QueueUrl: "http://127.0.0.1:4000/111111111111/orders" });
    expect(output["__type"]).toBe("com.amazonaws.sqs#QueueDoesNotExist");
    const { status } = await call("GetQueueUrl", { QueueName: "orders", QueueOwnerAWSAccountId: "111111111111" });
    expect(status).toBe(400);
  });
});

describe("permissions", () => {
  const orders = "arn:aws:sqs:eu-west-1:000000000000:orders";

  test.each([
    ["SendMessage", "sqs:SendMessage"],
    ["SendMessageBatch", "sqs:SendMessage"],
    ["ReceiveMessage", "sqs:ReceiveMessage"],
    ["DeleteMessage", "sqs:DeleteMessage"],
    ["DeleteMessageBatch", "sqs:DeleteMessage"],
    ["ChangeMessageVisibility", "sqs:ChangeMessageVisibility"],
    ["ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"],
    ["GetQueueAttributes", "sqs:GetQueueAttributes"],
    ["SetQueueAttributes", "sqs:SetQueueAttributes"],
    ["PurgeQueue", "sqs:PurgeQueue"],
    ["DeleteQueue", "sqs:DeleteQueue"],
    ["TagQueue", "sqs:TagQueue"],
    ["UntagQueue", "sqs:UntagQueue"],
    ["ListQueueTags", "sqs:ListQueueTags"],
    ["ListDeadLetterSourceQueues", "sqs:ListDeadLetterSourceQueues"],
  ])("%s needs %s, whether the queue is there or not", async (operation, action) => {
    for (const name of ["orders", "none"]) {
      const { status, asked } = await callDenied(operation, { QueueUrl: name });
      expect({ status, asked }).toEqual({ status: 403, asked: [action, orders.replace("orders", name)] });
    }
  });

  test.each([
    ["CreateQueue", { QueueName: "orders" }, ["sqs:CreateQueue", orders]],
    ["GetQueueUrl", { QueueName: "orders" }, ["sqs:GetQueueUrl", orders]],
    ["ListQueues", {}, ["sqs:ListQueues", "*"]],
    ["StartMessageMoveTask", { SourceArn: orders }, ["sqs:StartMessageMoveTask", orders]],
    ["ListMessageMoveTasks", { SourceArn: orders }, ["sqs:ListMessageMoveTasks", orders]],
  ])("%s needs its own", async (operation, input, asked) => {
    expect((await callDenied(operation, input)).asked).toEqual(asked);
  });

  /** Makes a call with no rights at all; says what the first right was that it asked for. */
  async function callDenied(operation: string, input: JsonObject) {
    const asked: string[] = [];
    const denied: Caller = {
      require(action, resource) {
        asked.push(action, resource);
        throw new WireError(403, "AccessDeniedException", "not authorized");
      },
    };
    const { status, headers } = await sqsCaller(emulator, denied)(operation, input);
    expect(headers["x-amzn-query-error"]).toBe("AccessDenied;Sender");
    return { status, asked };
  }
});
