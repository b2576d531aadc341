import { describe, expect, expectTypeOf, it } from "vitest";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { PlannedResource } from "../../model/plan.ts";
import type { Report } from "../kind.ts";
import type { IndexOptions, TableOptions } from "./decorator.ts";
import { table } from "./kind.ts";
import type { tableOptions, TableProperties } from "./options.ts";
import { checkTable } from "./rules.ts";

const properties: TableProperties = {
  partitionKey: "customer",
  sortKey: { name: "year", type: "number" },
  indexes: {
    byYear: { partitionKey: { name: "year", type: "number" }, sortKey: "customer" },
    bySku: { partitionKey: "sku" },
  },
  recovery: true,
};

function planned(given: TableProperties = properties): PlannedResource<TableProperties> {
  return {
    id: "Shop.totals",
    kind: "table",
    tier: "state",
    service: "Shop",
    logicalId: "ShopTotals",
    name: "shop-dev-shop-totals",
    stateful: true,
    properties: given,
    declaredAt: { file: "shop.ts", line: 1, column: 3, length: 5 },
  };
}

const definition = table.resource;

function collect(run: (report: Report) => void): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  run((finding, occurrence) => found.push(diagnose(finding, occurrence)));
  return found;
}

const check = (given: TableProperties) => collect((report) => checkTable(given, report));
const codes = (given: TableProperties) => check(given).map(({ code }) => code);

describe("grants", () => {
  const arn = { resource: "Shop.totals", attribute: "arn" };
  const grants = (verb: string, argument?: string, given?: TableProperties) =>
    definition?.verbs[verb]?.grants(planned(given), argument);

  it.each([
    ["get", "GetItem"],
    ["query", "Query"],
    ["scan", "Scan"],
    ["put", "PutItem"],
    ["create", "PutItem"],
    ["update", "UpdateItem"],
    ["delete", "DeleteItem"],
  ])("%s takes %s on the table alone", (verb, action) => {
    expect(grants(verb)).toEqual([{ actions: [`dynamodb:${action}`], on: [arn] }]);
  });

  it("queryIndex takes the one index that the code names", () => {
    expect(grants("queryIndex", "bySku")).toEqual([
      { actions: ["dynamodb:Query"], on: [{ join: [arn, "/index/bySku"] }] },
    ]);
  });

  it("queryIndex takes every index, and not the table, where the name is not known", () => {
    const on = [{ join: [arn, "/index/bySku"] }, { join: [arn, "/index/byYear"] }];
    expect(grants("queryIndex")).toEqual([{ actions: ["dynamodb:Query"], on }]);
  });

  it("queryIndex takes nothing where there is no such index", () => {
    expect(grants("queryIndex", "byName")).toEqual([]);
    expect(grants("queryIndex", undefined, { partitionKey: "id", recovery: true })).toEqual([]);
  });
});

describe("an index that the code names", () => {
  const checkUse = (index: string | undefined, given?: TableProperties) =>
    collect((report) => definition?.verbs["queryIndex"]?.check?.(planned(given), index, report));

  it("is fine where the table has it or its name is not known", () => {
    expect(checkUse("bySku")).toEqual([]);
    expect(checkUse(undefined)).toEqual([]);
  });

  it.each(["byName", "constructor"])("is refused where the table does not have it: %s", (index) => {
    expect(checkUse(index)).toEqual([
      expect.objectContaining({
        code: "IFFC2206",
        message: `Shop.totals has no index "${index}".`,
        hint: "It has: byYear, bySku.",
      }),
    ]);
    expect(checkUse(index, { partitionKey: "id", recovery: true })).toMatchObject([
      { hint: "It has none: declare it in `indexes`." },
    ]);
  });
});

describe("the keys of a table", () => {
  it("are fine as long as they agree", () => expect(check(properties)).toEqual([]));

  it("are two attributes", () => {
    expect(codes({ partitionKey: "id", sortKey: { name: "id", type: "string" }, recovery: true })).toEqual([
      "IFFC2201",
    ]);
  });

  it("of an index are two attributes", () => {
    const indexes = { byId: { partitionKey: "id", sortKey: "id" } };
    const [found] = check({ partitionKey: "id", indexes, recovery: true });
    expect(found).toMatchObject({ code: "IFFC2201", message: expect.stringContaining('"byId"') });
  });

  it("have one type for each attribute, reported once", () => {
    const indexes = { byYear: { partitionKey: "year" }, byYearAndSku: { partitionKey: "year", sortKey: "sku" } };
    const [found, ...others] = check({ ...properties, indexes });
    expect(found).toMatchObject({ code: "IFFC2202", message: '"year" is a text in one key and a number in another.' });
    expect(others).toEqual([]);
  });
});

describe("indexes", () => {
  const many = (count: number): TableProperties => ({
    partitionKey: "id",
    indexes: Object.fromEntries(Array.from({ length: count }, (_, index) => [`by${index}x`, { partitionKey: "sku" }])),
    recovery: true,
  });

  it("number 20 at most", () => {
    expect(codes(many(20))).toEqual([]);
    expect(check(many(21))).toMatchObject([{ code: "IFFC2203", message: "The table has 21 indexes; 20 are allowed." }]);
  });

  it.each([
    ["abc", true],
    ["a.b-c_9", true],
    ["x".repeat(255), true],
    ["ab", false],
    ["by sku", false],
    ["x".repeat(256), false],
  ])("may be named %s: %s", (name, fine) => {
    const found = codes({ partitionKey: "id", indexes: { [name]: { partitionKey: "sku" } }, recovery: true });
    expect(found).toEqual(fine ? [] : ["IFFC2204"]);
  });
});

it("expires items by a number, which a text key is not", () => {
  expect(codes({ ...properties, expires: "expiresAt" })).toEqual([]);
  expect(codes({ ...properties, expires: "year" })).toEqual([]);
  expect(codes({ ...properties, expires: "customer" })).toEqual(["IFFC2205"]);
});

it("tells the client the names of all keys", () => {
  expect(definition?.client?.settings?.(properties)).toEqual({
    partitionKey: "customer",
    sortKey: "year",
    indexes: { byYear: { partitionKey: "year", sortKey: "customer" }, bySku: { partitionKey: "sku" } },
  });
  expect(definition?.client?.settings?.({ partitionKey: "id", recovery: true })).toEqual({
    partitionKey: "id",
    indexes: {},
  });
});

it("types and reads the same options", () => {
  expectTypeOf<keyof TableOptions>().toEqualTypeOf<keyof typeof tableOptions | "id">();
  expectTypeOf<Record<string, IndexOptions>>().toExtend<TableProperties["indexes"]>();
});
