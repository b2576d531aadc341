import { median, pairedRatio } from "./statistics.ts";

/** What a value counts. */
export type Unit = "s" | "ms" | "ns" | "MiB" | "KiB" | "/s" | "requests";

/** What a value should be. */
export interface Target {
  readonly bound: "at most" | "at least";
  readonly value: number;
  /** Whether the value itself is bounded or how it compares with the floor. */
  readonly of: "value" | "ratio";
}

/** One line of the table: something measured, beside its floor and its target where it has one. */
export interface Line {
  readonly what: string;
  /** The median of the runs, unless `what` says otherwise. */
  readonly value: number;
  readonly unit: Unit;
  readonly runs: number;
  /** The least that bare tools need for the same, of the same run and in the same unit. */
  readonly floor?: number;
  /** Times the floor. */
  readonly ratio?: number;
  readonly target?: Target;
}

/** What was measured in turns: the values of one round stand at the same index. */
export interface Series {
  readonly measured: readonly number[];
  readonly floors: readonly number[];
}

/** The line of a subject and the floor that it took turns with. */
export function pairedLine(what: string, unit: Unit, { measured, floors }: Series): Line {
  const [value, floor, ratio] = [median(measured), median(floors), pairedRatio(measured, floors)];
  return { what, value, unit, runs: measured.length, floor, ratio };
}

/** The line of resident MiB, of one run beside its floor. */
export function memoryLine(what: string, value: number, floor: number): Line {
  return { what: `${what}, memory`, value, unit: "MiB", runs: 1, floor, ratio: value / floor };
}

/** The part of the target by which a line misses it: 0.1 is ten per cent; undefined where it has no target. */
export function shortfall({ value, ratio, target }: Line): number | undefined {
  if (target === undefined) return undefined;
  const actual = target.of === "ratio" ? (ratio ?? Number.NaN) : value;
  const excess = target.bound === "at most" ? actual - target.value : target.value - actual;
  if (Number.isNaN(excess)) return Infinity;
  return excess <= 0 ? 0 : target.value === 0 ? Infinity : excess / target.value;
}

/** Says at a glance whether a target is met: `ok`, `!` where it is missed, `!!` where by more than 25 per cent. */
export function markOf(line: Line): string {
  const missed = shortfall(line);
  if (missed === undefined) return "";
  return missed === 0 ? "ok" : missed <= 0.25 ? "!" : "!!";
}

/** A target that bounds the value itself from above. */
export function atMost(value: number): Target {
  return { bound: "at most", value, of: "value" };
}

/** A target that bounds the value itself from below. */
export function atLeast(value: number): Target {
  return { bound: "at least", value, of: "value" };
}

/** A target of so many times the floor. */
export function timesFloor(value: number): Target {
  return { bound: "at most", value, of: "ratio" };
}
