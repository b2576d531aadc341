import type { DatabaseSync } from "node:sqlite";
import { s3Error } from "./errors.ts";
import type { Bucket } from "./schema.ts";

/** The rows of buckets. */
export interface Buckets {
  find(name: string): Bucket | undefined;
  /** Like `find`, but raises NoSuchBucket. */
  get(name: string): Bucket;
  list(): readonly Bucket[];
  /** Makes a bucket or changes its settings. */
  save(bucket: Bucket): void;
  remove(name: string): void;
}

/** Prepares the statements on buckets. */
export function openBuckets(database: DatabaseSync): Buckets {
  const find = database.prepare("SELECT name, created, versioning, expires FROM buckets WHERE name = ?");
  const list = database.prepare("SELECT name, created, versioning, expires FROM buckets ORDER BY name");
  const save = database.prepare(
    `INSERT INTO buckets (name, created, versioning, expires) VALUES (?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET versioning = excluded.versioning, expires = excluded.expires`,
  );
  const remove = database.prepare("DELETE FROM buckets WHERE name = ?");
  const findBucket = (name: string): Bucket | undefined => find.get(name) as Bucket | undefined;
  return {
    find: findBucket,
    get(name) {
      const bucket = findBucket(name);
      if (!bucket) throw s3Error("NoSuchBucket");
      return bucket;
    },
    list: () => list.all() as unknown as readonly Bucket[],
    save: ({ name, created, versioning, expires }) => void save.run(name, created, versioning, expires),
    remove: (name) => void remove.run(name),
  };
}

/** The ARN of a bucket. */
export function bucketArn(name: string): string {
  return `arn:aws:s3:::${name}`;
}

/** Whether S3 would accept a name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u.test(name) &&
    !/\.\.|^\d+\.\d+\.\d+\.\d+$|^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3)$/u.test(name)
  );
}
