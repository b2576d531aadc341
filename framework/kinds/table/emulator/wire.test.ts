/** What a client that is not the SDK meets, and what is refused by name. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveEmulator, type ServedEmulator } from "../../../../test/fakes/wire.ts";
import { local } from "../local.ts";

const lines: string[] = [];
let folder: string;
let served: ServedEmulator;

interface Reply {
  readonly status: number;
  readonly body: { readonly __type?: string; readonly message?: string };
}

async function call(target: string, input: unknown): Promise<Reply> {
  const headers = { "x-amz-target": `DynamoDB_20120810.${target}` };
  const body = typeof input === "string" ? input : JSON.stringify(input);
  const response = await fetch(served.origin, { method: "POST", headers, body });
  const text = await response.text();
  expect(response.headers.get("content-type")).toBe("application/x-amz-json-1.0");
  expect(response.headers.get("x-amz-crc32")).toBe(String(crc32(text)));
  return { status: response.status, body: JSON.parse(text) as Reply["body"] };
}

const definition = {
  TableName: "raw",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  BillingMode: "PAY_PER_REQUEST",
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "iffc-table-"));
  served = await serveEmulator(local, folder, { log: (line) => lines.push(line) });
  await call("CreateTable", definition);
});

afterAll(async () => {
  await served[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test.each([
  ["ExecuteStatement", {}, "ExecuteStatement"],
  ["RestoreTableToPointInTime", {}, "RestoreTableToPointInTime"],
  ["CreateGlobalTable", {}, "CreateGlobalTable"],
  ["PutItem", { TableName: "raw", Item: { id: { S: "1" } }, Colour: "red" }, "PutItem with Colour"],
  [
    "CreateTable",
    { ...definition, TableName: "streams", StreamSpecification: { StreamEnabled: true } },
    "CreateTable with StreamSpecification",
  ],
  ["CreateTable", { ...definition, TableName: "warm", WarmThroughput: {} }, "CreateTable with WarmThroughput"],
  ["UpdateTable", { TableName: "raw", ReplicaUpdates: [] }, "UpdateTable with ReplicaUpdates"],
  ["UpdateTable", { TableName: "raw", SSESpecification: { Enabled: true } }, "UpdateTable with SSESpecification"],
  [
    "UpdateContinuousBackups",
    {
      TableName: "raw",
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 3 },
    },
    "UpdateContinuousBackups with RecoveryPeriodInDays",
  ],
])("%s %j is refused by name", async (operation, input, name) => {
  expect(await call(operation, input)).toEqual({
    status: 501,
    body: {
      __type: "com.amazonaws.dynamodb.v20120810#NotImplementedException",
      message: `${name} is not emulated by the local DynamoDB.`,
    },
  });
});

test("what is no JSON object, or no operation, is refused as DynamoDB does", async () => {
  const type = async (target: string, input: unknown) => (await call(target, input)).body["__type"];
  expect(await type("GetItem", "{")).toBe("com.amazon.coral.service#SerializationException");
  expect(await type("GetItem", "[]")).toBe("com.amazon.coral.service#SerializationException");
  expect(await type("", {})).toBe("com.amazon.coral.service#UnknownOperationException");
  const faulty = { TableName: "raw", Key: { id: { S: 1 } } };
  expect(await type("GetItem", faulty)).toBe("com.amazon.coral.service#SerializationException");
});

test.each([
  [{}, "At least one of ProvisionedThroughput"],
  [{ GlobalSecondaryIndexUpdates: [{}] }, "One of GlobalSecondaryIndexUpdate.Update"],
  [{ GlobalSecondaryIndexUpdates: [{ Create: { IndexName: "new" } }] }, "Member must not be null"],
  [
    { GlobalSecondaryIndexUpdates: [{ Create: { IndexName: "new", KeySchema: [], Projection: {} } }] },
    "greater than or equal to 1",
  ],
  [{ ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } }, "when BillingMode is PAY_PER_REQUEST"],
])("a change of a table to %j is refused", async (change, message) => {
  const { status, body } = await call("UpdateTable", { TableName: "raw", ...change });
  expect([status, body.message]).toEqual([400, expect.stringContaining(message)]);
});

test("errors carry DynamoDB's own words", async () => {
  expect((await call("GetItem", { TableName: "none", Key: { id: { S: "1" } } })).body).toEqual({
    __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
    message: "Requested resource not found",
  });
  expect((await call("GetItem", { TableName: "raw", Key: { other: { S: "1" } } })).body).toEqual({
    __type: "com.amazon.coral.validate#ValidationException",
    message: "The provided key element does not match the schema",
  });
});

test("a table may be named by its ARN, if it is one of this account", async () => {
  const TableName = "arn:aws:dynamodb:eu-west-1:000000000000:table/raw";
  expect((await call("PutItem", { TableName, Item: { id: { S: "1" } } })).status).toBe(200);
  expect((await call("GetItem", { TableName, Key: { id: { S: "1" } } })).body).toEqual({ Item: { id: { S: "1" } } });
  const foreign = TableName.replace("000000000000", "111111111111");
  expect((await call("DescribeTable", { TableName: foreign })).body["__type"]).toContain("ResourceNotFoundException");
});

test("two lists of tables of transactions are held to their rules", async () => {
  const get = { Get: { TableName: "raw", Key: { id: { S: "1" } } } };
  const message = async (operation: string, TransactItems: unknown) =>
    (await call(operation, { TransactItems })).body.message;
  expect(await message("TransactGetItems", [])).toContain("length greater than or equal to 1");
  expect(
    await message(
      "TransactGetItems",
      Array.from({ length: 101 }, () => get),
    ),
  ).toContain("length less than or equal to 100");
  expect(await message("TransactGetItems", undefined)).toContain("must not be null");
  expect(await message("TransactGetItems", [get, get])).toContain("multiple operations on one item");
  expect(await message("TransactWriteItems", [get])).toContain(
    "can only contain one of ConditionCheck, Put, Update, Delete",
  );
  const Update = { TableName: "raw", Key: { id: { S: "1" } } };
  expect(await message("TransactWriteItems", [{ Update }])).toContain("transactItems.1.member.update.updateExpression");
});

test("the capacity of a transaction is told twice as high", async () => {
  const Put = { TableName: "raw", Item: { id: { S: "1" }, data: { S: "x".repeat(1500) } } };
  const written = await call("TransactWriteItems", { TransactItems: [{ Put }], ReturnConsumedCapacity: "TOTAL" });
  expect(written.body).toEqual({ ConsumedCapacity: [{ TableName: "raw", CapacityUnits: 4 }] });
  const Get = { TableName: "raw", Key: { id: { S: "1" } } };
  const read = await call("TransactGetItems", { TransactItems: [{ Get }], ReturnConsumedCapacity: "TOTAL" });
  expect(read.body).toMatchObject({ ConsumedCapacity: [{ TableName: "raw", CapacityUnits: 2 }] });
});

test("a fault of the emulator's own is answered and told, with the process alive", async () => {
  const { emulator } = served;
  const broken = {
    headers: { "x-amz-target": "DynamoDB_20120810.GetItem" },
    body: () => Promise.reject(new Error("torn")),
  };
  const answer = await emulator.handle?.(broken as never, { require() {} });
  expect(answer?.status).toBe(500);
  expect(lines).toEqual([expect.stringContaining("GetItem: Error: torn")]);
});
