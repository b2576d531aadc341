import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { WireResponse } from "../../../local.ts";
import { receiveText } from "../body.ts";
import { createHasher, type Checksum } from "../checksum.ts";
import { s3Error } from "../errors.ts";
import type { S3Request } from "../request.ts";
import { checksumElements, respondDocument, versionHeader } from "../respond.ts";
import type { Store } from "../store.ts";
import type { Part, Upload } from "../uploads.ts";
import { putVersion } from "../write.ts";
import { elementsOf, parseDocument, textOf, type ParsedElement } from "../xml.ts";

/** Bytes that every part but the last has at least: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const minPart = 5 * 1024 ** 2;

/** `CompleteMultipartUpload` */
export async function completeMultipartUpload(request: S3Request, store: Store): Promise<WireResponse> {
  const { bucket: name, key, query, headers } = request;
  const bucket = store.buckets.get(name);
  const upload = store.uploads.get(name, key, query.get("uploadId") ?? "");
  const root = await parseDocument(await receiveText(request, 2_097_152), "CompleteMultipartUpload");
  const present = store.uploads.parts(upload.id);
  const parts = selectParts(elementsOf(root, "Part"), present);
  const checksum = await combineChecksums(store, upload, parts);
  checkWhole(headers, parts, checksum);

  const chunks = parts.flatMap((part) => part.content.chunks);
  const { headers: described, metadata, tags } = upload.content;
  const content = { headers: described, metadata, tags, chunks, ...(checksum && { checksum }) };
  const etag = combineEtags(parts);
  const version = putVersion(store, {
    bucket: name,
    write: { key, marker: false, modified: store.context.clock.now(), size: sizeOf(parts), etag, content },
    headers,
    reason: "CompleteMultipartUpload",
    requestId: request.id,
    before() {
      // The upload, or a part of it, may have changed while the checksum was taken.
      const now = store.uploads.parts(store.uploads.get(name, key, upload.id).id);
      if (!isDeepStrictEqual(now, present)) throw s3Error("InvalidPart");
      store.uploads.remove(upload.id);
    },
  });
  const unused = present.filter((part) => !parts.some(({ number }) => number === part.number));
  store.files.remove(unused.flatMap((part) => part.content.chunks));
  return respondDocument(
    "CompleteMultipartUploadResult",
    [
      ["Location", `${store.context.origin()}/${name}/${encodeURIComponent(key)}`],
      ["Bucket", name],
      ["Key", key],
      ["ETag", `"${etag}"`],
      ...checksumElements(checksum),
    ],
    { "x-amz-server-side-encryption": "AES256", ...versionHeader(bucket.versioning, version.version) },
  );
}

function selectParts(listed: readonly ParsedElement[], present: readonly Part[]): readonly Part[] {
  if (listed.length === 0) throw s3Error("MalformedXML");
  const byNumber = new Map(present.map((part) => [part.number, part]));
  const parts = listed.map((element) => {
    const part = byNumber.get(Number(textOf(element, "PartNumber")));
    if (!part || textOf(element, "ETag")?.replace(/^"(.*)"$/u, "$1") !== part.etag) throw s3Error("InvalidPart");
    const { algorithm, value } = part.content.checksum;
    const announced = textOf(element, `Checksum${algorithm.toUpperCase()}`);
    if (announced !== undefined && announced !== value) throw s3Error("InvalidPart");
    return part;
  });
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (next && next.number <= part.number) throw s3Error("InvalidPartOrder");
    if (next && part.size < minPart) throw s3Error("EntityTooSmall");
  }
  return parts;
}

function sizeOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.size, 0);
}

function combineEtags(parts: readonly Part[]): string {
  const hash = createHash("md5");
  for (const { etag } of parts) hash.update(Buffer.from(etag, "hex"));
  return `${hash.digest("hex")}-${parts.length}`;
}

async function combineChecksums(store: Store, upload: Upload, parts: readonly Part[]): Promise<Checksum | undefined> {
  const wanted = upload.content.checksum;
  if (!wanted) return undefined;
  const { algorithm, type } = wanted;
  const hasher = createHasher(algorithm);
  if (type === "COMPOSITE") {
    for (const part of parts) hasher.update(Buffer.from(part.content.checksum.value, "base64"));
    return { algorithm, value: `${hasher.digest().toString("base64")}-${parts.length}` };
  }
  const chunks = parts.flatMap((part) => part.content.chunks);
  for await (const piece of store.files.read(chunks, 0, sizeOf(parts))) hasher.update(piece as Buffer);
  return { algorithm, value: hasher.digest().toString("base64") };
}

function checkWhole(headers: S3Request["headers"], parts: readonly Part[], checksum: Checksum | undefined): void {
  const size = headers["x-amz-mp-object-size"];
  if (size !== undefined && Number(size) !== sizeOf(parts)) {
    const rule = `The provided 'x-amz-mp-object-size' header value ${size} does not match what was computed: ${sizeOf(parts)}`;
    throw s3Error("InvalidRequest", rule);
  }
  const announced = checksum && headers[`x-amz-checksum-${checksum.algorithm}`];
  // The checksum of an upload may be announced without the number of its parts.
  if (announced === undefined || announced === checksum?.value) return;
  if (announced === checksum?.value.replace(/-\d+$/u, "")) return;
  throw s3Error("BadDigest", `The ${checksum?.algorithm} you specified did not match the calculated checksum.`);
}
