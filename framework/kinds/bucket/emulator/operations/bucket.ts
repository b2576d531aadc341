import type { WireResponse } from "../../../local.ts";
import { receiveText } from "../body.ts";
import { isBucketName } from "../buckets.ts";
import { s3Error } from "../errors.ts";
import type { S3Request } from "../request.ts";
import { respondDocument, respondEmpty } from "../respond.ts";
import type { Store } from "../store.ts";
import { isoDate } from "../time.ts";
import { removeBucket } from "../write.ts";
import { parseDocument, textOf, type Element } from "../xml.ts";

/** The canonical user id of the one owner that there is. */
export const owner: Element = ["Owner", [["ID", "0".repeat(64)]]];

const maxDocument = 65_536;

/** `ListBuckets` */
export function listBuckets(_request: S3Request, store: Store): WireResponse {
  const buckets = store.buckets.list().map(({ name, created }): Element => {
    const content: readonly Element[] = [
      ["Name", name],
      ["CreationDate", isoDate(created)],
    ];
    return ["Bucket", content];
  });
  return respondDocument("ListAllMyBucketsResult", [owner, ["Buckets", buckets]]);
}

/** `CreateBucket` */
export async function createBucket(request: S3Request, store: Store): Promise<WireResponse> {
  const { bucket: name } = request;
  const { region, clock } = store.context;
  const text = await receiveText(request, maxDocument);
  const constraint = text && textOf(await parseDocument(text, "CreateBucketConfiguration"), "LocationConstraint");
  if (!isBucketName(name)) throw s3Error("InvalidBucketName");
  if (constraint && constraint !== region) {
    const rule = `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`;
    throw s3Error("IllegalLocationConstraintException", rule);
  }
  if (store.buckets.find(name)) throw s3Error("BucketAlreadyOwnedByYou");
  store.buckets.save({ name, created: clock.now(), versioning: "", expires: null });
  return respondEmpty(200, { location: `/${name}` });
}

/** `HeadBucket` */
export function headBucket(request: S3Request, store: Store): WireResponse {
  store.buckets.get(request.bucket);
  return respondEmpty(200, { "x-amz-bucket-region": store.context.region });
}

/** `DeleteBucket` */
export function deleteBucket(request: S3Request, store: Store): WireResponse {
  const { name } = store.buckets.get(request.bucket);
  if (store.versions.hasAny(name)) throw s3Error("BucketNotEmpty");
  removeBucket(store, name);
  return respondEmpty(204);
}

/** `GetBucketLocation` */
export function getBucketLocation(request: S3Request, store: Store): WireResponse {
  store.buckets.get(request.bucket);
  const { region } = store.context;
  return respondDocument("LocationConstraint", region === "us-east-1" ? "" : region);
}

/** `GetBucketVersioning` */
export function getBucketVersioning(request: S3Request, store: Store): WireResponse {
  const { versioning } = store.buckets.get(request.bucket);
  return respondDocument("VersioningConfiguration", [["Status", versioning || undefined]]);
}

/** `PutBucketVersioning` */
export async function putBucketVersioning(request: S3Request, store: Store): Promise<WireResponse> {
  const root = await parseDocument(await receiveText(request, maxDocument), "VersioningConfiguration");
  const status = textOf(root, "Status");
  if (textOf(root, "MfaDelete") === "Enabled") {
    throw s3Error("NotImplemented", "PutBucketVersioning with MfaDelete is not emulated.");
  }
  if (status !== "Enabled" && status !== "Suspended") throw s3Error("MalformedXML");
  store.buckets.save({ ...store.buckets.get(request.bucket), versioning: status });
  return respondEmpty(200);
}
