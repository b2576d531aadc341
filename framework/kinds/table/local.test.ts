import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DynamoDB } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dynamoClient, failure, keySchema } from "../../../test/fakes/dynamodb.ts";
import { manualClock, type ManualClock } from "../../../test/fakes/manual-clock.ts";
import { plannedResource } from "../../../test/fakes/planned.ts";
import { callerWith, developer, serveEmulator, type ServedEmulator } from "../../../test/fakes/wire.ts";
import type { Caller } from "../local.ts";
import { local } from "./local.ts";

const TableName = "shop-orders";
const arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/shop-orders";
let folder: string;
let clock: ManualClock;
let caller: Caller;
let lines: string[];
let served: ServedEmulator;
let client: DynamoDB;
let documents: DynamoDBDocument;

async function open(): Promise<void> {
  served = await serveEmulator(local, folder, { clock, caller: () => caller, log: (line) => lines.push(line) });
  client = dynamoClient(served.origin);
  documents = DynamoDBDocument.from(client);
}

async function close(): Promise<void> {
  client.destroy();
  await served[Symbol.asyncDispose]();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "iffc-table-"));
  clock = manualClock();
  caller = developer;
  lines = [];
  await open();
});

afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

const planned = (properties: object) => plannedResource("table", TableName, { recovery: true, ...properties });
const provision = (properties: object = { partitionKey: "id" }) => served.emulator.provision(planned(properties));
const put = (Item: Record<string, unknown>) => documents.put({ TableName, Item });
const get = async (key: Record<string, unknown>) => (await documents.get({ TableName, Key: key })).Item;
const describeTable = async () => (await client.describeTable({ TableName })).Table;

describe("provisioning", () => {
  test("a table is made as its options say", async () => {
    const at = { name: "at", type: "number" };
    const indexes = { byOwner: { partitionKey: "owner", sortKey: at }, byState: { partitionKey: "state" } };
    expect(await provision({ partitionKey: "id", sortKey: at, indexes, expires: "until" })).toEqual({
      arn,
      name: TableName,
    });
    expect(await describeTable()).toMatchObject({
      KeySchema: keySchema("id at"),
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      GlobalSecondaryIndexes: [
        { IndexName: "byOwner", KeySchema: keySchema("owner at"), Projection: { ProjectionType: "ALL" } },
        { IndexName: "byState", KeySchema: keySchema("state") },
      ],
    });
    const { TimeToLiveDescription } = await client.describeTimeToLive({ TableName });
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "until" });
    const { ContinuousBackupsDescription } = await client.describeContinuousBackups({ TableName });
    expect(ContinuousBackupsDescription).toMatchObject({
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" },
    });
  });

  test("items stay when indexes come, change and go, and over a restart", async () => {
    await provision();
    await put({ id: "1", owner: "a", rank: 3 });
    const scan = async (IndexName: string) => (await documents.scan({ TableName, IndexName })).Count;
    await provision({ partitionKey: "id", indexes: { byOwner: { partitionKey: "owner" } } });
    expect(await scan("byOwner")).toBe(1);
    await provision({ partitionKey: "id", indexes: { byOwner: { partitionKey: { name: "rank", type: "number" } } } });
    expect(await scan("byOwner")).toBe(1);
    await provision({ partitionKey: "id", indexes: { byOwner: { partitionKey: { name: "rank", type: "string" } } } });
    expect(await scan("byOwner")).toBe(0);
    await provision();
    expect(await failure(scan("byOwner"))).toBe("ValidationException");
    await close();
    await open();
    await provision();
    expect(await get({ id: "1" })).toEqual({ id: "1", owner: "a", rank: 3 });
    expect(lines).toEqual([]);
  });

  test("another key replaces an empty table, and stops the start of one that holds items", async () => {
    await provision();
    await provision({ partitionKey: "number" });
    expect((await describeTable())?.KeySchema).toEqual(keySchema("number"));
    await put({ number: "1" });
    await expect(provision({ partitionKey: { name: "number", type: "number" } })).rejects.toMatchObject({
      code: "IFFC6101",
      exit: 3,
      message: "The key of Shop.shop-orders changed from number (S) to number (N), and the local table holds 1 items.",
    });
    expect(await get({ number: "1" })).toEqual({ number: "1" });
  });

  test("a removed table leaves nothing behind", async () => {
    await provision({ partitionKey: "id", indexes: { byOwner: { partitionKey: "owner" } } });
    await put({ id: "1", owner: "a" });
    await served.emulator.remove(planned({}));
    expect(await failure(describeTable())).toBe("ResourceNotFoundException");
    await provision({ partitionKey: "id", indexes: { byOwner: { partitionKey: "owner" } } });
    expect((await documents.scan({ TableName, IndexName: "byOwner" })).Count).toBe(0);
  });

  test("a damaged database does not stop a start", async () => {
    await provision();
    await close();
    writeFileSync(join(folder, "data", "data.sqlite"), "nonsense".repeat(1000));
    await open();
    await provision();
    expect(await get({ id: "1" })).toBeUndefined();
    expect(lines).toEqual([expect.stringContaining("moved to")]);
    expect(readdirSync(folder)).toHaveLength(2);
  });
});

