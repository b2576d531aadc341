import { transaction } from "../../../database.ts";
import type { WireResponse } from "../../../local.ts";
import { receiveFile } from "../body.ts";
import { digestPieces, parseAlgorithm, type Checksum } from "../checksum.ts";
import { readDescription } from "../description.ts";
import { s3Error } from "../errors.ts";
import { parseCopyRange } from "../range.ts";
import type { S3Request } from "../request.ts";
import { checksumElements, checksumHeaders, respondDocument, respondEmpty } from "../respond.ts";
import type { Chunk } from "../schema.ts";
import type { Store } from "../store.ts";
import { isoDate } from "../time.ts";
import type { Part, Upload, UploadContent } from "../uploads.ts";
import { findSource, sourceHeader } from "./copy.ts";
import { keepOrRemove } from "./write.ts";

/** `CreateMultipartUpload` */
export function createMultipartUpload(request: S3Request, store: Store): WireResponse {
  const { bucket: name, key, headers } = request;
  const bucket = store.buckets.get(name);
  const checksum = readChecksum(headers);
  const content = { ...readDescription(headers), ...(checksum && { checksum }) };
  const upload = store.uploads.create({ bucket: bucket.name, key, initiated: store.context.clock.now(), content });
  const document = [
    ["Bucket", name],
    ["Key", key],
    ["UploadId", upload.id],
  ] as const;
  return respondDocument("InitiateMultipartUploadResult", document, {
    "x-amz-server-side-encryption": "AES256",
    ...(checksum && {
      "x-amz-checksum-algorithm": checksum.algorithm.toUpperCase(),
      "x-amz-checksum-type": checksum.type,
    }),
  });
}

/** `UploadPart` */
export async function uploadPart(request: S3Request, store: Store): Promise<WireResponse> {
  const { upload, number } = findUpload(request, store);
  const { chunks, size, md5, checksum } = await receiveFile(request, store.files, upload.content.checksum?.algorithm);
  const etag = md5.toString("hex");
  await addPart(store, upload, { number, size, etag, chunks, checksum, request });
  return respondEmpty(200, {
    etag: `"${etag}"`,
    "x-amz-server-side-encryption": "AES256",
    ...partChecksumHeaders(checksum),
  });
}

/** `UploadPartCopy` */
export async function uploadPartCopy(request: S3Request, store: Store): Promise<WireResponse> {
  const { upload, number } = findUpload(request, store);
  const source = findSource(request, store);
  const { found } = source;
  const range = parseCopyRange(request.headers["x-amz-copy-source-range"], found.size);
  const algorithm = upload.content.checksum?.algorithm ?? "crc64nvme";
  const pieces = digestPieces(store.files.read(found.content.chunks, range.start, range.end), algorithm);
  const chunks = await store.files.write(pieces.source);
  const { md5, checksum } = pieces.digests();
  const part = { number, size: range.end - range.start, etag: md5.toString("hex"), chunks, checksum, request };
  const { modified } = await addPart(store, upload, part);
  const document = [
    ["ETag", `"${part.etag}"`],
    ["LastModified", isoDate(modified)],
    ...checksumElements(upload.content.checksum && checksum).filter(([name]) => name !== "ChecksumType"),
  ] as const;
  return respondDocument("CopyPartResult", document, sourceHeader(store, source));
}

/** `AbortMultipartUpload` */
export function abortMultipartUpload(request: S3Request, store: Store): WireResponse {
  const { bucket, key, query } = request;
  store.buckets.get(bucket);
  const upload = store.uploads.get(bucket, key, query.get("uploadId") ?? "");
  const chunks = store.uploads.parts(upload.id).flatMap((part) => part.content.chunks);
  store.uploads.remove(upload.id);
  store.files.remove(chunks);
  return respondEmpty(204);
}

function readChecksum(headers: S3Request["headers"]): UploadContent["checksum"] {
  const name = headers["x-amz-checksum-algorithm"];
  if (name === undefined) return undefined;
  const algorithm = parseAlgorithm(name);
  if (!algorithm) throw s3Error("InvalidRequest", "Checksum algorithm provided is unsupported.");
  const standard = algorithm === "crc64nvme" ? "FULL_OBJECT" : "COMPOSITE";
  const type = headers["x-amz-checksum-type"]?.toUpperCase() ?? standard;
  const isHash = algorithm.startsWith("sha");
  const fits = type === "COMPOSITE" ? algorithm !== "crc64nvme" : type === "FULL_OBJECT" && !isHash;
  if (fits && (type === "COMPOSITE" || type === "FULL_OBJECT")) return { algorithm, type };
  const rule = `The ${type} checksum type cannot be used with the ${name.toLowerCase()} checksum algorithm.`;
  throw s3Error("InvalidRequest", rule);
}

function findUpload(request: S3Request, store: Store): { readonly upload: Upload; readonly number: number } {
  const { bucket, key, query } = request;
  store.buckets.get(bucket);
  const number = Number(query.get("partNumber") ?? Number.NaN);
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw s3Error("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
  }
  return { upload: store.uploads.get(bucket, key, query.get("uploadId") ?? ""), number };
}

interface NewPart {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly chunks: readonly Chunk[];
  readonly checksum: Checksum;
  readonly request: S3Request;
}

function addPart(store: Store, upload: Upload, { chunks, checksum, request, ...rest }: NewPart): Promise<Part> {
  return keepOrRemove(store, chunks, () => {
    const expected = upload.content.checksum?.algorithm;
    const hasOwn = Object.keys(request.headers).some((name) => /^x-amz-(checksum-(crc|sha)|trailer)/u.test(name));
    if (expected && hasOwn && expected !== checksum.algorithm) {
      const rule = `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${checksum.algorithm}`;
      throw s3Error("InvalidRequest", rule);
    }
    const part: Part = { ...rest, modified: store.context.clock.now(), content: { chunks, checksum } };
    const replaced = transaction(store.database, () => {
      // The upload may have ended while the part was on its way.
      store.uploads.get(upload.bucket, upload.key, upload.id);
      return store.uploads.addPart(upload.id, part);
    });
    store.files.remove(replaced?.content.chunks ?? []);
    return part;
  });
}

function partChecksumHeaders(checksum: Checksum): Readonly<Record<string, string>> {
  const { "x-amz-checksum-type": _, ...headers } = checksumHeaders(checksum);
  return headers;
}
