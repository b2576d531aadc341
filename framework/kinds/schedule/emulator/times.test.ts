import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scheduleContract } from "../contract.ts";
import { timesOf } from "./times.ts";

describe("the contract of schedules", () => {
  scheduleContract(async (properties, made, count) => {
    const next = timesOf(properties, Date.parse(made));
    const due: string[] = [];
    for (let at = next(Date.parse(made)); at !== undefined && due.length < count; at = next(at)) {
      due.push(new Date(at).toISOString().replace(".000Z", "Z"));
    }
    return due;
  });
});

describe("a rate", () => {
  it("stays on its beat, whenever it is asked", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(1e9), fc.nat(1e9), (minutes, anchor, later) => {
        const due = timesOf({ rate: `${minutes} minutes` }, anchor)(anchor + later) ?? 0;
        expect((due - anchor) % (minutes * 60_000)).toBe(0);
        expect(due).toBeGreaterThan(anchor + later);
        expect(due).toBeLessThanOrEqual(anchor + later + minutes * 60_000);
      }),
    );
  });

  it("that was never checked is a bug, not a loop", () => {
    for (const rate of ["0 minutes", "soon", "5 lightyears"]) expect(() => timesOf({ rate }, 0)).toThrow(rate);
  });
});
