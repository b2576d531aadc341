import type { WireResponse } from "../../local.ts";
import type { Checksum } from "./checksum.ts";
import { httpDate } from "./time.ts";
import type { Version } from "./schema.ts";
import { drawDocument, type Element } from "./xml.ts";

type Headers = Readonly<Record<string, string>>;

/** An answer that is a document. */
export function respondDocument(
  name: string,
  content: string | readonly Element[],
  headers: Headers = {},
): WireResponse {
  return { status: 200, headers: { "content-type": "application/xml", ...headers }, body: drawDocument(name, content) };
}

/** An answer without a body. */
export function respondEmpty(status: number, headers: Headers = {}): WireResponse {
  return { status, headers, body: "" };
}

/** The header that names a version, where the bucket has ever kept any. */
export function versionHeader(versioning: string, version: string): Headers {
  return versioning === "" ? {} : { "x-amz-version-id": version };
}

/** The headers that carry a checksum. */
export function checksumHeaders(checksum: Checksum | undefined): Headers {
  if (!checksum) return {};
  return {
    [`x-amz-checksum-${checksum.algorithm}`]: checksum.value,
    "x-amz-checksum-type": checksumType(checksum),
  };
}

/** The elements that carry a checksum in a document. */
export function checksumElements(checksum: Checksum | undefined): readonly Element[] {
  if (!checksum) return [];
  return [
    [`Checksum${checksum.algorithm.toUpperCase()}`, checksum.value],
    ["ChecksumType", checksumType(checksum)],
  ];
}

/** Whether a checksum is over the whole object, or over the checksums of its parts. */
export function checksumType(checksum: Checksum): "COMPOSITE" | "FULL_OBJECT" {
  return checksum.value.includes("-") ? "COMPOSITE" : "FULL_OBJECT";
}

/** The headers that describe an object, as GET and HEAD answer them. */
export function objectHeaders(found: Version): Headers {
  const { headers, metadata, tags } = found.content;
  const named = Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value] as const);
  const tagCount = Object.keys(tags).length;
  return {
    ...headers,
    ...Object.fromEntries(named),
    ...(tagCount > 0 && { "x-amz-tagging-count": String(tagCount) }),
    "accept-ranges": "bytes",
    etag: `"${found.etag}"`,
    "last-modified": httpDate(found.modified),
    // Every object is encrypted by S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
    "x-amz-server-side-encryption": "AES256",
  };
}
