import { posix } from "node:path";
import { isGenerated } from "../modules/sources.ts";

/** A source map, as far as it is looked into here: https://tc39.es/ecma426/ */
export interface SourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** A part of a file: the line on which it begins, with its map or where that lies relative to the file's. */
export type MapSection = { readonly line: number } & ({ readonly url: string } | { readonly map: SourceMap });

/** The map of a chunk with sources relative to the project's root, whatever folder the chunk was said to be in. */
export function rootMap(map: string, folder: string): string {
  if (map === "") return map;
  const parsed = JSON.parse(map) as SourceMap;
  const sources = parsed.sources.map((source) =>
    isGenerated(source) ? source : posix.join(folder, source).replace(/\?.*$/u, ""),
  );
  return JSON.stringify({ ...parsed, sources });
}

/**
 * The map of a file that was put together from parts. It refers to the maps of the parts that many files share: written
 * out for each, the maps of a large app would take a hundred times the place of its code.
 */
export function indexMap(sections: readonly MapSection[]): string {
  return JSON.stringify({
    version: 3,
    sections: sections.map(({ line, ...map }) => ({ offset: { line, column: 0 }, ...map })),
  });
}
