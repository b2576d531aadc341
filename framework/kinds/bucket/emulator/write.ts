/** Every change to an object: one transaction that also records its event; files go once it is committed. */
import { transaction } from "../../database.ts";
import { checkWrite } from "./conditions.ts";
import { describeChange } from "./event.ts";
import { newRequestId } from "./request.ts";
import type { Bucket, Chunk, Version } from "./schema.ts";
import type { Store } from "./store.ts";
import type { Placed, VersionWrite } from "./versions.ts";

/** Why something is written, for the event that tells of it. */
export interface Cause {
  readonly reason: string;
  readonly requestId: string;
}

/** A write whose body is already on disk. */
export interface PutRequest extends Cause {
  readonly bucket: string;
  readonly write: VersionWrite;
  /** With `If-Match` or `If-None-Match`, where the client sent them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Runs in the same transaction, before the write. */
  readonly before?: () => void;
}

/** Puts a version in its place, with the event that tells of it, or raises what its conditions say. */
export function putVersion(store: Store, put: PutRequest): Version {
  const placed = transaction(store.database, () => {
    const bucket = store.buckets.get(put.bucket);
    const latest = store.versions.latest(bucket.name, put.write.key);
    checkWrite(put.headers, latest?.marker ? undefined : latest);
    put.before?.();
    return place(store, { ...put, bucket });
  });
  settle(store, placed.replaced?.content.chunks ?? []);
  return placed.version;
}

/** Deletes what stands under a key: for good, or by a delete marker where the bucket keeps versions. */
export function deleteLatest(
  store: Store,
  bucket: Bucket,
  removal: Cause & Pick<VersionWrite, "key">,
): Version | undefined {
  return bucket.versioning === "" ? deletePlain(store, bucket, removal) : placeMarker(store, bucket, removal);
}

function deletePlain(store: Store, bucket: Bucket, removal: Cause & { readonly key: string }): undefined {
  const found = store.versions.latest(bucket.name, removal.key);
  if (found) deleteVersion(store, found, { ...removal, bucket: bucket.name });
}

function placeMarker(store: Store, bucket: Bucket, removal: Cause & { readonly key: string }): Version {
  const content = { headers: {}, metadata: {}, tags: {}, chunks: [] };
  const modified = store.context.clock.now();
  const write: VersionWrite = { key: removal.key, marker: true, modified, size: 0, etag: "", content };
  const placed = transaction(store.database, () => place(store, { ...removal, bucket, write }));
  settle(store, placed.replaced?.content.chunks ?? []);
  return placed.version;
}

/** Removes one version for good, with the event that tells of it. */
export function deleteVersion(store: Store, found: Version, cause: Cause & { readonly bucket: string }): void {
  transaction(store.database, () => {
    store.versions.remove(cause.bucket, found);
    const change = { ...cause, version: found, deletion: "Permanently Deleted" as const };
    store.outbox.record(describeChange(change, store.context));
  });
  settle(store, found.content.chunks);
}

function place(store: Store, { bucket, write, ...cause }: Cause & { bucket: Bucket; write: VersionWrite }): Placed {
  const placed = store.versions.put(bucket, write);
  const change = {
    ...cause,
    bucket: bucket.name,
    version: placed.version,
    ...(write.marker && { deletion: "Delete Marker Created" as const }),
  };
  store.outbox.record(describeChange(change, store.context));
  return placed;
}

/** What may only happen once a transaction is committed. */
function settle(store: Store, chunks: readonly Chunk[]): void {
  store.files.remove(chunks);
  store.outbox.flush();
}

/** Removes a bucket and everything in it, without events. What listens to its name goes on listening. */
export function removeBucket(store: Store, name: string): void {
  const uploads = store.uploads.all(name);
  const chunks = [
    ...store.versions.all(name).flatMap((version) => version.content.chunks),
    ...uploads.flatMap((upload) => store.uploads.parts(upload.id).flatMap((part) => part.content.chunks)),
  ];
  transaction(store.database, () => {
    store.versions.removeAll(name);
    for (const upload of uploads) store.uploads.remove(upload.id);
    store.buckets.remove(name);
  });
  store.files.remove(chunks);
}

/** Deletes the objects that a bucket's lifecycle has let go, as S3 does once a day and this emulator on every look. */
export function expireObjects(store: Store, bucket: Bucket): void {
  if (bucket.expires === null) return;
  const before = store.context.clock.now() - bucket.expires * 1000;
  for (const { key } of store.versions.olderThan(bucket.name, before)) {
    deleteLatest(store, bucket, { key, reason: "Lifecycle Expiration", requestId: newRequestId() });
  }
}
