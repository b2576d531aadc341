import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { findFaults } from "./validate.ts";

const compile = (schema: object) => new Ajv({ allErrors: true }).compile(schema);

describe("findFaults", () => {
  it("finds none in a value that fits", () => {
    expect(findFaults(compile({ type: "string" }), "a", "body")).toBeUndefined();
  });

  it("points at what is missing, unknown or wrong", () => {
    const order = {
      type: "object",
      properties: { "a/b": { type: "integer" } },
      required: ["c~d"],
      additionalProperties: false,
    };
    const validator = compile({ type: "array", items: order });
    expect(findFaults(validator, [{ "a/b": "x", more: 1 }], "body")).toEqual([
      { in: "body", field: "/0/c~0d", message: "is required" },
      { in: "body", field: "/0/more", message: "is not known" },
      { in: "body", field: "/0/a~1b", message: "must be integer" },
    ]);
  });

  it("points at the part itself", () => {
    expect(findFaults(compile({ type: "object" }), undefined, "message")).toEqual([
      { in: "message", field: "", message: "must be object" },
    ]);
  });

  it("lists at most 20 faults, and no name at any length", () => {
    const validator = compile({ type: "object", additionalProperties: false });
    const value = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${index}${"x".repeat(1000)}`, 1]));
    const faults = findFaults(validator, value, "body") ?? [];
    expect(faults).toHaveLength(20);
    expect(Math.max(...faults.map(({ field }) => field.length))).toBe(201);
  });
});
