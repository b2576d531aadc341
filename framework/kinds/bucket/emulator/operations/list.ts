import type { WireResponse } from "../../../local.ts";
import { listPage, positionBehind, type Page, type Source } from "../list.ts";
import { drawToken, readListParameters, readToken, type ListParameters } from "../parameters.ts";
import type { S3Request } from "../request.ts";
import { checksumType, respondDocument } from "../respond.ts";
import type { Version } from "../schema.ts";
import type { Store } from "../store.ts";
import { isoDate } from "../time.ts";
import { expireObjects } from "../write.ts";
import type { Element } from "../xml.ts";
import { owner } from "./bucket.ts";

/** `ListObjectsV2` */
export function listObjectsV2(request: S3Request, store: Store): WireResponse {
  const { query } = request;
  const token = query.get("continuation-token");
  const startAfter = query.get("start-after") ?? undefined;
  const parameters = readListParameters(query, "max-keys");
  const page = listKeys(request, store, { parameters, behind: token === null ? startAfter : readToken(token) });
  const hasOwner = query.get("fetch-owner") === "true";
  return respondDocument("ListBucketResult", [
    ...drawHead(request, parameters),
    ["StartAfter", startAfter && parameters.encode(startAfter)],
    ["ContinuationToken", token ?? undefined],
    ["NextContinuationToken", page.isTruncated ? drawToken(nameOf(page.last)) : undefined],
    ["KeyCount", page.entries.length + page.prefixes.length],
    ["IsTruncated", page.isTruncated],
    ...page.entries.map((entry) => drawEntry(entry, parameters, hasOwner)),
    ...drawPrefixes(page.prefixes, parameters),
  ]);
}

/** `ListObjects` */
export function listObjects(request: S3Request, store: Store): WireResponse {
  const marker = request.query.get("marker") ?? "";
  const parameters = readListParameters(request.query, "max-keys");
  const page = listKeys(request, store, { parameters, behind: marker || undefined });
  // Without a delimiter the client goes on from the last key itself.
  const next = page.isTruncated && parameters.delimiter !== "" ? parameters.encode(nameOf(page.last)) : undefined;
  return respondDocument("ListBucketResult", [
    ...drawHead(request, parameters),
    ["Marker", parameters.encode(marker)],
    ["NextMarker", next],
    ["IsTruncated", page.isTruncated],
    ...page.entries.map((entry) => drawEntry(entry, parameters, true)),
    ...drawPrefixes(page.prefixes, parameters),
  ]);
}

interface KeyQuery {
  readonly parameters: ListParameters;
  readonly behind: string | undefined;
}

function listKeys(request: S3Request, store: Store, { parameters, behind }: KeyQuery): Page<Version> {
  const bucket = store.buckets.get(request.bucket);
  expireObjects(store, bucket);
  const source: Source<Version, Buffer> = {
    scan: (from, limit) => store.versions.scan(bucket.name, from, limit),
    at: (key) => key,
    behind: (entry) => Buffer.from(`${entry.key}\0`),
  };
  const from = behind === undefined ? undefined : positionBehind(source, behind, parameters);
  return listPage(source, { ...parameters, from });
}

function drawHead(request: S3Request, parameters: ListParameters): readonly Element[] {
  const { prefix, delimiter, limit, encode, encoding } = parameters;
  return [
    ["Name", request.bucket],
    ["Prefix", encode(prefix)],
    ["Delimiter", delimiter === "" ? undefined : encode(delimiter)],
    ["MaxKeys", limit],
    ["EncodingType", encoding],
  ];
}

function drawEntry(entry: Version, { encode }: ListParameters, hasOwner: boolean): Element {
  const { checksum, headers } = entry.content;
  const content: readonly Element[] = [
    ["Key", encode(entry.key)],
    ["LastModified", isoDate(entry.modified)],
    ["ETag", `"${entry.etag}"`],
    ["ChecksumAlgorithm", checksum?.algorithm.toUpperCase()],
    ["ChecksumType", checksum && checksumType(checksum)],
    ["Size", entry.size],
    ...(hasOwner ? [owner] : []),
    ["StorageClass", headers["x-amz-storage-class"] ?? "STANDARD"],
  ];
  return ["Contents", content];
}

/** The common prefixes of a page. */
export function drawPrefixes(prefixes: readonly string[], { encode }: ListParameters): readonly Element[] {
  return prefixes.map((prefix): Element => {
    const content: readonly Element[] = [["Prefix", encode(prefix)]];
    return ["CommonPrefixes", content];
  });
}

/** The name of what was listed last, which the next page goes on behind. */
export function nameOf(last: { readonly key: string } | string | undefined): string {
  return typeof last === "string" ? last : (last?.key ?? "");
}
