import { describe, expect, test } from "vitest";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { TableProperties } from "./options.ts";
import { settleTable, updateTable } from "./update.ts";

const plain: TableProperties = { partitionKey: "id", recovery: true };
const byOwner = { partitionKey: "owner" };
const byState = { partitionKey: "state" };

function update(properties: Partial<TableProperties>, deployed: Partial<TableProperties>) {
  const found: Diagnostic[] = [];
  const updated = updateTable({ ...plain, ...properties }, { ...plain, ...deployed }, (finding, occurrence) =>
    found.push(diagnose(finding, occurrence)),
  );
  return { updated, found };
}

test("a key is the same however it is written", () => {
  const wordy = { name: "id", type: "string" } as const;
  const at = { name: "at", type: "number" } as const;
  const indexes = { byAt: { partitionKey: wordy, sortKey: at } };
  expect(settleTable({ ...plain, partitionKey: wordy, sortKey: at, indexes })).toEqual({
    ...plain,
    sortKey: at,
    indexes: { byAt: { partitionKey: "id", sortKey: at } },
  });
  expect(settleTable(plain)).toEqual(plain);
});

describe("the indexes of a deployed table", () => {
  test.each([
    ["none added", {}, {}],
    ["one added", { byOwner, byState }, { byOwner }],
    ["one removed", {}, { byOwner }],
    ["written otherwise", { byOwner: { partitionKey: { name: "owner", type: "string" } } }, { byOwner }],
  ] as const)("may change at once: %s", (_, after, before) => {
    expect(update({ indexes: after }, { indexes: before }).found).toEqual([]);
  });

  test.each([
    ["two added", [{ byOwner, byState }, {}], 'add "byOwner", add "byState"'],
    ["two removed", [{}, { byOwner, byState }], 'remove "byOwner", remove "byState"'],
    ["one renamed", [{ byHolder: byOwner }, { byOwner }], 'add "byHolder", remove "byOwner"'],
  ] as const)("stop a deploy: %s", (_, [after, before], steps) => {
    const { found } = update({ indexes: after }, { indexes: before });
    expect(found).toMatchObject([{ code: "IFFC2207", exit: 3, message: expect.stringContaining(steps) }]);
  });

  test("keep their keys, which stops a deploy without touching the table", () => {
    const moved = { partitionKey: "owner", sortKey: { name: "at", type: "number" } } as const;
    const { found } = update({ indexes: { byOwner: moved } }, { indexes: { byOwner } });
    expect(found).toMatchObject([
      {
        code: "IFFC2208",
        exit: 3,
        message: 'The keys of the deployed index "byOwner", owner (S), cannot become owner (S), at (N).',
      },
    ]);
  });
});

describe("the expiry of a deployed table", () => {
  test("may begin, go on, and end, after which its attribute is remembered", () => {
    expect(update({ expires: "until" }, {}).updated).not.toHaveProperty("expired");
    expect(update({ expires: "until" }, { expires: "until" })).toMatchObject({ found: [] });
    const ended = update({}, { expires: "until" });
    expect(ended).toMatchObject({ found: [], updated: { expired: "until" } });
    expect(update({}, ended.updated).updated).toEqual(ended.updated);
    expect(update({}, {}).updated).toEqual(plain);
  });

  test("takes another attribute only after it has ended", () => {
    const { found } = update({ expires: "gone" }, { expires: "until" });
    expect(found).toMatchObject([{ code: "IFFC2209", exit: 3, message: expect.stringContaining('"until"') }]);
    expect(update({ expires: "gone" }, { expired: "until" })).toEqual({
      found: [],
      updated: { ...plain, expires: "gone" },
    });
  });
});
