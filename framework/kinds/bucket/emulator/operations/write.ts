import type { WireResponse } from "../../../local.ts";
import { receiveFile } from "../body.ts";
import { readDescription } from "../description.ts";
import type { S3Request } from "../request.ts";
import { checksumHeaders, respondEmpty, versionHeader } from "../respond.ts";
import type { Chunk } from "../schema.ts";
import type { Store } from "../store.ts";
import { putVersion } from "../write.ts";

/** `PutObject` */
export async function putObject(request: S3Request, store: Store): Promise<WireResponse> {
  const { bucket: name, key, headers } = request;
  const bucket = store.buckets.get(name);
  const description = readDescription(headers);
  const { chunks, size, md5, checksum } = await receiveFile(request, store.files);
  const etag = md5.toString("hex");
  const version = await keepOrRemove(store, chunks, () => {
    const content = { ...description, chunks, checksum };
    const write = { key, marker: false, modified: store.context.clock.now(), size, etag, content };
    return putVersion(store, { bucket: name, write, headers, reason: "PutObject", requestId: request.id });
  });
  return respondEmpty(200, {
    etag: `"${etag}"`,
    "x-amz-server-side-encryption": "AES256",
    ...checksumHeaders(checksum),
    ...versionHeader(bucket.versioning, version.version),
  });
}

/** Runs what makes new files part of an object; where it fails, the files are removed again. */
export async function keepOrRemove<Result>(
  store: Store,
  chunks: readonly Chunk[],
  run: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    store.files.remove(chunks);
    throw error;
  }
}
