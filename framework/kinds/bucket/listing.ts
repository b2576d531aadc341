/** The answer of S3's ListObjectsV2. Pure. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
import type { Page } from "../page.ts";
import type { ObjectSummary } from "./decorator.ts";

/** Reads a listing. Keys may be percent-encoded, which the answer says of itself. */
export function readListing(xml: string): Page<ObjectSummary> {
  const isEncoded = element(xml, "EncodingType") === "url";
  const items = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, content = ""]) => {
    const key = element(content, "Key");
    return {
      key: isEncoded ? decodeURIComponent(key.replaceAll("+", " ")) : key,
      size: Number(element(content, "Size")),
      etag: element(content, "ETag").replaceAll('"', ""),
      modifiedAt: element(content, "LastModified"),
    };
  });
  const next = element(xml, "NextContinuationToken");
  return next ? { items, next } : { items };
}

/** The text of the first element of a name; empty where there is none. */
function element(xml: string, name: string): string {
  const [, text = ""] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  return text.replace(/&(#x[\da-fA-F]+|#\d+|\w+);/g, (entity, code: string) => decodeEntity(code) ?? entity);
}

/** The character that `amp`, `#38` or `#x26` stands for. */
function decodeEntity(code: string): string | undefined {
  if (!code.startsWith("#")) return entities[code];
  return String.fromCodePoint(Number(code.replace("#", code.startsWith("#x") ? "0" : "")));
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
