import type { WireResponse } from "../../../local.ts";
import { bucketArn } from "../buckets.ts";
import { checkRead } from "../conditions.ts";
import { s3Error } from "../errors.ts";
import { parseRange, type Range } from "../range.ts";
import type { S3Request } from "../request.ts";
import { checksumHeaders, objectHeaders, versionHeader } from "../respond.ts";
import type { Version } from "../schema.ts";
import type { Store } from "../store.ts";
import { httpDate } from "../time.ts";
import { expireObjects } from "../write.ts";

/** Bytes up to which an answer is read at once instead of streamed. */
const smallObject = 262_144;

/** `GetObject` */
export function getObject(request: S3Request, store: Store): WireResponse {
  const { found, range, response } = prepare(request, store);
  const { chunks } = found.content;
  const isSmall = range.end - range.start <= smallObject;
  const body = isSmall
    ? store.files.load(chunks, range.start, range.end)
    : store.files.read(chunks, range.start, range.end);
  return { ...response, body };
}

/** `HeadObject` */
export function headObject(request: S3Request, store: Store): WireResponse {
  return prepare(request, store).response;
}

/** Where an object is looked for. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
  /** The latest where it is null. */
  readonly version: string | null;
}

/** Finds an object that is there to be read. What is missing is denied to callers that may not list the bucket. */
export function findObject(request: S3Request, store: Store, place: Place): Version {
  const bucket = store.buckets.get(place.bucket);
  expireObjects(store, bucket);
  const { key, version } = place;
  if (version === "") throw s3Error("InvalidArgument", "Version id cannot be the empty string");
  const found =
    version === null ? store.versions.latest(bucket.name, key) : store.versions.find(bucket.name, key, version);
  if (!found || (found.marker && version === null)) requireListing(request, bucket.name);
  if (!found) throw s3Error(version === null ? "NoSuchKey" : "NoSuchVersion");
  if (!found.marker) return found;
  const headers = { "x-amz-delete-marker": "true", ...versionHeader(bucket.versioning, found.version) };
  if (version === null) throw s3Error("NoSuchKey", undefined, headers);
  throw s3Error("MethodNotAllowed", undefined, {
    ...headers,
    allow: "DELETE",
    "last-modified": httpDate(found.modified),
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html, "Permissions" */
function requireListing(request: S3Request, bucket: string): void {
  request.caller.require("s3:ListBucket", bucketArn(bucket));
}

interface Prepared {
  readonly found: Version;
  readonly range: Range;
  readonly response: WireResponse;
}

function prepare(request: S3Request, store: Store): Prepared {
  const { headers, query } = request;
  const { bucket: name, key } = request;
  const found = findObject(request, store, { bucket: name, key, version: query.get("versionId") });
  checkRead(headers, found);
  const part = selectPart(query.get("partNumber"), found);
  const range = part ?? parseRange(headers["range"], found.size);
  const { start, end } = range ?? { start: 0, end: found.size };
  const wantsChecksum = headers["x-amz-checksum-mode"]?.toUpperCase() === "ENABLED" && !range;
  return {
    found,
    range: { start, end },
    response: {
      status: range ? 206 : 200,
      headers: {
        ...objectHeaders(found),
        ...versionHeader(store.buckets.get(name).versioning, found.version),
        ...(wantsChecksum && checksumHeaders(found.content.checksum)),
        ...(part && { "x-amz-mp-parts-count": String(found.content.chunks.length) }),
        ...(range && { "content-range": `bytes ${start}-${end - 1}/${found.size}` }),
        ...readOverrides(query),
        "content-length": String(end - start),
      },
      body: "",
    },
  };
}

function selectPart(header: string | null, found: Version): Range | undefined {
  if (header === null) return undefined;
  const number = Number(header);
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw s3Error("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
  }
  // An object that came in one piece has one part, however small.
  if (!found.etag.includes("-")) {
    if (number > 1) throw s3Error("InvalidPartNumber");
    return undefined;
  }
  const { chunks } = found.content;
  const chunk = chunks[number - 1];
  if (!chunk) throw s3Error("InvalidPartNumber");
  const start = chunks.slice(0, number - 1).reduce((sum, { size }) => sum + size, 0);
  return { start, end: start + chunk.size };
}

function readOverrides(query: URLSearchParams): Readonly<Record<string, string>> {
  const names = [
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
  ];
  const pairs = names.flatMap((name) => {
    const value = query.get(`response-${name}`);
    return value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}
