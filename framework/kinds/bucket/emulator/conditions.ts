import { s3Error } from "./errors.ts";
import { httpDate } from "./time.ts";

/** What a condition compares with. */
export interface Comparable {
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

type Headers = Readonly<Record<string, string>>;

/** Checks the conditions of a read; raises PreconditionFailed or NotModified. RFC 9110, section 13.2.2. */
export function checkRead(headers: Headers, found: Comparable): void {
  const failed = s3Error("PreconditionFailed");
  if (!holdsForMatch(headers["if-match"], headers["if-unmodified-since"], found)) throw failed;
  if (holdsForChange(headers["if-none-match"], headers["if-modified-since"], found)) return;
  throw s3Error("NotModified", undefined, { etag: `"${found.etag}"`, "last-modified": httpDate(found.modified) });
}

/** Checks `x-amz-copy-source-if-…`, which answer PreconditionFailed alone. */
export function checkCopy(headers: Headers, found: Comparable): void {
  const get = (name: string): string | undefined => headers[`x-amz-copy-source-if-${name}`];
  const holds =
    holdsForMatch(get("match"), get("unmodified-since"), found) &&
    holdsForChange(get("none-match"), get("modified-since"), found);
  if (!holds) throw s3Error("PreconditionFailed");
}

/** Checks the conditions of a write against what stands under the key. */
export function checkWrite(headers: Headers, found: Comparable | undefined): void {
  const match = headers["if-match"];
  const noneMatch = headers["if-none-match"];
  if (noneMatch !== undefined && noneMatch !== "*") {
    throw s3Error("NotImplemented", "A conditional write takes If-None-Match: * only");
  }
  if (match !== undefined && !found) throw s3Error("NoSuchKey");
  if (match !== undefined && found && !matches(match, found.etag)) throw s3Error("PreconditionFailed");
  if (noneMatch !== undefined && found) throw s3Error("PreconditionFailed");
}

function holdsForMatch(match: string | undefined, unmodified: string | undefined, found: Comparable): boolean {
  if (match !== undefined) return matches(match, found.etag);
  const time = parseTime(unmodified);
  return time === undefined || wholeSeconds(found.modified) <= time;
}

function holdsForChange(noneMatch: string | undefined, modified: string | undefined, found: Comparable): boolean {
  if (noneMatch !== undefined) return !matches(noneMatch, found.etag);
  const time = parseTime(modified);
  return time === undefined || wholeSeconds(found.modified) > time;
}

function matches(header: string, etag: string): boolean {
  return header.split(",").some((item) => {
    const candidate = item.trim();
    return candidate === "*" || candidate.replace(/^(?:W\/)?"(.*)"$/u, "$1") === etag;
  });
}

function parseTime(header: string | undefined): number | undefined {
  const time = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(time) ? undefined : time;
}

function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}
