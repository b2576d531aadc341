import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { handler, line, model, service, trigger } from "../../../test/fakes/model.ts";
import type { JsonObject } from "../../model/json.ts";
import { readSchemas } from "./schemas.ts";

async function readOne(schema: JsonObject) {
  const contracts = [{ part: "body", type: "Guest", at: line(7) }];
  const parts = {
    services: [service("Orders")],
    handlers: [handler("Orders.place", [trigger("http", "Post", { contracts })])],
  };
  const known = new Map([["orders.ts:7:1", schema]]);
  return readSchemas(model(parts), { root: "/", fingerprint: () => "", known, cache: "/" });
}

test("a format that is not checked is a finding at the type, with what was meant", async () => {
  const { diagnostics, schemas } = await readOne({ type: "string", format: "emial" });
  expect(diagnostics).toEqual([
    expect.objectContaining({
      code: "IFFC1802",
      severity: "error",
      at: line(7),
      message: 'The type "Guest" names the format "emial", which iffc does not check.',
      hint: "Did you mean `email`? Anything else can be said with `@pattern`.",
    }),
  ]);
  expect(schemas.size).toBe(1);
  expect((await readOne({ type: "string", format: "date-time" })).diagnostics).toEqual([]);
});

test.each([
  ["Date | string", "Date has no form in JSON."],
  ["{ at: Date } | { id: string }", "Date has no form in JSON."],
  [
    "ReturnType<typeof parse>",
    "It is computed in a way that cannot be read: write it out as an interface, or as a type of its own.",
  ],
])("%s is refused in words", async (type, reason) => {
  const root = mkdtempSync(join(tmpdir(), "iffc-schemas-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(join(root, "orders.ts"), `const { parse } = require("elsewhere");\ntype Message =\n${type};\n`);
  const contracts = [{ part: "body", type: "Message", at: { ...line(3), column: 1 } }];
  const parts = {
    services: [service("Orders")],
    handlers: [handler("Orders.place", [trigger("http", "Post", { contracts })])],
  };
  const { diagnostics } = await readSchemas(model(parts), { root, fingerprint: () => "", cache: join(root, "cache") });
  expect(diagnostics.map(({ message }) => message)).toEqual([
    `The type "Message" cannot be checked when it arrives. ${reason}`,
  ]);
});
