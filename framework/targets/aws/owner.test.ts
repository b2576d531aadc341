import { expect, test } from "vitest";
import { ownerOf, parseTemplate } from "./owner.ts";

const marked = (iffc: object) => ({ Resources: { Thing: { Type: "Test::Thing", Metadata: { iffc: { ...iffc } } } } });

test("an owner has its place in the sources, whatever the path looks like", () => {
  expect(ownerOf("Thing", marked({ id: "A.b", source: "src/a:b/c.ts:3:14" }))).toEqual({
    id: "A.b",
    at: { file: "src/a:b/c.ts", line: 3, column: 14, length: 1 },
  });
});

test.each([
  ["no place", { id: "A.b" }, { id: "A.b" }],
  ["a place that is none", { id: "A.b", source: "somewhere" }, { id: "A.b" }],
  ["a mark that is none", { id: 7 }, undefined],
])("%s", (_, mark, owner) => {
  expect(ownerOf("Thing", marked(mark))).toEqual(owner);
});

test("the first template that knows the resource is asked", () => {
  const [old, now] = [marked({ id: "Old.thing" }), marked({ id: "New.thing" })];
  expect(ownerOf("Thing", undefined, now, old)).toEqual({ id: "New.thing" });
  expect(ownerOf("Other", now, old)).toBeUndefined();
});

test("only templates that iffc could have written are read", () => {
  expect(parseTemplate('{"Resources":{}}')).toEqual({ Resources: {} });
  expect(parseTemplate("Resources:\n  Thing:\n")).toBeUndefined();
  expect(parseTemplate("[]")).toBeUndefined();
  expect(parseTemplate("null")).toBeUndefined();
});
