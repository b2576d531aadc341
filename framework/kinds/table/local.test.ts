import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, test } from "vitest";
import { dynamoClient, failure, keySchema } from "../../../test/fakes/dynamodb.ts";
import { emulatorPerTest } from "../../../test/fakes/emulator-per-test.ts";
import { plannedResource } from "../../../test/fakes/planned.ts";
import { callerWith } from "../../../test/fakes/wire.ts";
import { local } from "./local.ts";

const TableName = "shop-orders";
const arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/shop-orders";
const service = emulatorPerTest(local, dynamoClient);

const documents = () => DynamoDBDocument.from(service.client);
const planned = (properties: object) => plannedResource("table", TableName, { recovery: true, ...properties });
const provision = (properties: object = { partitionKey: "id" }) => service.emulator.provision(planned(properties));
const put = (Item: Record<string, unknown>) => documents().put({ TableName, Item });
const get = async (key: Record<string, unknown>) => (await documents().get({ TableName, Key: key })).Item;
const describeTable = async () => (await service.client.describeTable({ TableName })).Table;

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
    const { TimeToLiveDescription } = await service.client.describeTimeToLive({ TableName });
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "until" });
    const { ContinuousBackupsDescription } = await service.client.describeContinuousBackups({ TableName });
    expect(ContinuousBackupsDescription).toMatchObject({
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" },
    });
  });

  test("items stay when indexes come, change and go, and over a restart", async () => {
    await provision();
    await put({ id: "1", owner: "a", rank: 3 });
    const scan = async (IndexName: string) => (await documents().scan({ TableName, IndexName })).Count;
    await provision({ partitionKey: "id", indexes: { byOwner: { partitionKey: "owner" } } });
    expect(await scan("byOwner")).toBe(1);
    await provision({ partitionKey: "id", indexes: { byOwner: { partitionKey: { name: "rank", type: "number" } } } });
    expect(await scan("byOwner")).toBe(1);
    await provision({ partitionKey: "id", indexes: { byOwner: { partitionKey: { name: "rank", type: "string" } } } });
    expect(await scan("byOwner")).toBe(0);
    await provision();
    expect(await failure(scan("byOwner"))).toBe("ValidationException");
    await service.close();
    await service.open();
    await provision();
    expect(await get({ id: "1" })).toEqual({ id: "1", owner: "a", rank: 3 });
    expect(service.lines).toEqual([]);
  });

  test("another key replaces an empty table, and stops the start of one that holds items", async () => {
    await provision();
    await provision({ partitionKey: "number" });
    expect((await describeTable())?.KeySchema).toEqual(keySchema("number"));
    await put({ number: "1" });
    await expect(provision({ partitionKey: { name: "number", type: "number" } })).rejects.toMatchObject({
      code: "IFFC2210",
      exit: 3,
      message: "The key of Shop.shop-orders changed from number (S) to number (N), and the local table holds 1 items.",
    });
    expect(await get({ number: "1" })).toEqual({ number: "1" });
  });

  test("a removed table leaves nothing behind", async () => {
    await provision({ partitionKey: "id", indexes: { byOwner: { partitionKey: "owner" } } });
    await put({ id: "1", owner: "a" });
    await service.emulator.remove(planned({}));
    expect(await failure(describeTable())).toBe("ResourceNotFoundException");
    await provision({ partitionKey: "id", indexes: { byOwner: { partitionKey: "owner" } } });
    expect((await documents().scan({ TableName, IndexName: "byOwner" })).Count).toBe(0);
  });

  test("a damaged database does not stop a start", async () => {
    await provision();
    await service.close();
    writeFileSync(join(service.folder, "data", "data.sqlite"), "nonsense".repeat(1000));
    await service.open();
    await provision();
    expect(await get({ id: "1" })).toBeUndefined();
    expect(service.lines).toEqual([expect.stringContaining("moved to")]);
    expect(readdirSync(service.folder)).toHaveLength(2);
  });
});

