import { once } from "node:events";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openEndpoint, stubFunctionEnvironment } from "../../../test/fakes/endpoint.ts";
import { callJson } from "../../runtime/transport/call.ts";
import { createClient, type TableSettings } from "./client.ts";

/** An independent DynamoDB, in memory. */
const dynalite = createRequire(import.meta.url)("dynalite") as (options: object) => Server;
let server: Server;

const orders = createClient({ name: "orders", partitionKey: "id", indexes: {} });
const visits = createClient({
  name: "visits",
  partitionKey: "customer",
  sortKey: "at",
  indexes: { byPage: { partitionKey: "page", sortKey: "at" }, byDay: { partitionKey: "day" } },
});

async function createTable({ name, indexes, ...keys }: TableSettings): Promise<void> {
  const schema = ({ partitionKey, sortKey }: { partitionKey: string; sortKey?: string }) => [
    { AttributeName: partitionKey, KeyType: "HASH" },
    ...(sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: "RANGE" }]),
  ];
  const described = Object.entries(indexes).map(([index, its]) => ({
    IndexName: index,
    KeySchema: schema(its),
    Projection: { ProjectionType: "ALL" },
  }));
  const attributes = new Set(
    [keys, ...Object.values(indexes)].flatMap(schema).map(({ AttributeName }) => AttributeName),
  );
  await callJson("dynamodb", "DynamoDB_20120810.CreateTable", {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: schema(keys),
    AttributeDefinitions: [...attributes].map((attribute) => ({
      AttributeName: attribute,
      AttributeType: attribute === "at" ? "N" : "S",
    })),
    ...(described.length > 0 && { GlobalSecondaryIndexes: described }),
  });
}

