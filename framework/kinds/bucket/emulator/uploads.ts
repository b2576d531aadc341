import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Checksum, ChecksumAlgorithm } from "./checksum.ts";
import { s3Error } from "./errors.ts";
import type { Chunk, Description } from "./schema.ts";

/** What is known of a multipart upload when it starts. */
export interface UploadContent extends Description {
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly type: "COMPOSITE" | "FULL_OBJECT" };
}

/** A multipart upload under way. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly initiated: number;
  readonly content: UploadContent;
}

/** One part that has arrived. */
export interface Part {
  /** 1 to 10,000. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly size: number;
  readonly etag: string;
  readonly content: { readonly chunks: readonly Chunk[]; readonly checksum: Checksum };
}

/** The rows of multipart uploads and their parts. */
export interface Uploads {
  create(upload: Omit<Upload, "id">): Upload;
  /** Raises NoSuchUpload where there is none for that bucket and key. */
  get(bucket: string, key: string, id: string): Upload;
  /** Adds a part, or puts it in the place of one with the same number, which is returned. */
  addPart(id: string, part: Part): Part | undefined;
  parts(id: string): readonly Part[];
  /** Removes an upload with its parts. */
  remove(id: string): void;
  /** Every upload of a bucket. */
  all(bucket: string): readonly Upload[];
  /** Uploads by key, then id, after a position. */
  scan(bucket: string, from: UploadPosition, limit: number): readonly Upload[];
  /** The names of the files that parts are made of. */
  files(): Iterable<string>;
}

/** A place in the list of uploads: at a key, behind an upload. */
export interface UploadPosition {
  readonly key: Buffer;
  readonly after: string;
}

/** Prepares the statements on uploads. */
export function openUploads(database: DatabaseSync): Uploads {
  const find = database.prepare("SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ?");
  const remove = database.prepare("DELETE FROM uploads WHERE id = ?");
  const all = database.prepare("SELECT * FROM uploads WHERE bucket = ?");
  const scan = database.prepare(
    "SELECT * FROM uploads WHERE bucket = ? AND key >= ? AND (key > ? OR id > ?) ORDER BY key, id LIMIT ?",
  );
  return {
    create: prepareCreate(database),
    get(bucket, key, id) {
      const row = find.get(id, bucket, Buffer.from(key));
      if (!row) throw s3Error("NoSuchUpload");
      return readUpload(row);
    },
    remove: (id) => void remove.run(id),
    all: (bucket) => all.all(bucket).map(readUpload),
    scan: (bucket, { key, after }, limit) => scan.all(bucket, key, key, after, limit).map(readUpload),
    ...openParts(database),
  };
}

function prepareCreate(database: DatabaseSync): Uploads["create"] {
  const insert = database.prepare("INSERT INTO uploads VALUES (?, ?, ?, ?, ?)");
  return (upload) => {
    // The time comes first, so that uploads of one key list in the order of their start.
    const id = upload.initiated.toString(36).padStart(9, "0") + randomBytes(24).toString("hex");
    const { bucket, key, initiated, content } = upload;
    insert.run(id, bucket, Buffer.from(key), initiated, JSON.stringify(content));
    return { id, ...upload };
  };
}

function openParts(database: DatabaseSync): Pick<Uploads, "addPart" | "parts" | "files"> {
  const find = database.prepare("SELECT * FROM parts WHERE upload = ? AND number = ?");
  const add = database.prepare("INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?)");
  const parts = database.prepare("SELECT * FROM parts WHERE upload = ? ORDER BY number");
  const contents = database.prepare("SELECT content FROM parts");
  return {
    addPart(id, part) {
      const replaced = find.get(id, part.number);
      add.run(id, part.number, part.modified, part.size, part.etag, JSON.stringify(part.content));
      return replaced && readPart(replaced);
    },
    parts: (id) => parts.all(id).map(readPart),
    *files() {
      for (const row of contents.iterate()) {
        for (const chunk of (JSON.parse(String(row["content"])) as Part["content"]).chunks) yield chunk.file;
      }
    },
  };
}

type Row = Record<string, unknown>;

function readUpload(row: Row): Upload {
  return {
    id: String(row["id"]),
    bucket: String(row["bucket"]),
    key: Buffer.from(row["key"] as Uint8Array).toString("utf8"),
    initiated: Number(row["initiated"]),
    content: JSON.parse(String(row["content"])) as UploadContent,
  };
}

function readPart(row: Row): Part {
  return {
    number: Number(row["number"]),
    modified: Number(row["modified"]),
    size: Number(row["size"]),
    etag: String(row["etag"]),
    content: JSON.parse(String(row["content"])) as Part["content"],
  };
}
