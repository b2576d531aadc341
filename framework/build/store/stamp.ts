import { statSync } from "node:fs";

/** What changes whenever a file's content does: its size, its times and its number on the disk; as one text. */
export type Stamp = string;

/** The stamp of a file; `undefined` where there is none. */
export function stampOf(file: string): Stamp | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() ? `${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}:${stats.ino}` : undefined;
}

/** Two changes within this many milliseconds may leave the same times behind. */
const granularity = 20;

/** Whether a file with this stamp was surely not changed since a moment, in milliseconds since 1970. */
export function isOlderThan(stamp: Stamp, moment: number): boolean {
  const [, modified, changed] = stamp.split(":").map(Number);
  return Math.max(modified ?? Infinity, changed ?? Infinity) < moment - granularity;
}
