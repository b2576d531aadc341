/**
 * The bytes of objects, in files of their own. A file is written once under a fresh name, synced, and only then named
 * by a row of the database, so that a half-written one is never read; what no row names is swept at the next start.
 */
import { randomUUID } from "node:crypto";
import { closeSync, createReadStream, mkdirSync, openSync, readdirSync, readSync } from "node:fs";
import { copyFile, link, open, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Chunk } from "./schema.ts";

/** The files of all buckets. */
export interface Files {
  /** Writes a new file; where the source throws, nothing is left of it. */
  write(source: AsyncIterable<Uint8Array>): Promise<readonly Chunk[]>;
  /** Gives the same bytes a second name. */
  copy(chunks: readonly Chunk[]): Promise<readonly Chunk[]>;
  /** Reads bytes from `start` up to, not including, `end`. The files stay until they are read, even if removed. */
  read(chunks: readonly Chunk[], start: number, end: number): Readable;
  /** Reads the same bytes at once; for what is so small that waiting for the disk costs less than a stream. */
  load(chunks: readonly Chunk[], start: number, end: number): Buffer;
  /** Removes files as soon as nobody reads them. */
  remove(chunks: readonly Chunk[]): void;
  /** Removes every file that is not named. */
  sweep(named: ReadonlySet<string>): void;
  /** Waits for the removals under way. */
  close(): Promise<void>;
}

/** A part of a chunk that a read needs. */
interface Slice {
  readonly file: string;
  readonly start: number;
  /** The position after the last byte. */
  readonly end: number;
}

/** Opens the folder of files, which is made if it is missing. */
export function openFiles(folder: string): Files {
  mkdirSync(folder, { recursive: true });
  const pathOf = (file: string): string => join(folder, file);
  const removals = new Set<Promise<void>>();
  const leases = createLeases((file) => {
    const removal = rm(pathOf(file), { force: true }).catch(() => undefined);
    removals.add(removal);
    void removal.finally(() => removals.delete(removal));
  });

  return {
    write: (source) => writeFile(pathOf, source),
    async copy(chunks) {
      const release = leases.take(chunks);
      return Promise.all(chunks.map((chunk) => copyChunk(pathOf, chunk))).finally(release);
    },
    read(chunks, start, end) {
      const slices = sliceChunks(chunks, start, end);
      const release = leases.take(slices);
      const stream = Readable.from(readSlices(pathOf, slices), { objectMode: false });
      return stream.once("close", release);
    },
    load(chunks, start, end) {
      return Buffer.concat(sliceChunks(chunks, start, end).map((slice) => loadSlice(pathOf(slice.file), slice)));
    },
    remove: (chunks) => leases.remove(chunks),
    sweep(named) {
      leases.remove(readdirSync(folder).flatMap((file) => (named.has(file) ? [] : [{ file }])));
    },
    async close() {
      await Promise.all(removals);
    },
  };
}

async function writeFile(
  pathOf: (file: string) => string,
  source: AsyncIterable<Uint8Array>,
): Promise<readonly Chunk[]> {
  const file = randomUUID();
  let handle: FileHandle | undefined;
  let size = 0;
  try {
    for await (const piece of source) {
      handle ??= await open(pathOf(file), "wx");
      await writeFully(handle, piece);
      size += piece.length;
    }
    await handle?.datasync();
    return handle ? [{ file, size }] : [];
  } catch (error) {
    if (handle) await rm(pathOf(file), { force: true });
    throw error;
  } finally {
    await handle?.close();
  }
}

async function writeFully(handle: FileHandle, piece: Uint8Array): Promise<void> {
  let written = 0;
  while (written < piece.length) written += (await handle.write(piece, written)).bytesWritten;
}

async function copyChunk(pathOf: (file: string) => string, chunk: Chunk): Promise<Chunk> {
  const file = randomUUID();
  // A hard link is free and safe, as a file never changes; some file systems have none.
  await link(pathOf(chunk.file), pathOf(file)).catch(() => copyFile(pathOf(chunk.file), pathOf(file)));
  return { file, size: chunk.size };
}

function sliceChunks(chunks: readonly Chunk[], start: number, end: number): readonly Slice[] {
  let offset = 0;
  return chunks.flatMap((chunk) => {
    const from = Math.max(start - offset, 0);
    const to = Math.min(end - offset, chunk.size);
    offset += chunk.size;
    return from < to ? [{ file: chunk.file, start: from, end: to }] : [];
  });
}

async function* readSlices(pathOf: (file: string) => string, slices: readonly Slice[]): AsyncGenerator<Buffer> {
  for (const { file, start, end } of slices) {
    yield* createReadStream(pathOf(file), { start, end: end - 1, highWaterMark: 262_144 });
  }
}

function loadSlice(path: string, { start, end }: Slice): Buffer {
  const piece = Buffer.alloc(end - start);
  const descriptor = openSync(path, "r");
  try {
    let filled = 0;
    while (filled < piece.length) {
      const read = readSync(descriptor, piece, filled, piece.length - filled, start + filled);
      if (read === 0) throw new Error(`${path} is shorter than when it was written`);
      filled += read;
    }
    return piece;
  } finally {
    closeSync(descriptor);
  }
}

interface Leases {
  take(files: readonly { readonly file: string }[]): () => void;
  remove(files: readonly { readonly file: string }[]): void;
}

/** Counts who reads a file, and calls back for a removed one when the last reader is done. */
function createLeases(onUnused: (file: string) => void): Leases {
  const readers = new Map<string, number>();
  const removed = new Set<string>();
  return {
    take(files) {
      for (const { file } of files) readers.set(file, (readers.get(file) ?? 0) + 1);
      return () => {
        for (const { file } of files) {
          const left = (readers.get(file) ?? 1) - 1;
          if (left > 0) readers.set(file, left);
          else readers.delete(file);
          if (left === 0 && removed.delete(file)) onUnused(file);
        }
      };
    },
    remove(files) {
      for (const { file } of files) {
        if (readers.has(file)) removed.add(file);
        else onUnused(file);
      }
    },
  };
}
