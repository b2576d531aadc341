import { expect, test } from "vitest";
import type { Validator } from "../../runtime/handler.ts";
import { findFaults } from "../../runtime/validate.ts";
import { generateValidator } from "./compile-validator.ts";

const text = (format: string) => ({ type: "string", format });
const guest = {
  type: "object",
  properties: { contact: text("email"), since: text("date-time") },
  required: ["contact"],
  additionalProperties: false,
};

async function load(source: string): Promise<Validator> {
  const module = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as { validate: Validator };
  return module.validate;
}

test("a format that a type names is checked, by a validator that needs nothing else", async () => {
  const source = generateValidator({ schema: guest, strictness: "closed" });
  expect(source).not.toMatch(/\bimport\b|\brequire\(/u);
  const validate = await load(source);
  expect(findFaults(validate, { contact: "ann@example.com", since: "2026-01-31T12:00:00Z" }, "body")).toBeUndefined();
  expect(findFaults(validate, { contact: "ann", since: "yesterday" }, "body")).toEqual([
    { in: "body", field: "/contact", message: 'must match format "email"' },
    { in: "body", field: "/since", message: 'must match format "date-time"' },
  ]);
});

test("formats that a type does not name take no room", () => {
  const [used, all] = [["email"], ["email", "uuid", "date-time", "uri"]].map((formats) => {
    const properties = Object.fromEntries(
      ["a", "b", "c", "d"].map((name, index) => [name, text(formats[index] ?? "email")]),
    );
    return generateValidator({ schema: { type: "object", properties }, strictness: "closed" }).length;
  });
  expect(all).toBeGreaterThan((used ?? 0) + 300);
  expect(generateValidator({ schema: { type: "string" }, strictness: "open" })).not.toContain("format");
});
