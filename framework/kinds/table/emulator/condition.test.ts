import * as fc from "fast-check";
import { expect, test } from "vitest";
import { holds, type Condition, type Operand } from "./condition.ts";
import type { AttributeValue } from "./description.ts";

const item = {
  text: { S: "abc" },
  empty: { S: "" },
  high: { S: "😀" },
  number: { N: "5" },
  yes: { BOOL: true },
  no: { BOOL: false },
  nothing: { NULL: true },
  bytes: { B: Buffer.from([1, 2, 3]).toString("base64") },
  list: { L: [{ N: "1" }, { M: { x: { S: "y" } } }] },
  map: { M: { a: { N: "1" }, b: { L: [] } } },
  texts: { SS: ["a", "b"] },
  numbers: { NS: ["1", "2"] },
} satisfies Record<string, AttributeValue>;

type Name = keyof typeof item;

const at = (name: Name | "absent"): Operand => [name];
const call = (name: string, ...args: readonly Operand[]): Condition => ({ type: "function", name, args });
const size = (name: Name | "absent"): Operand => ({ type: "function", name: "size", args: [at(name)] });

test.each<[Condition, boolean]>([
  [{ type: "=", args: [at("map"), { M: { b: { L: [] }, a: { N: "1" } } }] }, true],
  [{ type: "=", args: [at("map"), { M: { a: { N: "1" } } }] }, false],
  [{ type: "=", args: [at("list"), { L: [{ M: { x: { S: "y" } } }, { N: "1" }] }] }, false],
  [{ type: "=", args: [at("texts"), { SS: ["b", "a"] }] }, true],
  [{ type: "=", args: [at("texts"), { SS: ["b"] }] }, false],
  [{ type: "=", args: [at("number"), { S: "5" }] }, false],
  [{ type: "=", args: [at("absent"), at("absent")] }, false],
  [{ type: "<>", args: [at("absent"), { S: "x" }] }, true],
  [{ type: "<", args: [at("absent"), { S: "x" }] }, false],
  [{ type: "<", args: [at("number"), { N: "10" }] }, true],
  [{ type: ">", args: [at("high"), { S: "\uffee" }] }, true],
  [{ type: "<=", args: [at("yes"), { BOOL: true }] }, false],
  [{ type: ">=", args: [at("bytes"), { B: Buffer.from([1, 2]).toString("base64") }] }, true],
  [{ type: "between", args: [at("empty"), { S: "" }, { S: "a" }] }, true],
  [{ type: "between", args: [at("number"), { N: "6" }, { N: "7" }] }, false],
  [{ type: "in", args: [at("no"), { S: "no" }, { BOOL: false }] }, true],
  [{ type: "in", args: [at("absent"), { S: "" }] }, false],
  [call("attribute_exists", at("no")), true],
  [call("attribute_exists", ["map", "b"]), true],
  [call("attribute_exists", ["list", 2]), false],
  [call("attribute_exists", ["text", "length"]), false],
  [call("attribute_not_exists", at("absent")), true],
  [call("attribute_type", at("empty"), { S: "S" }), true],
  [call("attribute_type", at("nothing"), { S: "NULL" }), true],
  [call("begins_with", at("bytes"), { B: Buffer.from([1]).toString("base64") }), true],
  [call("begins_with", at("text"), { B: "" }), false],
  [call("contains", at("bytes"), { B: Buffer.from([2, 3]).toString("base64") }), true],
  [call("contains", at("list"), { M: { x: { S: "y" } } }), true],
  [call("contains", at("numbers"), { N: "2" }), true],
  [call("contains", at("numbers"), { S: "2" }), false],
  [call("contains", at("text"), { S: "bc" }), true],
  [call("contains", at("absent"), { S: "bc" }), false],
  [{ type: "=", args: [size("empty"), { N: "0" }] }, true],
  [{ type: "=", args: [size("map"), { N: "2" }] }, true],
  [{ type: "=", args: [size("bytes"), { N: "3" }] }, true],
  [{ type: "=", args: [size("number"), { N: "1" }] }, false],
  [{ type: ">", args: [size("absent"), { N: "0" }] }, false],
  [{ type: "=", args: [["list", 1, "x"], { S: "y" }] }, true],
])("%j: %s", (condition, expected) => {
  expect(holds(condition, item)).toBe(expected);
});

const leaf = fc.boolean().map((outcome): [Condition, boolean] => {
  return [{ type: "=", args: [at("number"), { N: outcome ? "5" : "6" }] }, outcome];
});
const { tree } = fc.letrec<{ tree: [Condition, boolean] }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    leaf,
    tie("tree").map(([part, outcome]): [Condition, boolean] => [{ type: "not", args: [part] }, !outcome]),
    fc.tuple(tie("tree"), tie("tree")).map(([[left, one], [right, other]]): [Condition, boolean] => {
      return [{ type: "and", args: [left, right] }, one && other];
    }),
    fc.tuple(tie("tree"), tie("tree")).map(([[left, one], [right, other]]): [Condition, boolean] => {
      return [{ type: "or", args: [left, right] }, one || other];
    }),
  ),
}));

test("connectives are those of logic", () => {
  fc.assert(
    fc.property(tree, ([condition, expected]) => {
      expect(holds(condition, item)).toBe(expected);
    }),
  );
});

test("an item that does not exist has no attributes", () => {
  expect(holds(call("attribute_not_exists", at("text")), undefined)).toBe(true);
});
