import { s3Error } from "./errors.ts";

/** Bytes from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a `Range` header: one range of bytes. Several ranges, other units and nonsense count as none, as on S3; one
 * that lies outside raises InvalidRange.
 */
export function parseRange(header: string | undefined, size: number): Range | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/u.exec(header?.trim() ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return undefined;
  if (first === "") return slice(Math.max(size - Number(last), 0), size, size);
  const end = last === "" ? size : Math.min(Number(last) + 1, size);
  if (last !== "" && Number(last) < Number(first)) return undefined;
  return slice(Number(first), end, size);
}

function slice(start: number, end: number, size: number): Range {
  if (start >= end) throw s3Error("InvalidRange", undefined, { "content-range": `bytes */${size}` });
  return { start, end };
}

/** Reads the `x-amz-copy-source-range` of a part, which must lie inside the source. */
export function parseCopyRange(header: string | undefined, size: number): Range {
  if (header === undefined) return { start: 0, end: size };
  const [, first = "", last = ""] = /^bytes=(\d+)-(\d+)$/u.exec(header) ?? [];
  const range = { start: Number(first), end: Number(last) + 1 };
  if (first !== "" && last !== "" && range.start < range.end && range.end <= size) return range;
  const rule = `Range specified is not valid for source object of size: ${size}`;
  throw s3Error("InvalidArgument", rule);
}
