import type { WireResponse } from "../../../local.ts";
import { receiveText } from "../body.ts";
import { isBucketName } from "../buckets.ts";
import { s3Error } from "../errors.ts";
import { drawToken, readToken } from "../parameters.ts";
import type { S3Request } from "../request.ts";
import { respondDocument, respondEmpty } from "../respond.ts";
import type { Bucket } from "../schema.ts";
import type { Store } from "../store.ts";
import { isoDate } from "../time.ts";
import { removeBucket } from "../write.ts";
import { parseDocument, textOf, type Element } from "../xml.ts";

/** The canonical user id of the one owner that there is. */
export const owner: Element = ["Owner", [["ID", "0".repeat(64)]]];

const maxDocument = 65_536;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
const mostBuckets = 10_000;

/** `ListBuckets` */
export function listBuckets({ query }: S3Request, store: Store): WireResponse {
  const { region } = store.context;
  const prefix = query.get("prefix") ?? "";
  const limit = Number(query.get("max-buckets") ?? mostBuckets);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostBuckets) {
    throw s3Error("InvalidArgument", `Argument max-buckets must be an integer between 1 and ${mostBuckets}.`);
  }
  const token = query.get("continuation-token");
  const before = token === null ? "" : readToken(token);
  const isHere = (query.get("bucket-region") ?? region) === region;
  const found = store.buckets.list().filter(({ name }) => isHere && name.startsWith(prefix) && name > before);
  const page = found.slice(0, limit);
  const tellsRegion = ["prefix", "max-buckets", "continuation-token", "bucket-region"].some((name) => query.has(name));
  return respondDocument("ListAllMyBucketsResult", [
    owner,
    ["Buckets", page.map((bucket) => drawBucket(bucket, tellsRegion ? region : undefined))],
    ["ContinuationToken", found.length > limit ? drawToken(page.at(-1)?.name ?? "") : undefined],
    ["Prefix", prefix || undefined],
  ]);
}

function drawBucket({ name, created }: Bucket, region: string | undefined): Element {
  const content: readonly Element[] = [
    ["Name", name],
    ["CreationDate", isoDate(created)],
    ["BucketRegion", region],
  ];
  return ["Bucket", content];
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
