import { hash } from "node:crypto";
import type { Bundle, Chunk } from "../bundle/bundle.ts";
import { type Conversion, convert, type ConvertedChunk } from "./convert.ts";

/** All chunks of a bundle in the form that is linked. */
export interface Converted {
  readonly chunks: ReadonlyMap<string, ConvertedChunk>;
  /** The chunk that serves each function that can be CommonJS. */
  readonly entries: ReadonlyMap<string, string>;
  /** The functions that reach a top-level await and so must be ES modules. */
  readonly awaiting: readonly string[];
}

/** Conversions by the hash of what was converted. */
export type Conversions = Readonly<Record<string, Conversion>>;

/**
 * Converts every chunk that was not converted before, and finds the functions that cannot be.
 *
 * @returns besides, the conversions to remember: those of this bundle
 */
export async function convertAll(
  bundle: Bundle,
  known: Conversions,
): Promise<{ readonly converted: Converted; readonly conversions: Conversions }> {
  const results = await Promise.all(
    [...bundle.chunks.values()].map(async (chunk) => {
      const key = hash("sha256", JSON.stringify([chunk.code, chunk.map]));
      return { name: chunk.name, key, conversion: known[key] ?? (await convert(chunk)) };
    }),
  );
  const chunks = new Map<string, ConvertedChunk>();
  const awaits = new Set<string>();
  for (const { name, conversion } of results) {
    if (conversion === "awaits") awaits.add(name);
    else chunks.set(name, conversion);
  }
  const entries = [...bundle.entries];
  const isAwaiting = (entry: string): boolean =>
    awaits.size > 0 && reach(entry, bundle.chunks).some(({ name }) => awaits.has(name));
  return {
    converted: {
      chunks,
      entries: new Map(entries.filter(([, name]) => !isAwaiting(name))),
      awaiting: entries.filter(([, name]) => isAwaiting(name)).map(([id]) => id),
    },
    conversions: Object.fromEntries(results.map(({ key, conversion }) => [key, conversion])),
  };
}

/** A chunk and what it may load, itself first. */
export function reach(entry: string, chunks: ReadonlyMap<string, Chunk>): readonly Chunk[] {
  const found = new Map<string, Chunk>();
  const visit = (name: string): void => {
    const chunk = chunks.get(name);
    if (!chunk || found.has(name)) return;
    found.set(name, chunk);
    chunk.imports.forEach(visit);
  };
  visit(entry);
  return [...found.values()];
}
