import { describe, expect, it } from "vitest";
import { atLeast, atMost, type Line, markOf, memoryLine, pairedLine, shortfall, timesFloor } from "./line.ts";

const line = (value: number, rest: Partial<Line> = {}): Line => ({ what: "x", value, unit: "ms", runs: 3, ...rest });

describe("shortfall", () => {
  it("is the part of the target that is missing or too much", () => {
    expect(shortfall(line(110, { target: atMost(100) }))).toBeCloseTo(0.1);
    expect(shortfall(line(90, { target: atLeast(100) }))).toBeCloseTo(0.1);
    expect(shortfall(line(1, { ratio: 3.3, target: timesFloor(2.2) }))).toBeCloseTo(0.5);
  });

  it("is nothing where the target is met exactly or bettered", () => {
    expect(shortfall(line(100, { target: atMost(100) }))).toBe(0);
    expect(shortfall(line(200, { target: atLeast(100) }))).toBe(0);
    expect(shortfall(line(0, { target: atMost(0) }))).toBe(0);
  });

  it("is without end where there should be none, or where nothing was measured", () => {
    expect(shortfall(line(1, { target: atMost(0) }))).toBe(Infinity);
    expect(shortfall(line(Number.NaN, { target: atMost(5) }))).toBe(Infinity);
    expect(shortfall(line(1, { target: timesFloor(2) }))).toBe(Infinity);
  });
});

describe("markOf", () => {
  it("tells apart met, missed and missed by more than a quarter", () => {
    const marks = [100, 100.1, 125, 125.1].map((value) => markOf(line(value, { target: atMost(100) })));
    expect(marks).toEqual(["ok", "!", "!", "!!"]);
  });

  it("is empty without a target", () => {
    expect(markOf(line(5))).toBe("");
  });
});

describe("pairedLine", () => {
  it("shows medians, and the ratio of the pairs", () => {
    expect(pairedLine("x", "ms", { measured: [10, 40, 90], floors: [5, 10, 30] })).toEqual({
      what: "x",
      value: 40,
      unit: "ms",
      runs: 3,
      floor: 10,
      ratio: 3,
    });
  });
});

describe("memoryLine", () => {
  it("stands under the name of what it belongs to", () => {
    expect(memoryLine("x", 300, 100)).toMatchObject({ what: "x, memory", value: 300, floor: 100, ratio: 3 });
  });
});
