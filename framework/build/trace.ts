/** Places in a bundle → places in the sources, in any text: a stack, a line of a log. Effect: reads source maps. */
import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { dirname, join } from "node:path";
import type { Location } from "../model/location.ts";

/** `/folder/of/the/artifact/index.js:12:34` */
const place = /([^\s:()"\\]+\/index\.m?js):(\d+):(\d+)/gu;
/** Maps that are kept open; a bundle that changed has another path. */
const kept = 64;

/**
 * Makes a function that puts `src/orders.ts:12:5` where a text names a place in a bundle that has its source map beside
 * it. Everything else stays as it is, such as the places of bundles that are gone.
 */
export function createTracer(): (text: string) => string {
  const maps = new Map<string, SourceMap | undefined>();
  const mapOf = (file: string): SourceMap | undefined => {
    if (!maps.has(file)) maps.set(file, tryMap(`${file}.map`));
    for (const oldest of maps.keys()) if (maps.size > kept) maps.delete(oldest);
    return maps.get(file);
  };
  return (text) => {
    if (!text.includes("/index.")) return text;
    return text.replace(place, (said, ...[file, line, column]: readonly [string, string, string]) => {
      const map = mapOf(file);
      const source = map && sourceAt(map, Number(line), Number(column));
      return source ? `${source.file}:${source.line}:${source.column}` : said;
    });
  };
}

interface IndexMap {
  readonly sections?: readonly { readonly offset: object; readonly url?: string; readonly map?: object }[];
}

function tryMap(file: string): SourceMap | undefined {
  try {
    return openMap(file);
  } catch {
    return undefined;
  }
}

/** The place in the sources that a place in a bundle comes from; lines and columns count from 1. */
export function sourceAt(map: SourceMap, line: number, column: number): Omit<Location, "length"> | undefined {
  const entry = map.findEntry(line - 1, column - 1);
  if (!("originalSource" in entry) || entry.generatedLine !== line - 1) return undefined;
  return { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

/** Opens a bundle's map together with the maps that it refers to. */
export function openMap(file: string): SourceMap {
  const read = (path: string): object => JSON.parse(readFileSync(path, "utf8")) as object;
  const map = read(file) as IndexMap;
  const sections = map.sections?.map(({ offset, url, map: own }) => ({
    offset,
    map: url === undefined ? own : read(join(dirname(file), url)),
  }));
  return new SourceMap((sections ? { version: 3, sections } : map) as SourceMapPayload);
}
