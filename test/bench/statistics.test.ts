import { array, assert, double, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { median, pairedDifference, pairedRatio, percentile } from "./statistics.ts";

const positive = double({ min: 0.001, max: 1e6, noNaN: true });
const values = array(positive, { minLength: 1, maxLength: 20 });

describe("median", () => {
  it("is the value in the middle, whatever the order", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  it("is no number where there is no value", () => {
    expect(median([])).toBeNaN();
  });

  it("has as many values below as above", () => {
    assert(
      property(values, (list) => {
        const middle = median(list);
        const below = list.filter((value) => value < middle).length;
        const above = list.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(list.length / 2);
      }),
    );
  });

  it("leaves the list as it was", () => {
    const list = [3, 1, 2];
    median(list);
    expect(list).toEqual([3, 1, 2]);
  });
});

describe("percentile", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it("is the value that this part of all does not exceed", () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
    expect(percentile(hundred, 0)).toBe(1);
  });

  it("is always one of the values", () => {
    assert(
      property(values, double({ min: 0, max: 1, noNaN: true }), (list, part) => {
        expect(list).toContain(percentile(list, part));
      }),
    );
  });
});

describe("paired comparisons", () => {
  it("do not move while the machine slows down for both", () => {
    const slowdown = [1, 2, 4, 8, 16];
    const floors = slowdown.map((factor) => factor * 10);
    const subject = slowdown.map((factor) => factor * 25);
    expect(pairedRatio(subject, floors)).toBe(2.5);
    expect(pairedDifference([12, 23, 34], [10, 20, 30])).toBe(3);
  });

  it("use whole pairs only", () => {
    expect(pairedRatio([4, 6, 100], [2, 3])).toBe(2);
    expect(pairedRatio([], [])).toBeNaN();
  });
});
