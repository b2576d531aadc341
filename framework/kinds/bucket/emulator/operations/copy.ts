import type { WireResponse } from "../../../local.ts";
import { digestPieces, parseAlgorithm, type Checksum, type ChecksumAlgorithm } from "../checksum.ts";
import { checkCopy } from "../conditions.ts";
import { readDescription } from "../description.ts";
import { s3Error } from "../errors.ts";
import { decode, type S3Request } from "../request.ts";
import { checksumElements, checksumType, respondDocument, versionHeader } from "../respond.ts";
import type { Chunk, Content, Version } from "../schema.ts";
import type { Store } from "../store.ts";
import { isoDate } from "../time.ts";
import { putVersion } from "../write.ts";
import { findObject, type Place } from "./read.ts";
import { keepOrRemove } from "./write.ts";

/** Bytes that one copy may have: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
const maxCopy = 5 * 1024 ** 3;

/** `CopyObject` */
export async function copyObject(request: S3Request, store: Store): Promise<WireResponse> {
  const { bucket: name, key, headers } = request;
  const bucket = store.buckets.get(name);
  const source = findSource(request, store);
  if (source.found.size > maxCopy) throw s3Error("InvalidRequest", "The specified copy source is larger than 5 GiB");
  const description = chooseDescription(request, source);
  const bytes = await copyBytes(store, source.found, readAlgorithm(headers));
  const { chunks, etag, checksum } = bytes;
  const version = await keepOrRemove(store, chunks, () => {
    const content: Content = { ...description, chunks, ...(checksum && { checksum }) };
    const { size } = source.found;
    const write = { key, marker: false, modified: store.context.clock.now(), size, etag, content };
    return putVersion(store, { bucket: name, write, headers, reason: "CopyObject", requestId: request.id });
  });
  const content = [
    ["ETag", `"${etag}"`],
    ["LastModified", isoDate(version.modified)],
    ...checksumElements(checksum),
  ] as const;
  return respondDocument("CopyObjectResult", content, {
    "x-amz-server-side-encryption": "AES256",
    ...versionHeader(bucket.versioning, version.version),
    ...sourceHeader(store, source),
  });
}

/** The source of a copy. */
export interface CopySource {
  readonly place: Place;
  readonly found: Version;
}

/** Finds what `x-amz-copy-source` names, once the caller may read it and the conditions hold. */
export function findSource(request: S3Request, store: Store): CopySource {
  const header = request.headers["x-amz-copy-source"] ?? "";
  const [, bucket = "", key = "", version] = /^\/?([^/]+)\/(.+?)(?:\?versionId=([^?]*))?$/su.exec(header) ?? [];
  if (key === "")
    throw s3Error("InvalidArgument", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  const place = { bucket: decode(bucket), key: decode(key), version: version ?? null };
  const action = version === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
  request.caller.require(action, `arn:aws:s3:::${place.bucket}/${place.key}`);
  const found = findObject(request, store, place);
  checkCopy(request.headers, found);
  return { place, found };
}

/** The header that names the version that was copied. */
export function sourceHeader(store: Store, { place, found }: CopySource): Readonly<Record<string, string>> {
  if (store.buckets.get(place.bucket).versioning === "") return {};
  return { "x-amz-copy-source-version-id": found.version };
}

function chooseDescription(request: S3Request, { place, found }: CopySource): Omit<Content, "chunks"> {
  const { headers } = request;
  const replaces = isReplace(headers["x-amz-metadata-directive"]);
  const isItself = place.bucket === request.bucket && place.key === request.key && found.latest;
  if (isItself && !replaces && headers["x-amz-storage-class"] === undefined) {
    throw s3Error(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const sent = readDescription(headers);
  const { headers: kept, metadata, tags } = found.content;
  const storageClass = sent.headers["x-amz-storage-class"];
  const { "x-amz-storage-class": _, ...plain } = kept;
  return {
    headers: replaces ? sent.headers : { ...plain, ...(storageClass && { "x-amz-storage-class": storageClass }) },
    metadata: replaces ? sent.metadata : metadata,
    tags: isReplace(headers["x-amz-tagging-directive"]) ? sent.tags : tags,
  };
}

function isReplace(directive: string | undefined): boolean {
  if (directive === undefined || directive === "COPY") return false;
  if (directive === "REPLACE") return true;
  throw s3Error("InvalidArgument", "Unknown metadata directive.");
}

function readAlgorithm(headers: Readonly<Record<string, string>>): ChecksumAlgorithm | undefined {
  const name = headers["x-amz-checksum-algorithm"];
  if (name === undefined) return undefined;
  const algorithm = parseAlgorithm(name);
  if (!algorithm) throw s3Error("InvalidRequest", "Checksum algorithm provided is unsupported.");
  return algorithm;
}

interface CopiedBytes {
  readonly chunks: readonly Chunk[];
  readonly etag: string;
  readonly checksum: Checksum | undefined;
}

/** A copy is in one piece: what was made of parts, or wants another checksum, is read once more. */
async function copyBytes(
  store: Store,
  { content, etag, size }: Version,
  wanted: ChecksumAlgorithm | undefined,
): Promise<CopiedBytes> {
  const { chunks, checksum } = content;
  const fits = checksum === undefined || checksumType(checksum) === "FULL_OBJECT";
  const isSame = wanted === undefined || wanted === checksum?.algorithm;
  if (!etag.includes("-") && fits && isSame) return { chunks: await store.files.copy(chunks), etag, checksum };

  const algorithm = wanted ?? checksum?.algorithm ?? "crc64nvme";
  const { source, digests } = digestPieces(store.files.read(chunks, 0, size), algorithm);
  const copied = await store.files.write(source);
  const { md5, checksum: value } = digests();
  return { chunks: copied, etag: md5.toString("hex"), checksum: value };
}
