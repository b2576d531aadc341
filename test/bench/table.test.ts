import { describe, expect, it } from "vitest";
import { renderMarkdownTable, renderTable } from "./table.ts";

const columns = [
  { head: "what", align: "left" },
  { head: "value", align: "right" },
  { head: "", align: "left" },
] as const;
const rows = [
  ["start", "1,204 ms", "!!"],
  ["a | b", "3 ms", ""],
];

describe("renderTable", () => {
  it("aligns each column on its side and leaves nothing hanging at the end", () => {
    expect(renderTable(columns, rows)).toBe(
      ["what      value", "---------------", "start  1,204 ms  !!", "a | b      3 ms"].join("\n"),
    );
  });

  it("draws the heads alone where there are no rows", () => {
    expect(renderTable(columns, [])).toBe("what  value\n-----------");
  });
});

describe("renderMarkdownTable", () => {
  it("aligns by the rule and keeps bars inside cells", () => {
    expect(renderMarkdownTable(columns, rows)).toBe(
      ["| what | value |  |", "| --- | ---: | --- |", "| start | 1,204 ms | !! |", "| a \\| b | 3 ms |  |"].join("\n"),
    );
  });
});
