import { boolean, choice, duration, text, type Read } from "../options.ts";

/** What `@Bucket` accepts. */
export const bucketOptions = {
  /** Keeps every version of every object. */
  versions: boolean(true),
  /** Deletes objects this long after they were written; never if left out. */
  expires: duration({ min: 86_400, max: 315_360_000 }),
};

/** The options of a bucket as the model holds them. `events` is settled: something listens to the bucket. */
export type BucketProperties = Read<typeof bucketOptions> & { readonly events?: boolean };

/** What `@OnObject` accepts after the bucket. */
export const onObjectOptions = {
  /** What must have happened to the object. */
  event: choice(["created", "deleted"], "created"),
  /** Only keys that start so. */
  prefix: text({ maxLength: 1024 }),
  /** Only keys that end so. */
  suffix: text({ maxLength: 1024 }),
};

/** The options of an object trigger as the model holds them. */
export type OnObjectProperties = Read<typeof onObjectOptions>;
