const units: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

/**
 * The whole seconds of a length of time as it is written in code: `"1 hour"` is 3,600.
 *
 * @throws a TypeError where the text is none
 */
export function toSeconds(duration: string): number {
  const [, amount = "", unit = ""] = /^(\d+(?:\.\d+)?) (second|minute|hour|day)s?$/.exec(duration) ?? [];
  const seconds = Number(amount) * (units[unit] ?? Number.NaN);
  if (!Number.isInteger(seconds))
    throw new TypeError(`"${duration}" is not a whole number of seconds, such as "30 seconds".`);
  return seconds;
}
