/** Listing as S3 does it: keys in the order of their UTF-8 bytes, rolled up to common prefixes, page by page. Pure. */

/** What can be listed: rows in order, reached by a position. */
export interface Source<Entry extends { readonly key: string }, Position> {
  scan(from: Position, limit: number): readonly Entry[];
  /** The position of the first row whose key is not below the given bytes. */
  at(key: Buffer): Position;
  /** The position right behind a row. */
  behind(entry: Entry): Position;
}

/** What of a source is asked for. */
export interface Selection<Position> {
  readonly prefix: string;
  /** Empty where nothing is rolled up. */
  readonly delimiter: string;
  /** Entries and common prefixes in a page. */
  readonly limit: number;
  /** Where to go on; from the prefix if left out. */
  readonly from?: Position | undefined;
}

/** One page. */
export interface Page<Entry> {
  readonly entries: readonly Entry[];
  readonly prefixes: readonly string[];
  readonly isTruncated: boolean;
  /** What a following page goes on behind: the last entry, or the last common prefix. */
  readonly last: Entry | string | undefined;
}

/** Rows that one look at the source fetches. */
const batch = 100;

/** Lists one page of a source. */
export function listPage<Entry extends { readonly key: string }, Position>(
  source: Source<Entry, Position>,
  selection: Selection<Position>,
): Page<Entry> {
  const entries: Entry[] = [];
  const prefixes: string[] = [];
  let last: Entry | string | undefined;
  const page = (isTruncated: boolean): Page<Entry> => ({ entries, prefixes, isTruncated, last });
  if (selection.limit === 0) return page(false);

  let from = selection.from ?? source.at(Buffer.from(selection.prefix));
  for (;;) {
    const rows = source.scan(from, batch);
    for (const row of rows) {
      if (!row.key.startsWith(selection.prefix)) return page(false);
      if (typeof last === "string" && row.key.startsWith(last)) continue;
      if (entries.length + prefixes.length === selection.limit) return page(true);
      last = groupOf(row.key, selection) ?? row;
      if (typeof last === "string") prefixes.push(last);
      else entries.push(last);
    }
    if (rows.length < batch || last === undefined) return page(false);
    from = typeof last === "string" ? source.at(successor(last)) : source.behind(last);
  }
}

/** The position from which a listing goes on behind a key or a common prefix that was listed last. */
export function positionBehind<Position>(
  source: Pick<Source<never, Position>, "at">,
  name: string,
  selection: Pick<Selection<Position>, "prefix" | "delimiter">,
): Position {
  const start = Buffer.from(selection.prefix);
  const group = name.startsWith(selection.prefix) ? groupOf(name, selection) : undefined;
  const from = group === undefined ? Buffer.from(`${name}\0`) : successor(group);
  return source.at(Buffer.compare(from, start) < 0 ? start : from);
}

/** The common prefix that a key is rolled up to, if it is. */
function groupOf(key: string, { prefix, delimiter }: { prefix: string; delimiter: string }): string | undefined {
  if (delimiter === "") return undefined;
  const index = key.indexOf(delimiter, prefix.length);
  return index < 0 ? undefined : key.slice(0, index + delimiter.length);
}

/** The first bytes above everything that starts with a text; UTF-8 never has 0xff, so the last byte can grow. */
function successor(text: string): Buffer {
  const bytes = Buffer.from(text);
  const end = bytes.length - 1;
  bytes[end] = (bytes[end] ?? 0) + 1;
  return bytes;
}