beforeAll(async () => {
  server = dynalite({ createTableMs: 0 });
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => server.close());

beforeEach(() => {
  stubFunctionEnvironment({ AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterEach(() => vi.unstubAllEnvs());

describe("an item", () => {
  beforeAll(async () => {
    stubFunctionEnvironment({ AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    await createTable({ name: "orders", partitionKey: "id", indexes: {} });
  });

  it("is found as it was put, and gone once it is deleted", async () => {
    const order = {
      id: "o-1",
      quantity: 1.5,
      tags: new Set(["a"]),
      lines: [{ sku: "ü", gift: false, note: null }],
      empty: "",
    };
    await orders.put({ ...order, skipped: undefined });
    expect(await orders.get({ id: "o-1" })).toEqual(order);
    expect(await orders.get({ id: "o-1" }, { consistent: true })).toEqual(order);
    await orders.delete({ id: "o-1" });
    expect(await orders.get({ id: "o-1" })).toBeUndefined();
    await orders.delete({ id: "o-1" });
  });

  it("is created once", async () => {
    expect(await orders.create({ id: "o-2", by: "first" })).toBe(true);
    expect(await orders.create({ id: "o-2", by: "second" })).toBe(false);
    expect(await orders.get({ id: "o-2" })).toEqual({ id: "o-2", by: "first" });
  });

  it("is changed where it is there, in parts of any name", async () => {
    await orders.put({ id: "o-3", status: "new", size: 1, "odd name.[0]": "x" });
    const changes = { status: "paid", size: undefined, "odd name.[0]": "y", items: [1] };
    const changed = { id: "o-3", status: "paid", "odd name.[0]": "y", items: [1] };
    expect(await orders.update({ id: "o-3" }, changes)).toEqual(changed);
    expect(await orders.update({ id: "o-3" }, {})).toEqual(changed);
    expect(await orders.get({ id: "o-3" })).toEqual(changed);
  });

  it("is not made by a change", async () => {
    expect(await orders.update({ id: "nobody" }, { a: 1 })).toBeUndefined();
    expect(await orders.update({ id: "nobody" }, {})).toBeUndefined();
    expect(await orders.get({ id: "nobody" })).toBeUndefined();
  });

  it("needs its key, whole", async () => {
    await expect(orders.get({ id: "" })).rejects.toThrow('The key attribute "id" is empty.');
    await expect(orders.put({ name: "x" })).rejects.toThrow('The key attribute "id" is missing.');
    await expect(visits.delete({ customer: "c" })).rejects.toThrow('The key attribute "at" is missing.');
    await expect(orders.put({ id: "o", at: new Date(0) })).rejects.toThrow('"at" cannot be stored: it is a Date.');
  });
});

describe("a list of items", () => {
  const ats = (page: { items: readonly Record<string, unknown>[] }) => page.items.map(({ at }) => at);

  beforeAll(async () => {
    stubFunctionEnvironment({ AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    const indexes = { byPage: { partitionKey: "page", sortKey: "at" }, byDay: { partitionKey: "day" } };
    await createTable({ name: "visits", partitionKey: "customer", sortKey: "at", indexes });
    for (const at of [5, 1, 4, 2, 3]) {
      await visits.put({ customer: "c", at, page: at % 2 ? "odd" : "even", day: "mon" });
    }
    await visits.put({ customer: "d", at: 9, page: "odd" });
  });

  it("comes in the order of the sort key, either way", async () => {
    expect(ats(await visits.query({ customer: "c" }))).toEqual([1, 2, 3, 4, 5]);
    expect(ats(await visits.query({ customer: "c" }, { descending: true }))).toEqual([5, 4, 3, 2, 1]);
    expect(await visits.query({ customer: "nobody" })).toEqual({ items: [] });
  });

  it.each<[object, number[]]>([
    [{ equals: 2 }, [2]],
    [{ lessThan: 2 }, [1]],
    [{ atMost: 2 }, [1, 2]],
    [{ greaterThan: 4 }, [5]],
    [{ atLeast: 4 }, [4, 5]],
    [{ between: [2, 4] }, [2, 3, 4]],
  ])("keeps the condition %j", async (sortKey, expected) => {
    expect(ats(await visits.query({ customer: "c" }, { sortKey: sortKey as never }))).toEqual(expected);
  });

  it("comes in pages", async () => {
    const seen: unknown[] = [];
    let after: string | undefined;
    do {
      const page = await visits.query({ customer: "c" }, { limit: 2, after });
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...ats(page));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    await expect(visits.scan({ after: "not a position" })).rejects.toThrow("is not the `next` of a page");
  });

  it("comes from an index, and in pages too", async () => {
    const first = await visits.queryIndex("byPage", { page: "odd" }, { limit: 3, sortKey: { atLeast: 3 } });
    expect(ats(first)).toEqual([3, 5, 9]);
    expect(ats(await visits.queryIndex("byPage", { page: "odd" }, { limit: 3, after: first.next }))).toEqual([]);
    expect(new Set(ats(await visits.queryIndex("byDay", { day: "mon" })))).toEqual(new Set([1, 2, 3, 4, 5]));
    await expect(visits.queryIndex("byNothing", {})).rejects.toThrow('The table has no index "byNothing".');
    await expect(visits.queryIndex("toString", {})).rejects.toThrow("has no index");
    await expect(visits.queryIndex("byPage", {})).rejects.toThrow('The key attribute "page" is missing.');
    await expect(visits.queryIndex("byDay", { day: "mon" }, { sortKey: { atLeast: 3 } })).rejects.toThrow(
      "There is no sort key",
    );
  });

  it("is the whole table", async () => {
    const { items, next } = await visits.scan({ limit: 4 });
    const rest = await visits.scan({ after: next });
    expect(new Set([...ats({ items }), ...ats(rest)])).toEqual(new Set([1, 2, 3, 4, 5, 9]));
  });
});

describe("the text conditions of a sort key", () => {
  it("are begins_with, and nothing that is not known", async () => {
    await using endpoint = await openEndpoint(() => ({ body: { Items: [] } }));
    const texts = createClient({ name: "texts", partitionKey: "p", sortKey: "s", indexes: {} });
    await texts.query({ p: "a" }, { sortKey: { beginsWith: "2026-" } as never });
    expect(JSON.parse(String(endpoint.received[0]?.body))).toEqual({
      TableName: "texts",
      KeyConditionExpression: "#p = :p AND begins_with(#s, :s)",
      ScanIndexForward: true,
      ExpressionAttributeNames: { "#p": "p", "#s": "s" },
      ExpressionAttributeValues: { ":p": { S: "a" }, ":s": { S: "2026-" } },
    });
    await expect(texts.query({ p: "a" }, { sortKey: { like: "x" } as never })).rejects.toThrow(
      'has no condition "like"',
    );
  });
});

describe("a failure", () => {
  it("of DynamoDB is thrown", async () => {
    const nothing = createClient({ name: "nothing", partitionKey: "id", indexes: {} });
    await expect(nothing.create({ id: "a" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      operation: "PutItem",
    });
  });

  it("says that the code runs outside of iffc", async () => {
    const lost = createClient({ name: undefined, partitionKey: "id", indexes: {} });
    await expect(lost.get({ id: "a" })).rejects.toThrow("The table's name is not set");
  });
});
