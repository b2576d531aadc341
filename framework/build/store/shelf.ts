import { type Stamp, stampOf } from "./stamp.ts";
import { writeWhole } from "./write.ts";

/** A file that a build wrote. */
export interface Kept {
  /** The hash of its content. */
  readonly hash: string;
  readonly stamp: Stamp;
}

/** The files of a build, by their absolute paths. */
export type KeptFiles = ReadonlyMap<string, Kept>;

/**
 * Where a build puts its files. What an earlier build wrote is left alone if nobody has touched it since; anything else
 * that happens to lie in its place is written over.
 */
export interface Shelf {
  /** The file as an earlier build left it, if it is still so. */
  find(file: string): Kept | undefined;
  put(file: string, hash: string, parts: readonly Buffer[]): Kept;
  /** All that was found or put. */
  readonly kept: KeptFiles;
}

/** Opens the shelf that earlier builds filled. */
export function openShelf(earlier: KeptFiles): Shelf {
  const kept = new Map<string, Kept>();
  const find = (file: string): Kept | undefined => {
    const known = kept.get(file) ?? earlier.get(file);
    if (known === undefined || (!kept.has(file) && !isKept(file, known))) return undefined;
    kept.set(file, known);
    return known;
  };
  const put = (file: string, hash: string, parts: readonly Buffer[]): Kept => {
    const found = find(file);
    if (found?.hash === hash) return found;
    writeWhole(file, parts);
    const written = { hash, stamp: stampOf(file) ?? "" };
    kept.set(file, written);
    return written;
  };
  return { find, put, kept };
}

/** Whether a file is as a build left it. */
export function isKept(file: string, { stamp }: Kept): boolean {
  return stampOf(file) === stamp;
}