describe("time to live", () => {
  const now = () => Math.floor(service.clock.now() / 1000);

  test("an item goes when its second has come, from the indexes too", async () => {
    await provision({ partitionKey: "id", expires: "until", indexes: { byOwner: { partitionKey: "owner" } } });
    await put({ id: "soon", owner: "a", until: now() + 60 });
    await put({ id: "later", owner: "a", until: now() + 120 });
    await put({ id: "text", owner: "a", until: `${now()}` });
    await put({ id: "mistake", owner: "a", until: 1 });
    const scan = async () =>
      (await documents().scan({ TableName, IndexName: "byOwner" })).Items?.map(({ id }) => id as unknown);
    await service.clock.advance(59_000);
    expect((await scan())?.length).toBe(4);
    await service.clock.advance(1000);
    expect((await scan())?.sort()).toEqual(["later", "mistake", "text"]);
    expect(await get({ id: "soon" })).toBeUndefined();
  });

  test("it can be turned on for items that are there, and off", async () => {
    await provision();
    await put({ id: "1", until: now() + 1 });
    await put({ id: "2", until: now() + 10 });
    const update = (Enabled: boolean, AttributeName = "until") =>
      service.client.updateTimeToLive({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } });
    expect(await failure(update(false))).toBe("ValidationException");
    await update(true);
    expect(await failure(update(true))).toBe("ValidationException");
    expect(await failure(update(true, "other"))).toBe("ValidationException");
    await service.clock.advance(1000);
    expect((await documents().scan({ TableName })).Items).toMatchObject([{ id: "2" }]);
    await update(false);
    await service.clock.advance(20_000);
    expect(await get({ id: "2" })).toBeDefined();
  });
});

describe("rights", () => {
  const may = (...actions: readonly string[]) => {
    service.caller = callerWith(actions.map((action) => (action.includes(" ") ? action : `dynamodb:${action} ${arn}`)));
  };

  beforeEach(async () => {
    await provision({ partitionKey: "id", indexes: { byOwner: { partitionKey: "owner" } } });
    await put({ id: "1", owner: "a" });
  });

  test.each([
    ["GetItem", () => get({ id: "1" })],
    ["PutItem", () => put({ id: "2" })],
    ["UpdateItem", () => documents().update({ TableName, Key: { id: "1" } })],
    ["DeleteItem", () => documents().delete({ TableName, Key: { id: "1" } })],
    ["Scan", () => documents().scan({ TableName })],
    ["BatchGetItem", () => documents().batchGet({ RequestItems: { [TableName]: { Keys: [{ id: "1" }] } } })],
    [
      "BatchWriteItem",
      () => documents().batchWrite({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: { id: "1" } } }] } }),
    ],
    ["DescribeTable", () => describeTable()],
    [
      "UpdateTimeToLive",
      () =>
        service.client.updateTimeToLive({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: "x" } }),
    ],
    ["ListTagsOfResource", () => service.client.listTagsOfResource({ ResourceArn: arn })],
    ["DeleteTable", () => service.client.deleteTable({ TableName })],
  ])("%s needs its own action on the table", async (action, call) => {
    may("Query");
    expect(await failure(call())).toBe("AccessDenied");
    may(action);
    expect(await failure(call())).toBe("no error");
  });

  test("a query of an index needs the right to the index", async () => {
    const query = (more: object) =>
      failure(documents().query({ TableName, ExpressionAttributeValues: { ":v": "a" }, ...more }));
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
    const write = () => failure(documents().transactWrite({ TransactItems }));
    may("PutItem");
    expect(await write()).toBe("AccessDenied");
    may("PutItem", "ConditionCheckItem");
    expect(await write()).toBe("no error");
    expect(await failure(documents().transactGet({ TransactItems: [{ Get: { TableName, Key: { id: "2" } } }] }))).toBe(
      "AccessDenied",
    );
  });
});
