/** Reading page by page against the plainest model of a table. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { developer, serveEmulator, type ServedEmulator } from "../../../../test/fakes/wire.ts";
import { local } from "../local.ts";

let folder: string;
let served: ServedEmulator;
let count = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "iffc-table-"));
  served = await serveEmulator(local, folder);
});

afterAll(async () => {
  await served[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

interface Page {
  readonly Items: readonly Row[];
  readonly LastEvaluatedKey?: object;
}

interface Row {
  readonly id: { readonly S: string };
  readonly at: { readonly N: string };
  readonly team?: { readonly S: string };
}

async function call(operation: string, input: object): Promise<Page> {
  const body = Buffer.from(JSON.stringify(input));
  const answer = await served.emulator.handle?.(
    {
      method: "POST",
      path: "/",
      query: new URLSearchParams(),
      headers: { "x-amz-target": `DynamoDB_20120810.${operation}` },
      stream: Readable.from([body]),
      signal: new AbortController().signal,
      body: () => Promise.resolve(body),
    },
    developer,
  );
  expect(answer).toMatchObject({ status: 200 });
  return JSON.parse(answer?.body as string) as Page;
}

async function fill(rows: readonly Row[]): Promise<string> {
  const TableName = `paging-${count++}`;
  const key = (...names: readonly string[]) =>
    names.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? "HASH" : "RANGE" }));
  const attribute = (AttributeName: string, AttributeType: string) => ({ AttributeName, AttributeType });
  await call("CreateTable", {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: key("id", "at"),
    AttributeDefinitions: [attribute("id", "S"), attribute("at", "N"), attribute("team", "S")],
    GlobalSecondaryIndexes: [{ IndexName: "byTeam", KeySchema: key("team"), Projection: { ProjectionType: "ALL" } }],
  });
  for (const Item of rows) await call("PutItem", { TableName, Item });
  return TableName;
}

async function readAll(operation: string, input: object): Promise<Row[]> {
  const found: Row[] = [];
  let ExclusiveStartKey: object | undefined;
  do {
    const page = await call(operation, { ...input, ...(ExclusiveStartKey && { ExclusiveStartKey }) });
    found.push(...page.Items);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
}

const row = fc.record({
  id: fc.record({ S: fc.constantFrom("a", "b", "ü😀") }),
  at: fc.record({ N: fc.integer({ min: -50, max: 50 }).map((value) => String(value / 4)) }),
  team: fc.record({ S: fc.constantFrom("x", "y") }),
});
const rows = fc.uniqueArray(row, { selector: ({ id, at }) => `${id.S} ${at.N}`, maxLength: 40 });
const limit = fc.integer({ min: 1, max: 9 });
const text = (items: readonly Row[]) => items.map((item) => JSON.stringify(item)).sort();

test("pages of a query are its partition in order, either way", async () => {
  const property = fc.asyncProperty(rows, limit, fc.boolean(), async (items, Limit, ScanIndexForward) => {
    const TableName = await fill(items);
    const query = { TableName, Limit, ScanIndexForward, KeyConditionExpression: "id = :id" };
    const found = await readAll("Query", { ...query, ExpressionAttributeValues: { ":id": { S: "a" } } });
    const expected = items
      .filter(({ id }) => id.S === "a")
      .sort((left, right) => Number(left.at.N) - Number(right.at.N));
    expect(found).toEqual(ScanIndexForward ? expected : [...expected].reverse());
  });
  await fc.assert(property, { numRuns: 40 });
});

test("pages of a scan, and of an index where many items share a key, miss nothing and repeat nothing", async () => {
  const property = fc.asyncProperty(rows, limit, fc.boolean(), async (items, Limit, ScanIndexForward) => {
    const TableName = await fill(items);
    expect(text(await readAll("Scan", { TableName, Limit }))).toEqual(text(items));
    expect(text(await readAll("Scan", { TableName, IndexName: "byTeam", Limit }))).toEqual(text(items));
    const query = { TableName, IndexName: "byTeam", Limit, ScanIndexForward, KeyConditionExpression: "team = :team" };
    const found = await readAll("Query", { ...query, ExpressionAttributeValues: { ":team": { S: "x" } } });
    expect(text(found)).toEqual(text(items.filter(({ team }) => team.S === "x")));
  });
  await fc.assert(property, { numRuns: 40 });
});

test("an index keeps thousands of items apart that share its key", async () => {
  const items = Array.from({ length: 9000 }, (_, index) => ({
    id: { S: `${index}` },
    at: { N: "1" },
    team: { S: "x" },
  }));
  const TableName = await fill(items);
  expect((await readAll("Scan", { TableName, IndexName: "byTeam" })).length).toBe(9000);
});
