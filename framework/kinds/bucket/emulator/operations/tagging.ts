import type { WireResponse } from "../../../local.ts";
import { receiveText } from "../body.ts";
import { checkTags } from "../description.ts";
import { s3Error } from "../errors.ts";
import type { S3Request } from "../request.ts";
import { respondDocument, respondEmpty, versionHeader } from "../respond.ts";
import type { Version } from "../schema.ts";
import type { Store } from "../store.ts";
import { elementsOf, parseDocument, textOf, type Element } from "../xml.ts";
import { findObject } from "./read.ts";

/** `GetObjectTagging` */
export function getObjectTagging(request: S3Request, store: Store): WireResponse {
  const found = find(request, store);
  const tags = Object.entries(found.content.tags).map(([key, value]): Element => {
    const content: readonly Element[] = [
      ["Key", key],
      ["Value", value],
    ];
    return ["Tag", content];
  });
  return respondDocument("Tagging", [["TagSet", tags]], header(request, store, found));
}

/** `PutObjectTagging` */
export async function putObjectTagging(request: S3Request, store: Store): Promise<WireResponse> {
  const [set] = elementsOf(await parseDocument(await receiveText(request, 65_536), "Tagging"), "TagSet");
  const pairs = elementsOf(set ?? {}, "Tag").map((tag) => {
    const key = textOf(tag, "Key");
    if (key === undefined) throw s3Error("MalformedXML");
    return [key, textOf(tag, "Value") ?? ""] as const;
  });
  const found = find(request, store);
  store.versions.describe(found.sequence, { ...found.content, tags: checkTags(pairs) });
  return respondEmpty(200, header(request, store, found));
}

/** `DeleteObjectTagging` */
export function deleteObjectTagging(request: S3Request, store: Store): WireResponse {
  const found = find(request, store);
  store.versions.describe(found.sequence, { ...found.content, tags: {} });
  return respondEmpty(204, header(request, store, found));
}

function find(request: S3Request, store: Store): Version {
  const { bucket, key, query } = request;
  return findObject(request, store, { bucket, key, version: query.get("versionId") });
}

function header(request: S3Request, store: Store, found: Version): Readonly<Record<string, string>> {
  return versionHeader(store.buckets.get(request.bucket).versioning, found.version);
}
