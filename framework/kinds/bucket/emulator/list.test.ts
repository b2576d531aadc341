import * as fc from "fast-check";
import { expect, test } from "vitest";
import { listPage, positionBehind, type Page, type Source } from "./list.ts";

interface Row {
  readonly key: string;
}

const compare = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));

/** A source in memory, and how many rows were fetched from it. */
function sourceOf(keys: Iterable<string>): Source<Row, Buffer> & { fetched: number } {
  const sorted = [...new Set(keys)].sort(compare);
  const source = {
    fetched: 0,
    scan(from: Buffer, limit: number) {
      const rows = sorted.filter((key) => Buffer.compare(Buffer.from(key), from) >= 0).slice(0, limit);
      source.fetched += rows.length;
      return rows.map((key) => ({ key }));
    },
    at: (key: Buffer) => key,
    behind: ({ key }: Row) => Buffer.from(`${key}\0`),
  };
  return source;
}

interface Query {
  readonly prefix: string;
  readonly delimiter: string;
}

/** What a list is, said in the plainest way: names of entries and common prefixes, each once, in order. */
function model(keys: Iterable<string>, { prefix, delimiter }: Query): string[] {
  const names = [...new Set(keys)].flatMap((key) => {
    if (!key.startsWith(prefix)) return [];
    const rest = key.slice(prefix.length);
    const index = delimiter === "" ? -1 : rest.indexOf(delimiter);
    return [index < 0 ? `key ${key}` : `prefix ${prefix}${rest.slice(0, index + delimiter.length)}`];
  });
  return [...new Set(names)].sort((left, right) => compare(nameOf(left), nameOf(right)));
}

const nameOf = (line: string): string => line.slice(line.indexOf(" ") + 1);

function linesOf({ entries, prefixes }: Page<Row>): string[] {
  const lines = [...entries.map(({ key }) => `key ${key}`), ...prefixes.map((prefix) => `prefix ${prefix}`)];
  return lines.sort((left, right) => compare(nameOf(left), nameOf(right)));
}

const key = fc.string({
  unit: fc.constantFrom("a", "b", "/", "-", "ü", "\uffee", "😀", "\u0001"),
  minLength: 1,
  maxLength: 8,
});
const query = fc.record({
  keys: fc.array(key, { maxLength: 300 }),
  prefix: fc.constantFrom("", "a", "a/", "/", "ü", "zz"),
  delimiter: fc.constantFrom("", "/", "-", "a/", "😀"),
  limit: fc.integer({ min: 1, max: 12 }),
});

test("pages, one behind the other, are the whole list", () => {
  fc.assert(
    fc.property(query, ({ keys, prefix, delimiter, limit }) => {
      const source = sourceOf(keys);
      const all: string[] = [];
      let from: Buffer | undefined;
      for (;;) {
        const page = listPage(source, { prefix, delimiter, limit, from });
        all.push(...linesOf(page));
        expect(page.entries.length + page.prefixes.length).toBeLessThanOrEqual(limit);
        if (!page.isTruncated) break;
        const last = typeof page.last === "string" ? page.last : (page.last?.key ?? "");
        from = positionBehind(source, last, { prefix, delimiter });
      }
      expect(all).toEqual(model(keys, { prefix, delimiter }));
    }),
    { numRuns: 500 },
  );
});

test("a list that starts behind any name holds exactly the names above it", () => {
  fc.assert(
    fc.property(query, key, ({ keys, prefix, delimiter }, after) => {
      const source = sourceOf(keys);
      const from = positionBehind(source, after, { prefix, delimiter });
      const page = listPage(source, { prefix, delimiter, limit: 1000, from });
      const above = model(keys, { prefix, delimiter }).filter((line) => compare(nameOf(line), after) > 0);
      expect(linesOf(page)).toEqual(above);
    }),
    { numRuns: 500 },
  );
});

test("a page is not truncated when it ends with the list", () => {
  const source = sourceOf(["a", "b"]);
  expect(listPage(source, { prefix: "", delimiter: "", limit: 2 }).isTruncated).toBe(false);
  expect(listPage(source, { prefix: "", delimiter: "", limit: 1 }).isTruncated).toBe(true);
  expect(listPage(source, { prefix: "", delimiter: "", limit: 0 })).toMatchObject({ isTruncated: false, entries: [] });
});

test("what is rolled up is jumped over, not read", () => {
  const source = sourceOf(Array.from({ length: 5000 }, (_, index) => `logs/${index}`).concat("z"));
  const page = listPage(source, { prefix: "", delimiter: "/", limit: 1000 });
  expect(linesOf(page)).toEqual(["prefix logs/", "key z"]);
  expect(source.fetched).toBeLessThan(300);
});
