import type { WireResponse } from "../../../local.ts";
import { s3Error } from "../errors.ts";
import { listPage, positionBehind, type Page, type Source } from "../list.ts";
import { readListParameters, type ListParameters } from "../parameters.ts";
import type { S3Request } from "../request.ts";
import { respondDocument } from "../respond.ts";
import type { Version } from "../schema.ts";
import type { Store } from "../store.ts";
import { isoDate } from "../time.ts";
import type { VersionPosition } from "../versions.ts";
import { expireObjects } from "../write.ts";
import type { Element } from "../xml.ts";
import { owner } from "./bucket.ts";
import { drawPrefixes, nameOf } from "./list.ts";

/** `ListObjectVersions` */
export function listObjectVersions(request: S3Request, store: Store): WireResponse {
  const { query } = request;
  const parameters = readListParameters(query, "max-keys");
  const marker = { key: query.get("key-marker") ?? "", version: query.get("version-id-marker") ?? "" };
  const page = listVersions(request, store, { parameters, marker });
  const { encode, limit, delimiter } = parameters;
  return respondDocument("ListVersionsResult", [
    ["Name", request.bucket],
    ["Prefix", encode(parameters.prefix)],
    ["Delimiter", delimiter === "" ? undefined : encode(delimiter)],
    ["KeyMarker", encode(marker.key)],
    ["VersionIdMarker", marker.version],
    ["MaxKeys", limit],
    ["EncodingType", parameters.encoding],
    ["IsTruncated", page.isTruncated],
    ...drawNext(page, parameters),
    ...page.entries.map((entry) => drawVersion(entry, parameters)),
    ...drawPrefixes(page.prefixes, parameters),
  ]);
}

interface VersionQuery {
  readonly parameters: ListParameters;
  readonly marker: { readonly key: string; readonly version: string };
}

/** Above every sequence number. */
const newest = Number.MAX_SAFE_INTEGER;

function listVersions(request: S3Request, store: Store, { parameters, marker }: VersionQuery): Page<Version> {
  const bucket = store.buckets.get(request.bucket);
  expireObjects(store, bucket);
  const source: Source<Version, VersionPosition> = {
    scan: (from, limit) => store.versions.scanAll(bucket.name, from, limit),
    at: (key) => ({ key, before: newest }),
    behind: (entry) => ({ key: Buffer.from(entry.key), before: entry.sequence }),
  };
  if (marker.version !== "") {
    if (marker.key === "") {
      throw s3Error("InvalidArgument", "A version-id marker cannot be specified without a key marker.");
    }
    const found = store.versions.find(bucket.name, marker.key, marker.version);
    if (!found) throw s3Error("InvalidArgument", "Invalid version id specified");
    return listPage(source, { ...parameters, from: source.behind(found) });
  }
  const from = marker.key === "" ? undefined : positionBehind(source, marker.key, parameters);
  return listPage(source, { ...parameters, from });
}

function drawNext(page: Page<Version>, { encode }: ListParameters): readonly Element[] {
  if (!page.isTruncated) return [];
  return [
    ["NextKeyMarker", encode(nameOf(page.last))],
    ["NextVersionIdMarker", typeof page.last === "object" ? page.last.version : undefined],
  ];
}

function drawVersion(entry: Version, { encode }: ListParameters): Element {
  const head: readonly Element[] = [
    ["Key", encode(entry.key)],
    ["VersionId", entry.version],
    ["IsLatest", entry.latest],
    ["LastModified", isoDate(entry.modified)],
  ];
  if (entry.marker) return ["DeleteMarker", [...head, owner]];
  const content: readonly Element[] = [
    ...head,
    ["ETag", `"${entry.etag}"`],
    ["Size", entry.size],
    ["StorageClass", entry.content.headers["x-amz-storage-class"] ?? "STANDARD"],
    owner,
  ];
  return ["Version", content];
}
