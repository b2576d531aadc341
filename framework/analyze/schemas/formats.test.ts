import { expect, test } from "vitest";
import { unknownFormats } from "./formats.ts";

test("formats are found wherever a schema has them, and nothing else is taken for one", () => {
  const schema = {
    definitions: { Mail: { type: "string", format: "emial" } },
    type: "object",
    properties: {
      format: { type: "string", format: "email" },
      to: { type: "array", items: { anyOf: [{ $ref: "#/definitions/Mail" }, { type: "string", format: "phone" }] } },
      kind: { const: { format: "pdf" }, default: { format: "txt" } },
      again: { type: "string", format: "phone" },
    },
  };
  expect(unknownFormats(schema)).toEqual(["emial", "phone"]);
  expect(unknownFormats({ type: "string", format: "constructor" })).toEqual(["constructor"]);
});
