import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseCopyRange, parseRange, type Range } from "./range.ts";

test.each([
  ["bytes=0-0", 10, { start: 0, end: 1 }],
  ["bytes=2-", 10, { start: 2, end: 10 }],
  ["bytes=2-99", 10, { start: 2, end: 10 }],
  ["bytes=-3", 10, { start: 7, end: 10 }],
  ["bytes=-99", 10, { start: 0, end: 10 }],
  ["bytes=0-1,4-5", 10, undefined],
  ["lines=0-1", 10, undefined],
  ["bytes=-", 10, undefined],
  ["bytes=5-2", 10, undefined],
  [undefined, 10, undefined],
])("%s of %i bytes", (header, size, expected) => {
  expect(parseRange(header, size)).toEqual(expected);
});

test.each([
  ["bytes=10-", 10],
  ["bytes=-0", 10],
  ["bytes=0-", 0],
])("%s lies outside %i bytes", (header, size) => {
  expect(() => parseRange(header, size)).toThrow(expect.objectContaining({ code: "InvalidRange", status: 416 }));
});

test("whatever a range says, it stays inside the object", () => {
  const digits = fc.option(fc.nat(30), { nil: "" });
  fc.assert(
    fc.property(digits, digits, fc.integer({ min: 1, max: 20 }), (first, last, size) => {
      const { start, end } = attempt(`bytes=${first}-${last}`, size);
      expect(0 <= start && start < end && end <= size).toBe(true);
    }),
  );
});

/** The range, or the whole object where there is none or it lies outside. */
function attempt(header: string, size: number): Range {
  const whole = { start: 0, end: size };
  try {
    return parseRange(header, size) ?? whole;
  } catch (error) {
    if ((error as { code?: string }).code === "InvalidRange") return whole;
    throw error;
  }
}

test("the range of a copied part must be exact", () => {
  expect(parseCopyRange(undefined, 10)).toEqual({ start: 0, end: 10 });
  expect(parseCopyRange("bytes=2-9", 10)).toEqual({ start: 2, end: 10 });
  for (const header of ["bytes=2-10", "bytes=2-", "bytes=-2", "bytes=5-4", "2-3"]) {
    expect(() => parseCopyRange(header, 10)).toThrow(expect.objectContaining({ code: "InvalidArgument" }));
  }
});
