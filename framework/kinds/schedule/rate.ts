/** Rates as EventBridge writes them, and what was meant by those that it would refuse. Pure. */

const units = [
  { letter: "d", name: "day", minutes: 1440 },
  { letter: "h", name: "hour", minutes: 60 },
  { letter: "m", name: "minute", minutes: 1 },
] as const;

/** Minutes in the units that people write, by the letters that tell them apart. */
const written: Readonly<Record<string, number>> = { s: 1 / 60, m: 1, h: 60, d: 1440, w: 10_080 };

const form = /^(\d+(?:\.\d+)?)\s*(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)$/iu;

/**
 * The rate as EventBridge writes it: the same text where nothing is wrong with it, the nearest one that can be had
 * where something is, and `undefined` where it is not a rate at all.
 */
export function correctRate(text: string): string | undefined {
  const inner = /^\s*rate\((.*)\)\s*$/iu.exec(text)?.[1] ?? text;
  const trimmed = inner.trim();
  const amount = form.exec(trimmed)?.[1];
  if (amount === undefined) return undefined;
  const unit = /[a-z]/iu.exec(trimmed)?.[0].toLowerCase() ?? "";
  return formatMinutes(Number(amount), written[unit] ?? 1);
}

/** Keeps the unit where the amount is whole, so that `60 minutes` does not become `1 hour`. */
function formatMinutes(amount: number, unit: number): string {
  const minutes = Math.max(1, Math.ceil(amount * unit));
  const kept = units.find((candidate) => candidate.minutes === unit && Number.isInteger(amount) && amount > 0);
  const { name, minutes: size } = kept ?? units.find((candidate) => minutes % candidate.minutes === 0) ?? units[2];
  const count = minutes / size;
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
