import pc from "picocolors";
import { expect, test } from "vitest";
import { drawLog } from "./log.ts";

const colors = pc.createColors(false);
const draw = (text: string): string => drawLog(colors, { function: "Orders.place", text });

test("what is no structured line stays as it was written", () => {
  expect(draw("hello")).toBe("Orders.place hello");
  expect(draw('{"id":1}')).toBe('Orders.place {"id":1}');
  expect(draw("{ no json")).toBe("Orders.place { no json");
});

test("a structured line shows level, message and its own fields", () => {
  const entry = { timestamp: "t", level: "info", message: "Sold.", requestId: "r", handler: "h", sku: "a b", count: 2 };
  expect(draw(JSON.stringify(entry))).toBe("Orders.place INFO Sold. sku=a b count=2");
});

test("an error is shown with its stack and its causes", () => {
  const cause = { name: "TypeError", message: "inner" };
  const error = { name: "Error", message: "outer", stack: "Error: outer\n    at place (src/orders.ts:3:5)", cause };
  expect(draw(JSON.stringify({ level: "error", message: "It failed.", error }))).toBe(
    "Orders.place ERROR It failed.\n  Error: outer\n      at place (src/orders.ts:3:5)\n    TypeError: inner",
  );
});

test("the time comes first where it is given", () => {
  expect(drawLog(colors, { function: "A.b", text: "x", at: 0 })).toBe("1970-01-01T00:00:00.000Z A.b x");
});

test("levels and what the platform says are told apart by colour", () => {
  const on = pc.createColors(true);
  const level = (name: string): string => drawLog(on, { function: "A.b", text: `{"level":"${name}","message":"m"}` });
  expect(level("error")).toContain(on.red("ERROR"));
  expect(level("warn")).toContain(on.yellow("WARN"));
  expect(level("info")).toContain(on.dim("INFO"));
  expect(drawLog(on, { function: "A.b", text: "REPORT RequestId: 1 " })).toContain(on.dim("REPORT RequestId: 1"));
});
