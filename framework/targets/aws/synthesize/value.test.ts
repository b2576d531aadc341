import { expect, test } from "vitest";
import { join, reference } from "../../../model/value.ts";
import { mapObjects, objectsIn, openReference, renderValue } from "./value.ts";

test("a text stays what it is, whatever it looks like", () => {
  expect(renderValue("${AWS::AccountId} !Ref x")).toBe("${AWS::AccountId} !Ref x");
});

test("a reference stays open, and joins keep it between texts", () => {
  const open = renderValue(reference("Orders.incoming", "arn"));
  expect(openReference(open as object as never)).toEqual(reference("Orders.incoming", "arn"));
  expect(renderValue(join("a", join("b", reference("Orders.incoming", "arn")), "c"))).toEqual({
    "Fn::Join": ["", ["ab", open, "c"]],
  });
});

test("an object that is none is no open reference", () => {
  expect(openReference({ Ref: "Orders" })).toBeUndefined();
});

test("objects are found and replaced at any depth, the inner ones first", () => {
  const value = { a: [{ b: 1 }, "c"], d: { e: true } };
  expect(objectsIn(value)).toEqual([value, { b: 1 }, { e: true }]);
  expect(mapObjects(value, (object) => Object.keys(object).join(""))).toBe("ad");
  expect(mapObjects([{ b: 1 }, "c"], (object) => Object.keys(object).join(""))).toEqual(["b", "c"]);
});
