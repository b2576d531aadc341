import { expect, test } from "vitest";
import { alignColumns } from "./columns.ts";

const row = (...texts: readonly string[]) => texts.map((text) => ({ text }));
const rows = [row("+", "queue", "", "Orders.incoming", "a.ts:1:2"), row("~", "table", "", "Orders.o", "b.ts:1:2")];

test("cells stand below each other, without the columns that are empty everywhere", () => {
  expect(alignColumns(rows, 80)).toEqual([
    "+  queue  Orders.incoming  a.ts:1:2",
    "~  table  Orders.o         b.ts:1:2",
  ]);
});

test("where that is too wide, the last column follows its line", () => {
  expect(alignColumns(rows, 30)).toEqual(["+  queue  Orders.incoming  a.ts:1:2", "~  table  Orders.o  b.ts:1:2"]);
});

test("emphasis does not count", () => {
  const paint = (text: string): string => `<b>${text}</b>`;
  expect(alignColumns([[{ text: "a", paint }, { text: "x" }], row("long", "y")], 80)).toEqual([
    "<b>a</b>     x",
    "long  y",
  ]);
});

test("nothing is nothing", () => {
  expect(alignColumns([], 80)).toEqual([]);
});
