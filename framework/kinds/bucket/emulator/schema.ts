import type { Checksum } from "./checksum.ts";

/** How the database grew; each entry is applied once. Keys are stored as UTF-8 bytes, the order in which S3 lists. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE buckets (
    name TEXT PRIMARY KEY,
    created INTEGER NOT NULL,
    versioning TEXT NOT NULL DEFAULT '',
    expires INTEGER
  ) WITHOUT ROWID;

  CREATE TABLE versions (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    bucket TEXT NOT NULL,
    key BLOB NOT NULL,
    version TEXT NOT NULL,
    latest INTEGER NOT NULL,
    marker INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    content TEXT NOT NULL
  );
  CREATE UNIQUE INDEX versions_by_key ON versions (bucket, key, sequence DESC);
  CREATE UNIQUE INDEX latest_by_key ON versions (bucket, key) WHERE latest = 1;
  CREATE INDEX latest_by_age ON versions (bucket, modified) WHERE latest = 1 AND marker = 0;

  CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    bucket TEXT NOT NULL,
    key BLOB NOT NULL,
    initiated INTEGER NOT NULL,
    content TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX uploads_by_key ON uploads (bucket, key, id);

  CREATE TABLE parts (
    upload TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (upload, number)
  );

  CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY,
    bucket TEXT NOT NULL,
    event TEXT NOT NULL,
    prefix TEXT NOT NULL,
    suffix TEXT NOT NULL,
    closed INTEGER
  ) WITHOUT ROWID;

  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subscription TEXT NOT NULL,
    recorded INTEGER NOT NULL,
    payload TEXT NOT NULL
  );
  CREATE INDEX deliveries_by_subscription ON deliveries (subscription, id);
  `,
];

/** A file that holds some bytes of an object. */
export interface Chunk {
  /** Its name inside the folder of files; never made from a key. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
}

/** What a client says of an object when it writes it, and gets back when it reads it. */
export interface Description {
  /** `content-type`, `cache-control` and the like. */
  readonly headers: Readonly<Record<string, string>>;
  /** What follows `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** What an object version consists of. */
export interface Content extends Description {
  /** One per part. */
  readonly chunks: readonly Chunk[];
  readonly checksum?: Checksum;
}

/** One version of an object, or a delete marker. */
export interface Version {
  /** Grows with every write. */
  readonly sequence: number;
  readonly key: string;
  /** `null` where versioning was off. */
  readonly version: string;
  readonly latest: boolean;
  readonly marker: boolean;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly content: Content;
}

/** A bucket and its settings. */
export interface Bucket {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Empty where it never was versioned. */
  readonly versioning: "" | "Enabled" | "Suspended";
  /** Seconds after which an object is deleted. */
  readonly expires: number | null;
}
