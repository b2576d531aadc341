import type { WireResponse } from "../../../local.ts";
import { listPage, positionBehind, type Page, type Source } from "../list.ts";
import { readLimit, readListParameters, type ListParameters } from "../parameters.ts";
import type { S3Request } from "../request.ts";
import { respondDocument } from "../respond.ts";
import type { Store } from "../store.ts";
import { isoDate } from "../time.ts";
import type { Part, Upload, UploadPosition } from "../uploads.ts";
import type { Element } from "../xml.ts";
import { owner } from "./bucket.ts";
import { drawPrefixes, nameOf } from "./list.ts";

const initiator: Element = ["Initiator", owner[1]];

/** `ListMultipartUploads` */
export function listMultipartUploads(request: S3Request, store: Store): WireResponse {
  const { query } = request;
  const parameters = readListParameters(query, "max-uploads");
  const marker = { key: query.get("key-marker") ?? "", id: query.get("upload-id-marker") ?? "" };
  const page = listUploads(request, store, { parameters, marker });
  const { encode, limit, delimiter } = parameters;
  return respondDocument("ListMultipartUploadsResult", [
    ["Bucket", request.bucket],
    ["KeyMarker", encode(marker.key)],
    ["UploadIdMarker", marker.key === "" ? "" : marker.id],
    ["NextKeyMarker", page.isTruncated ? encode(nameOf(page.last)) : undefined],
    ["NextUploadIdMarker", page.isTruncated && typeof page.last === "object" ? page.last.id : undefined],
    ["Prefix", encode(parameters.prefix)],
    ["Delimiter", delimiter === "" ? undefined : encode(delimiter)],
    ["EncodingType", parameters.encoding],
    ["MaxUploads", limit],
    ["IsTruncated", page.isTruncated],
    ...page.entries.map((entry) => drawUpload(entry, parameters)),
    ...drawPrefixes(page.prefixes, parameters),
  ]);
}

interface UploadQuery {
  readonly parameters: ListParameters;
  readonly marker: { readonly key: string; readonly id: string };
}

function listUploads(request: S3Request, store: Store, { parameters, marker }: UploadQuery): Page<Upload> {
  const bucket = store.buckets.get(request.bucket);
  const source: Source<Upload, UploadPosition> = {
    scan: (from, limit) => store.uploads.scan(bucket.name, from, limit),
    at: (key) => ({ key, after: "" }),
    behind: (entry) => ({ key: Buffer.from(entry.key), after: entry.id }),
  };
  if (marker.key === "") return listPage(source, parameters);
  // The id counts only together with the key.
  if (marker.id !== "") {
    return listPage(source, { ...parameters, from: { key: Buffer.from(marker.key), after: marker.id } });
  }
  return listPage(source, { ...parameters, from: positionBehind(source, marker.key, parameters) });
}

function drawUpload(upload: Upload, { encode }: ListParameters): Element {
  const { checksum, headers } = upload.content;
  const content: readonly Element[] = [
    ["Key", encode(upload.key)],
    ["UploadId", upload.id],
    initiator,
    owner,
    ["StorageClass", headers["x-amz-storage-class"] ?? "STANDARD"],
    ["Initiated", isoDate(upload.initiated)],
    ["ChecksumAlgorithm", checksum?.algorithm.toUpperCase()],
    ["ChecksumType", checksum?.type],
  ];
  return ["Upload", content];
}

/** `ListParts` */
export function listParts(request: S3Request, store: Store): WireResponse {
  const { bucket, key, query } = request;
  const upload = store.uploads.get(bucket, key, query.get("uploadId") ?? "");
  const limit = readLimit(query, "max-parts");
  const marker = Number(query.get("part-number-marker") ?? 0);
  const rest = store.uploads.parts(upload.id).filter((part) => part.number > marker);
  const page = rest.slice(0, limit);
  const { checksum, headers } = upload.content;
  return respondDocument("ListPartsResult", [
    ["Bucket", bucket],
    ["Key", key],
    ["UploadId", upload.id],
    initiator,
    owner,
    ["StorageClass", headers["x-amz-storage-class"] ?? "STANDARD"],
    ["PartNumberMarker", marker],
    ["NextPartNumberMarker", page.at(-1)?.number ?? 0],
    ["MaxParts", limit],
    ["IsTruncated", rest.length > page.length],
    ["ChecksumAlgorithm", checksum?.algorithm.toUpperCase()],
    ["ChecksumType", checksum?.type],
    ...page.map((part) => drawPart(part, upload)),
  ]);
}

function drawPart({ number, modified, etag, size, content: { checksum } }: Part, upload: Upload): Element {
  const isAsked = upload.content.checksum?.algorithm === checksum.algorithm;
  const content: readonly Element[] = [
    ["PartNumber", number],
    ["LastModified", isoDate(modified)],
    ["ETag", `"${etag}"`],
    ["Size", size],
    [`Checksum${checksum.algorithm.toUpperCase()}`, isAsked ? checksum.value : undefined],
  ];
  return ["Part", content];
}
