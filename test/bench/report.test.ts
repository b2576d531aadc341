import { describe, expect, it } from "vitest";
import { atMost, timesFloor } from "./line.ts";
import { formatValue, renderMarkdown, renderReport, type Report } from "./report.ts";

const report: Report = {
  title: "Packaging",
  lines: [
    {
      what: "package 500 cold",
      value: 4.204,
      unit: "s",
      runs: 5,
      floor: 1.401,
      ratio: 3.0012,
      target: timesFloor(2.2),
    },
    { what: "package 500 cold, memory", value: 380.2, unit: "MiB", runs: 1, target: atMost(400) },
    { what: "bare", value: 12_345, unit: "/s", runs: 3 },
  ],
  notes: ["package 500 cold: 3.00 x floor"],
};

describe("renderReport", () => {
  it("puts floor, ratio, target and mark beside each value", () => {
    expect(renderReport(report).split("\n")).toEqual([
      "== Packaging ==",
      "",
      "what                        median  runs   floor   ratio      target",
      "--------------------------------------------------------------------",
      "package 500 cold            4.20 s     5  1.40 s  3.00 x    <= 2.2 x  !!",
      "package 500 cold, memory   380 MiB     1                  <= 400 MiB  ok",
      "bare                      12,345/s     3",
      "",
      "package 500 cold: 3.00 x floor",
      "",
    ]);
  });

  it("leaves out what there is nothing of", () => {
    expect(renderReport({ ...report, notes: [] })).not.toContain("x floor");
  });
});

describe("renderMarkdown", () => {
  it("is a chapter with a table for each section", () => {
    const machine = { node: "24.21.0", platform: "linux-x64", processors: 2, load: 0.25 };
    const lines = renderMarkdown([report, { ...report, title: "Runtime" }], machine).split("\n");
    expect(lines[0]).toBe("## Measured");
    expect(lines.filter((line) => line.startsWith("### "))).toEqual(["### Packaging", "### Runtime"]);
    expect(lines).toContain("| package 500 cold | 4.20 s | 5 | 1.40 s | 3.00 x | <= 2.2 x | !! |");
    expect(lines).toContain("- package 500 cold: 3.00 x floor");
    expect(lines[2]).toContain("Node 24.21.0, linux-x64, 2 processors, load 0.3 before");
  });
});

describe("notes", () => {
  it("are wrapped for a terminal and left whole on a page", () => {
    const note = `${"word ".repeat(30)}end.`;
    const text = renderReport({ title: "x", lines: [], notes: [note] });
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(text.replaceAll("\n", " ")).toContain(note);
  });
});

describe("formatValue", () => {
  it("is as exact as its unit needs", () => {
    expect(formatValue(0.5, "s")).toBe("0.50 s");
    expect(formatValue(1234.56, "ms")).toBe("1,234.6 ms");
    expect(formatValue(812.4, "ns")).toBe("812 ns");
    expect(formatValue(27.25, "KiB")).toBe("27.3 KiB");
    expect(formatValue(0, "requests")).toBe("0");
    expect(formatValue(Number.NaN, "s")).toBe("none");
  });
});
