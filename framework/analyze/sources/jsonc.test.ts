import { assert, jsonValue, property } from "fast-check";
import { describe, expect, it } from "vitest";
import type { Located } from "../located.ts";
import { readJson } from "./jsonc.ts";
import { makeSource } from "./source.ts";

function plain(value: Located | undefined): unknown {
  if (value?.type === "scalar") return value.value;
  if (value?.type === "list") return value.items.map(plain);
  if (value?.type !== "dictionary") return undefined;
  return Object.fromEntries(value.entries.map(({ name, value: item }) => [name, plain(item)]));
}

const read = (text: string) => readJson(makeSource("tsconfig.json", text));

describe("readJson", () => {
  it("reads everything that is JSON", () => {
    assert(
      property(jsonValue(), (value) => {
        expect(plain(read(JSON.stringify(value, undefined, 1)).value)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("allows comments and trailing commas", () => {
    expect(plain(read(`// a\n{ /* b */ "a": [1, 2,], "b": { "c": null, }, } // end`).value)).toEqual({
      a: [1, 2],
      b: { c: null },
    });
  });

  it("knows the place of every name and value", () => {
    const { value } = read(`{\n  "a": [true]\n}`);
    const entry = value?.type === "dictionary" ? value.entries[0] : undefined;
    expect(entry?.at).toEqual({ file: "tsconfig.json", line: 2, column: 3, length: 3 });
    expect(entry?.value.at).toEqual({ file: "tsconfig.json", line: 2, column: 8, length: 6 });
  });

  it.each([
    ["", 1],
    ["{", 2],
    ["{ a: 1 }", 3],
    [`{ "a" 1 }`, 7],
    ["[1 2]", 4],
    ["{} x", 4],
    [`{ "a": "b }`, 8],
    ["[".repeat(500), 102],
  ])("says where %j stops being JSON", (text, column) => {
    expect(read(text)).toMatchObject({ value: undefined, error: { line: 1, column } });
  });
});
