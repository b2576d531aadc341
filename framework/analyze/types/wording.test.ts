import { expect, test } from "vitest";
import { packageOf, wordError } from "./wording.ts";

const context = "ClassFieldDecoratorContext";
const property = "Unable to resolve signature of property decorator when called as an expression.";
const method = "Unable to resolve signature of method decorator when called as an expression.";

function fieldOf(type: string, expected: string): string {
  const found = `${context}<Orders, ${type}> & { name: "x"; private: false; static: false; }`;
  return `Argument of type '${found}' is not assignable to parameter of type '${expected}'.`;
}

function methodOf(type: string, expected: string): string {
  return `Argument of type '${type}' is not assignable to parameter of type '${expected}'.`;
}

test.each([
  [
    "the reason that the decorator's type holds",
    [
      property,
      fieldOf('Table<Order, "id">', `${context}<Orders, Table<Order, "id">> & "the item has no attribute 'sku'"`),
      `Type '${context}<Orders, Table<Order, "id">>' is not assignable to type '"the item has no attribute 'sku'"'.`,
    ],
    "The item has no attribute 'sku'.",
  ],
  [
    "a reason with quotes",
    [property, `Type '${context}<A, B>' is not assignable to type '"a number needs { type: \\"number\\" }"'.`],
    'A number needs { type: "number" }.',
  ],
  [
    "a field of another kind",
    [property, fieldOf("Map<string, (a: number) => Set<B>>", "FieldContext<Orders, Queue<never>>"), "And so on."],
    "The field's type is Map<string, (a: number) => Set<B>>, and this decorator makes Queue<...>.",
  ],
  [
    "a field of another kind than a table",
    [
      property,
      fieldOf("string", `${context}<Orders, Table<object, never, never>> & (InstanceMember & "...")`),
      "More.",
    ],
    "The field's type is string, and this decorator makes Table<...>.",
  ],
  [
    "a static member",
    [
      property,
      fieldOf("Queue<string>", "FieldContext<typeof Orders, Queue<never>>"),
      "Type 'A' is not assignable to type 'InstanceMember'.",
      "Types of property 'static' are incompatible.",
      "Type 'true' is not assignable to type 'false'.",
    ],
    "This decorator does not go on a static member.",
  ],
  [
    "a field's decorator on a method",
    [method, methodOf("() => void", "undefined")],
    "This decorator belongs on a field.",
  ],
  ["a class's on a method", [method, methodOf("() => void", "ClassOf<object>")], "This decorator belongs on a class."],
  [
    "one that was not called",
    [method, methodOf("() => void", "`/${string}`")],
    'This decorator must be called with a path, such as ("/orders").',
  ],
  [
    "a method that gives something else",
    [
      method,
      methodOf("(m: string) => number", "Consumer<Orders, string>"),
      "Type 'number' is not assignable to 'void'.",
    ],
    "The method is (m: string) => number, and its trigger needs Consumer<Orders, string>: Type 'number' is not assignable to 'void'.",
  ],
  ["something unforeseen", [method, "Types differ.", "In detail."], "Types differ. In detail."],
  ["something unforeseen and short", [method], method],
])("%s", (_, said, message) => {
  expect(wordError("TS1241", said)).toBe(message);
});

test("what is not about a decorator stays as the compiler says it", () => {
  expect(wordError("TS2322", ["Type 'A' is not assignable to type 'B'.", "Because."])).toBe(
    "Type 'A' is not assignable to type 'B'. Because.",
  );
});

test.each([
  ["TS2307", "Cannot find module 'iffc/config' or its corresponding type declarations.", "iffc"],
  ["TS2307", "Cannot find module '@scope/name/deep' or its corresponding type declarations.", "@scope/name"],
  ["TS2307", "Cannot find module 'node:fs' or its corresponding type declarations.", "@types/node"],
  ["TS2688", "Cannot find type definition file for 'node'.", "@types/node"],
  [
    "TS2591",
    "Cannot find name 'process'. Do you need to install type definitions for node? Try `npm i --save-dev @types/node` and then add 'node' to the types field in your tsconfig.",
    "@types/node",
  ],
  ["TS2307", "Cannot find module './orders' or its corresponding type declarations.", undefined],
  ["TS2307", "Cannot find module '#inside' or its corresponding type declarations.", undefined],
  ["TS2322", "Type 'A' is not assignable to type 'B'.", undefined],
])("%s: %s is for the package %s", (code, said, name) => {
  expect(packageOf(code, [said])).toBe(name);
});
