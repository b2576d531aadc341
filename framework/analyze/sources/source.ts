import { hash } from "node:crypto";
import type { Location } from "../../model/location.ts";

/** A file that was read. */
export interface Source {
  /** Relative to the project's root, with forward slashes: the file's name everywhere in the model. */
  readonly path: string;
  /** Without a byte order mark; every offset counts in this text. */
  readonly text: string;
  /** SHA-256 of the text. */
  readonly hash: string;
}

/** Makes a source out of what a file holds. */
export function makeSource(path: string, content: string): Source {
  const text = content.startsWith("\uFEFF") ? content.slice(1) : content;
  return { path, text, hash: hash("sha256", text) };
}

/** The lines of a text: where they start, and where they end without their line end. */
export interface Lines {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Splits a text into lines, whatever ends them. */
export function linesOf(text: string): Lines {
  const starts = [0];
  const ends: number[] = [];
  for (const { index, 0: end } of text.matchAll(/\r\n?|\n/gu)) {
    ends.push(index);
    starts.push(index + end.length);
  }
  ends.push(text.length);
  return { starts, ends };
}

/** Turns a range of offsets into a place; the length ends with the first line. */
export function locate(file: string, { starts, ends }: Lines, range: readonly [number, number]): Location {
  const [start, end] = range;
  const line = lineOf(starts, start);
  const length = Math.max(0, Math.min(end, ends[line] ?? end) - start);
  return { file, line: line + 1, column: start - (starts[line] ?? 0) + 1, length };
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
