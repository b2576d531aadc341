/** The value in the middle; the mean of the two in the middle where their number is even. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The smallest value that at least a part (0 to 1) of the values do not exceed. NaN of nothing. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/**
 * How many times as much as the floor: the median over pairs that were measured one right after the other, which holds
 * still while the machine's speed drifts.
 */
export function pairedRatio(values: readonly number[], floors: readonly number[]): number {
  return median(values.flatMap((value, index) => pairOf(value, floors[index], (floor) => value / floor)));
}

/** How much more than the floor: the median over pairs. */
export function pairedDifference(values: readonly number[], floors: readonly number[]): number {
  return median(values.flatMap((value, index) => pairOf(value, floors[index], (floor) => value - floor)));
}

function pairOf(value: number, floor: number | undefined, compare: (floor: number) => number): readonly number[] {
  return floor === undefined || Number.isNaN(value) ? [] : [compare(floor)];
}
