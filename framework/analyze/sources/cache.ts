import { hash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { FileFacts } from "../facts.ts";

/** What is remembered of a file. */
export interface CacheEntry {
  /** The hash of the file itself: while it holds, the imports do. */
  readonly hash: string;
  /** The digest of the file and all that it imports: while it holds, the facts do. */
  readonly digest: string;
  readonly facts: FileFacts;
}

/** Facts by file. */
export type Cache = ReadonlyMap<string, CacheEntry>;

/** Reads a cache; one that cannot be read counts as empty. */
export function readCache(file: string, version: string): Cache {
  const body = readRemembered(file, version);
  if (body === undefined) return new Map();
  return new Map(Object.entries(JSON.parse(body) as Readonly<Record<string, CacheEntry>>));
}

/** Writes a cache in one step. */
export function writeCache(file: string, version: string, cache: Cache): void {
  writeRemembered(file, version, JSON.stringify(Object.fromEntries(cache)));
}

/**
 * Reads what was remembered in a file. Its first line is the hash of the rest, which starts with the version: what was
 * cut off, changed by hand, made by another version or cannot be read is nothing.
 */
export function readRemembered(file: string, version: string): string | undefined {
  try {
    const text = readFileSync(file, "utf8");
    const end = text.indexOf("\n");
    const body = text.slice(end + 1);
    return text.slice(0, end) === hash("sha256", version + body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Writes in one step what is to be remembered. Where that cannot be written, all is only slower: nothing is said. */
export function writeRemembered(file: string, version: string, body: string): void {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, `${hash("sha256", version + body)}\n${body}`);
    renameSync(draft, file);
  } catch {
    rmSync(draft, { force: true });
  }
}
