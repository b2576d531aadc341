import { posix } from "node:path";

/** A source map, as far as it is looked into here: https://tc39.es/ecma426/ */
export interface SourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** Maps of parts of a file, each with the line on which its part begins. */
export interface MapSection {
  readonly line: number;
  readonly map: string;
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

/** One map for a file that was put together from parts, with sources relative to the project's root. */
export function joinMaps(sections: readonly MapSection[], chunkFolder: string): string {
  const joined = sections
    .filter(({ map }) => map !== "")
    .map(({ line, map }) => ({
      offset: { line, column: 0 },
      map: relativeTo(chunkFolder, JSON.parse(map) as SourceMap),
    }));
  return JSON.stringify({ version: 3, sections: joined });
}

function relativeTo(folder: string, map: SourceMap): SourceMap {
  const sources = map.sources.map((source) => posix.join(folder, source).replace(/\?.*$/u, ""));
  return { ...map, sources };
}