describe("time to live", () => {
  const now = () => Math.floor(clock.now() / 1000);

  test("an item goes when its second has come, from the indexes too", async () => {
    await provision({ partitionKey: "id", expires: "until", indexes: { byOwner: { partitionKey: "owner" } } });
    await put({ id: "soon", owner: "a", until: now() + 60 });
    await put({ id: "later", owner: "a", until: now() + 120 });
    await put({ id: "text", owner: "a", until: `${now()}` });
    await put({ id: "mistake", owner: "a", until: 1 });
    const scan = async () =>
      (await documents.scan({ TableName, IndexName: "byOwner" })).Items?.map(({ id }) => id as unknown);
    await clock.advance(59_000);
    expect((await scan())?.length).toBe(4);
    await clock.advance(1000);
    expect((await scan())?.sort()).toEqual(["later", "mistake", "text"]);
    expect(await get({ id: "soon" })).toBeUndefined();
  });

  test("it can be turned on for items that are there, and off", async () => {
    await provision();
    await put({ id: "1", until: now() + 1 });
    await put({ id: "2", until: now() + 10 });
    const update = (Enabled: boolean, AttributeName = "until") =>
      client.updateTimeToLive({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } });
    expect(await failure(update(false))).toBe("ValidationException");
    await update(true);
    expect(await failure(update(true))).toBe("ValidationException");
    expect(await failure(update(true, "other"))).toBe("ValidationException");
    await clock.advance(1000);
    expect((await documents.scan({ TableName })).Items).toMatchObject([{ id: "2" }]);
    await update(false);
    await clock.advance(20_000);
    expect(await get({ id: "2" })).toBeDefined();
  });
});

describe("rights", () => {
  const may = (...actions: readonly string[]) => {
    caller = callerWith(actions.map((action) => (action.includes(" ") ? action : `dynamodb:${action} ${arn}`)));
  };

  beforeEach(async () => {
    await provision({ partitionKey: "id", indexes: { byOwner: { partitionKey: "owner" } } });
    await put({ id: "1", owner: "a" });
  });

  test.each([
    ["GetItem", () => get({ id: "1" })],
    ["PutItem", () => put({ id: "2" })],
    ["UpdateItem", () => documents.update({ TableName, Key: { id: "1" } })],
    ["DeleteItem", () => documents.delete({ TableName, Key: { id: "1" } })],
    ["Scan", () => documents.scan({ TableName })],
    ["BatchGetItem", () => documents.batchGet({ RequestItems: { [TableName]: { Keys: [{ id: "1" }] } } })],
    [
      "BatchWriteItem",
      () => documents.batchWrite({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: { id: "1" } } }] } }),
    ],
    ["DescribeTable", () => describeTable()],
    [
      "UpdateTimeToLive",
      () => client.updateTimeToLive({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: "x" } }),
    ],
    ["ListTagsOfResource", () => client.listTagsOfResource({ ResourceArn: arn })],
    ["DeleteTable", () => client.deleteTable({ TableName })],
  ])("%s needs its own action on the table", async (action, call) => {
    may("Query");
    expect(await failure(call())).toBe("AccessDenied");
    may(action);
    expect(await failure(call())).toBe("no error");
  });

  test("a query of an index needs the right to the index", async () => {
    const query = (more: object) =>
      failure(documents.query({ TableName, ExpressionAttributeValues: { ":v": "a" }, ...more }));
    const ofIndex = {
      IndexName: "byOwner",
      KeyConditionExpression: "#o = :v",
      ExpressionAttributeNames: { "#o": "owner" },
    };
    may("Query");
    expect(await query({ KeyConditionExpression: "id = :v" })).toBe("no error");
    expect(await query(ofIndex)).toBe("AccessDenied");
    may(`dynamodb:Query ${arn}/index/byOwner`);
    expect(await query(ofIndex)).toBe("no error");
  });

  test("each part of a transaction needs the right to what it does", async () => {
    const ConditionCheck = { TableName, Key: { id: "1" }, ConditionExpression: "attribute_exists(id)" };
    const TransactItems = [{ ConditionCheck }, { Put: { TableName, Item: { id: "2" } } }];
    const write = () => failure(documents.transactWrite({ TransactItems }));
    may("PutItem");
    expect(await write()).toBe("AccessDenied");
    may("PutItem", "ConditionCheckItem");
    expect(await write()).toBe("no error");
    expect(await failure(documents.transactGet({ TransactItems: [{ Get: { TableName, Key: { id: "2" } } }] }))).toBe(
      "AccessDenied",
    );
  });
});
