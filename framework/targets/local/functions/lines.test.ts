import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLines } from "./lines.ts";

function linesOf(chunks: readonly string[]): string[] {
  const lines: string[] = [];
  const gathered = createLines((line) => lines.push(line));
  for (const chunk of chunks) gathered.push(chunk);
  gathered.flush();
  return lines;
}

describe("lines", () => {
  it("are the same however the text is cut", () => {
    const text = fc.array(fc.constantFrom("a", "é", "\n", "\r\n", " ", "🙂"), { maxLength: 30 });
    fc.assert(
      fc.property(text, (parts) => {
        const whole = parts.join("").split(/\r?\n/u);
        expect(linesOf(parts)).toEqual(whole.at(-1) === "" ? whole.slice(0, -1) : whole);
      }),
    );
  });

  it("keep one without a break until it is flushed", () => {
    const lines: string[] = [];
    const gathered = createLines((line) => lines.push(line));
    gathered.push("half");
    expect(lines).toEqual([]);
    gathered.push(" and half\nrest");
    expect(lines).toEqual(["half and half"]);
    gathered.flush();
    gathered.flush();
    expect(lines).toEqual(["half and half", "rest"]);
  });

  it("cuts one that is longer than a log event", () => {
    expect(linesOf([`${"x".repeat(600_000)}\n`]).map((line) => line.length)).toEqual([262_144, 262_144, 75_712]);
    expect(linesOf(["x".repeat(300_000), "y"]).map((line) => line.length)).toEqual([300_000, 1]);
  });
});
