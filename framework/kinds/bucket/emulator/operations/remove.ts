import type { WireResponse } from "../../../local.ts";
import { WireError } from "../../../local.ts";
import { receiveText } from "../body.ts";
import { checkWrite } from "../conditions.ts";
import { s3Error } from "../errors.ts";
import type { S3Request } from "../request.ts";
import { respondDocument, respondEmpty } from "../respond.ts";
import type { Version } from "../schema.ts";
import type { Store } from "../store.ts";
import { deleteLatest, deleteVersion, expireObjects } from "../write.ts";
import { elementsOf, parseDocument, textOf, type Element } from "../xml.ts";

/** `DeleteObject` */
export function deleteObject(request: S3Request, store: Store): WireResponse {
  const { key, query, headers } = request;
  const removal = { key, version: query.get("versionId"), match: headers["if-match"] };
  const { version, marker } = remove(request, store, removal);
  return respondEmpty(204, {
    ...(version !== undefined && { "x-amz-version-id": version }),
    ...(marker && { "x-amz-delete-marker": "true" }),
  });
}

/** `DeleteObjects` */
export async function deleteObjects(request: S3Request, store: Store): Promise<WireResponse> {
  store.buckets.get(request.bucket);
  const { headers } = request;
  const isProtected = Object.keys(headers).some((name) => /^(content-md5|x-amz-(checksum-|trailer))/u.test(name));
  if (!isProtected) throw s3Error("InvalidRequest", "Missing required header for this request: Content-MD5");
  const root = await parseDocument(await receiveText(request, 2_097_152), "Delete");
  const objects = elementsOf(root, "Object");
  // A request names at most 1,000: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
  if (objects.length === 0 || objects.length > 1000) throw s3Error("MalformedXML");
  const isQuiet = textOf(root, "Quiet") === "true";
  const results = objects.flatMap((object) => {
    const key = textOf(object, "Key");
    if (key === undefined) throw s3Error("MalformedXML");
    const removal = { key, version: textOf(object, "VersionId") ?? null, match: textOf(object, "ETag") };
    return removeListed(request, store, removal).filter(([name]) => !isQuiet || name === "Error");
  });
  return respondDocument("DeleteResult", results);
}

interface Removal {
  readonly key: string;
  readonly version: string | null;
  readonly match: string | undefined;
}

interface Removed {
  /** What was removed or, without a version in the request, the delete marker that was made. */
  readonly version: string | undefined;
  readonly marker: boolean;
}

function remove(request: S3Request, store: Store, { key, version, match }: Removal): Removed {
  const bucket = store.buckets.get(request.bucket);
  expireObjects(store, bucket);
  const cause = { bucket: bucket.name, reason: "DeleteObject", requestId: request.id };
  if (version === null) {
    const latest = store.versions.latest(bucket.name, key);
    if (match !== undefined) checkWrite({ "if-match": match }, latest?.marker ? undefined : latest);
    const marker = deleteLatest(store, bucket, { ...cause, key });
    return { version: marker?.version, marker: marker !== undefined };
  }
  const found: Version | undefined = store.versions.find(bucket.name, key, version);
  if (match !== undefined) checkWrite({ "if-match": match }, found);
  if (found) deleteVersion(store, found, cause);
  return { version: bucket.versioning === "" ? undefined : version, marker: found?.marker ?? false };
}

/** Removes one object of many, and says how that went. */
function removeListed(request: S3Request, store: Store, removal: Removal): readonly Element[] {
  const { key, version } = removal;
  try {
    const action = version === null ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
    request.caller.require(action, `arn:aws:s3:::${request.bucket}/${key}`);
    const removed = remove(request, store, removal);
    const deleted: readonly Element[] = [
      ["Key", key],
      ["VersionId", version ?? undefined],
      ["DeleteMarker", removed.marker || undefined],
      ["DeleteMarkerVersionId", removed.marker ? removed.version : undefined],
    ];
    return [["Deleted", deleted]];
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const failure: readonly Element[] = [
      ["Key", key],
      ["VersionId", version ?? undefined],
      ["Code", error.code],
      ["Message", error.message],
    ];
    return [["Error", failure]];
  }
}
