/** The time that signatures carry: this machine's, corrected by what AWS says where the two are too far apart. */

/** Milliseconds; AWS refuses signatures that are five minutes off. */
const tolerance = 240_000;

let offset = 0;

/** The time by AWS's clock, as far as it is known. */
export function now(): Date {
  return new Date(Date.now() + offset);
}

/**
 * Learns from the `Date` header of an answer that was an error.
 *
 * @returns whether the clock was wrong, so that another attempt is worth it
 */
export function correctClock(date: string | undefined): boolean {
  const server = Date.parse(date ?? "");
  if (!(Math.abs(server - now().getTime()) > tolerance)) return false;
  offset = server - Date.now();
  return true;
}
