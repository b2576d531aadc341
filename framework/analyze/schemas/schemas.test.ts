import { expect, test } from "vitest";
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
