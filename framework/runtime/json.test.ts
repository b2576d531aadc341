import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "./json.ts";

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("parseJson", () => {
  it("parses what JSON.parse does, unless a key is forbidden", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const parsed = parseJson(text);
        expect("value" in parsed).toBe(!text.includes("__proto__"));
        expect([{ problem: "has a forbidden key" }, { value: JSON.parse(text) as unknown }]).toContainEqual(parsed);
      }),
    );
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(parseJson(text)).toBeTypeOf("object");
      }),
    );
  });

  it.each(['{"__proto__":1}', '[{"a":{"__proto__":{}}}]', '{"\\u005F_proto__":1}', '{"constructor":{"prototype":{}}}'])(
    "refuses the key in %s",
    (text) => expect(parseJson(text)).toEqual({ problem: "has a forbidden key" }),
  );

  it.each(['{"constructor":"Ferrari"}', '"__proto__"', '{"a":"constructor"}', '"\\u0041"'])("takes %s", (text) => {
    expect(parseJson(text)).toEqual({ value: JSON.parse(text) });
  });

  it("takes 500 levels and no more", () => {
    expect(parseJson(nested(500))).toHaveProperty("value");
    expect(parseJson(nested(501))).toEqual({ problem: "is nested too deep" });
    expect(parseJson(nested(1_000_000))).toHaveProperty("problem");
  });

  it.each(["", "{", "undefined", "NaN", "'a'"])("refuses '%s', which is no JSON", (text) => {
    expect(parseJson(text)).toEqual({ problem: "is not valid JSON" });
  });
});
