import { readFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";

/** A source map, as far as it is looked into here: https://tc39.es/ecma426/ */
export interface SourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** A part of a file: the line on which it begins, and where its map lies relative to the file's. */
export interface MapSection {
  readonly line: number;
  readonly url: string;
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The map of a text whose first characters were cut off, all of them on its first line and none of them mapped. */
export function cutFromMap(map: string, characters: number): string {
  if (map === "" || characters === 0) return map;
  const parsed = JSON.parse(map) as SourceMap;
  const [first = "", ...rest] = parsed.mappings.split(";");
  return JSON.stringify({ ...parsed, mappings: [shiftFirstColumn(first, -characters), ...rest].join(";") });
}

/** Columns of a line are relative to each other; only the first one says where the line's segments begin. */
function shiftFirstColumn(line: string, by: number): string {
  if (line === "") return line;
  let value = 0;
  let length = 0;
  for (let shift = 0; ; shift += 5) {
    const digit = digits.indexOf(line.charAt(length++));
    value |= (digit & 31) << shift;
    if ((digit & 32) === 0) break;
  }
  const column = (value & 1 ? -(value >> 1) : value >> 1) + by;
  return encode(Math.max(0, column)) + line.slice(length);
}

function encode(column: number): string {
  let text = "";
  let rest = column << 1;
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += digits.charAt(rest > 0 ? digit | 32 : digit);
  } while (rest > 0);
  return text;
}

/** The map of a chunk with sources relative to the project's root, whatever folder the chunk was said to be in. */
export function rootMap(map: string, folder: string): string {
  if (map === "") return map;
  const parsed = JSON.parse(map) as SourceMap;
  const sources = parsed.sources.map((source) => posix.join(folder, source).replace(/\?.*$/u, ""));
  return JSON.stringify({ ...parsed, sources });
}

/**
 * The map of a file that was put together from parts. It refers to the maps of its parts, which many files share:
 * written out for each, the maps of a large app would take a hundred times the place of its code.
 */
export function indexMap(sections: readonly MapSection[]): string {
  return JSON.stringify({
    version: 3,
    sections: sections.map(({ line, url }) => ({ offset: { line, column: 0 }, url })),
  });
}

/** Reads a map with the maps that it refers to in their place. */
export async function readMap(file: string): Promise<object> {
  const map = JSON.parse(await readFile(file, "utf8")) as { sections?: readonly { offset: object; url: string }[] };
  if (!map.sections) return map;
  const sections = map.sections.map(async ({ offset, url }) => {
    return { offset, map: JSON.parse(await readFile(join(dirname(file), url), "utf8")) as SourceMap };
  });
  return { version: 3, sections: await Promise.all(sections) };
}
