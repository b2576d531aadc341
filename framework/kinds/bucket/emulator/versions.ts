import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Bucket, Content, Version } from "./schema.ts";

/** The rows of object versions. */
export interface Versions {
  /** What stands under a key now; a delete marker counts. */
  latest(bucket: string, key: string): Version | undefined;
  find(bucket: string, key: string, version: string): Version | undefined;
  /** Adds the newest version of a key, in the place of an older one where the bucket does not keep versions. */
  put(bucket: Bucket, write: VersionWrite): Placed;
  /** Removes one version; the one before it becomes the latest. */
  remove(bucket: string, found: Version): void;
  /** The latest versions of a bucket that are older than a time, delete markers aside. */
  olderThan(bucket: string, modified: number): readonly Version[];
  /** Changes what is said of a version. */
  describe(sequence: number, content: Content): void;
  /** Whether a bucket holds any version at all. */
  hasAny(bucket: string): boolean;
  /** Removes every version of a bucket. */
  removeAll(bucket: string): void;
  /** Every version of a bucket. */
  all(bucket: string): readonly Version[];
  /** Latest versions that are no delete markers, from a position of the key on. */
  scan(bucket: string, from: Buffer, limit: number): readonly Version[];
  /** All versions, by key and from new to old, after a position. */
  scanAll(bucket: string, from: VersionPosition, limit: number): readonly Version[];
  /** The names of the files that object versions are made of. */
  files(): Iterable<string>;
}

/** What is written as a version; the key's own rules are checked before. */
export interface VersionWrite {
  readonly key: string;
  readonly marker: boolean;
  readonly modified: number;
  readonly size: number;
  readonly etag: string;
  readonly content: Content;
}

/** The outcome of a write. */
export interface Placed {
  readonly version: Version;
  /** What it took the place of. */
  readonly replaced: Version | undefined;
}

/** A place in the list of versions: at a key, below a sequence number. */
export interface VersionPosition {
  readonly key: Buffer;
  readonly before: number;
}

const columns = "sequence, key, version, latest, marker, modified, size, etag, content";

/** Prepares the statements on object versions. */
export function openVersions(database: DatabaseSync): Versions {
  const from = `SELECT ${columns} FROM versions WHERE bucket = ?`;
  const latest = database.prepare(`${from} AND key = ? AND latest = 1`);
  const find = database.prepare(`${from} AND key = ? AND version = ?`);
  const older = database.prepare(`${from} AND latest = 1 AND marker = 0 AND modified < ?`);
  const all = database.prepare(from);
  const removeAll = database.prepare("DELETE FROM versions WHERE bucket = ?");
  const describe = database.prepare("UPDATE versions SET content = ? WHERE sequence = ?");
  const any = database.prepare("SELECT 1 FROM versions WHERE bucket = ? LIMIT 1");
  const scan = database.prepare(`${from} AND key >= ? AND latest = 1 AND marker = 0 ORDER BY key LIMIT ?`);
  const scanAll = database.prepare(
    `${from} AND key >= ? AND (key > ? OR sequence < ?) ORDER BY key, sequence DESC LIMIT ?`,
  );
  const contents = database.prepare("SELECT content FROM versions");

  return {
    latest: (bucket, key) => readOne(latest.get(bucket, Buffer.from(key))),
    find: (bucket, key, version) => readOne(find.get(bucket, Buffer.from(key), version)),
    put: preparePut(database, (bucket, key, version) => readOne(find.get(bucket, Buffer.from(key), version))),
    remove: prepareRemove(database),
    olderThan: (bucket, modified) => older.all(bucket, modified).map(readVersion),
    describe: (sequence, content) => void describe.run(JSON.stringify(content), sequence),
    hasAny: (bucket) => any.get(bucket) !== undefined,
    all: (bucket) => all.all(bucket).map(readVersion),
    removeAll: (bucket) => void removeAll.run(bucket),
    scan: (bucket, key, limit) => scan.all(bucket, key, limit).map(readVersion),
    scanAll: (bucket, { key, before }, limit) => scanAll.all(bucket, key, key, before, limit).map(readVersion),
    *files() {
      for (const row of contents.iterate()) {
        for (const chunk of (JSON.parse(String(row["content"])) as Content).chunks) yield chunk.file;
      }
    },
  };
}

function preparePut(database: DatabaseSync, find: Versions["find"]): Versions["put"] {
  const demote = database.prepare("UPDATE versions SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1");
  const removeOne = database.prepare("DELETE FROM versions WHERE sequence = ?");
  const insert = database.prepare(
    `INSERT INTO versions (bucket, key, version, latest, marker, modified, size, etag, content)
     VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?) RETURNING ${columns}`,
  );
  return (bucket, write) => {
    const key = Buffer.from(write.key);
    const version = bucket.versioning === "Enabled" ? randomBytes(24).toString("base64url") : "null";
    const replaced = version === "null" ? find(bucket.name, write.key, version) : undefined;
    if (replaced) removeOne.run(replaced.sequence);
    demote.run(bucket.name, key);
    const { marker, modified, size, etag, content } = write;
    const row = insert.get(bucket.name, key, version, Number(marker), modified, size, etag, JSON.stringify(content));
    return { version: readVersion(row ?? {}), replaced };
  };
}

function prepareRemove(database: DatabaseSync): Versions["remove"] {
  const removeOne = database.prepare("DELETE FROM versions WHERE sequence = ?");
  const promote = database.prepare(
    `UPDATE versions SET latest = 1 WHERE sequence =
       (SELECT sequence FROM versions WHERE bucket = ? AND key = ? ORDER BY sequence DESC LIMIT 1)`,
  );
  return (bucket, found) => {
    removeOne.run(found.sequence);
    if (found.latest) promote.run(bucket, Buffer.from(found.key));
  };
}

type Row = Record<string, unknown>;

function readOne(row: Row | undefined): Version | undefined {
  return row && readVersion(row);
}

function readVersion(row: Row): Version {
  return {
    sequence: Number(row["sequence"]),
    key: Buffer.from(row["key"] as Uint8Array).toString("utf8"),
    version: String(row["version"]),
    latest: row["latest"] === 1,
    marker: row["marker"] === 1,
    modified: Number(row["modified"]),
    size: Number(row["size"]),
    etag: String(row["etag"]),
    content: JSON.parse(String(row["content"])) as Content,
  };
}
