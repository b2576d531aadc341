import { s3Error } from "./errors.ts";
import type { Description } from "./schema.ts";

type Headers = Readonly<Record<string, string>>;

const kept = ["cache-control", "content-disposition", "content-language", "content-type", "expires"] as const;

/** Bytes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
const maxMetadata = 2048;

/** Reads what the headers of a write say of the object. */
export function readDescription(headers: Headers): Description {
  const tags = headers["x-amz-tagging"];
  return {
    headers: readKept(headers),
    metadata: readMetadata(headers),
    tags: tags === undefined ? {} : checkTags([...new URLSearchParams(tags)]),
  };
}

function readKept(headers: Headers): Headers {
  const encoding = (headers["content-encoding"] ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "" && item !== "aws-chunked")
    .join(",");
  const storageClass = readStorageClass(headers["x-amz-storage-class"]);
  const sent = kept.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    "content-type": "binary/octet-stream",
    ...Object.fromEntries(sent),
    ...(encoding !== "" && { "content-encoding": encoding }),
    ...(storageClass !== "STANDARD" && { "x-amz-storage-class": storageClass }),
  };
}

const readable = ["STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"];
const archives = ["GLACIER", "DEEP_ARCHIVE"];

/** An object that would have to be restored before it can be read is refused: here it could be read at once. */
function readStorageClass(name = "STANDARD"): string {
  if (archives.includes(name))
    throw s3Error("NotImplemented", `The storage class ${name} is not emulated by the local S3.`);
  if (!readable.includes(name)) throw s3Error("InvalidStorageClass");
  return name;
}

function readMetadata(headers: Headers): Headers {
  const named = Object.entries(headers).flatMap(([name, value]) => {
    return name.startsWith("x-amz-meta-") ? [[name.slice("x-amz-meta-".length), value] as const] : [];
  });
  const size = named.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (size > maxMetadata) throw s3Error("MetadataTooLarge");
  return Object.fromEntries(named);
}

/** Checks tags against the rules of S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
export function checkTags(pairs: readonly (readonly [key: string, value: string])[]): Readonly<Record<string, string>> {
  if (pairs.length > 10) throw s3Error("InvalidTag", "Object tags cannot be greater than 10");
  const tags = Object.fromEntries(pairs);
  if (Object.keys(tags).length < pairs.length) {
    throw s3Error("InvalidTag", "Cannot provide multiple Tags with the same key");
  }
  for (const [key, value] of pairs) {
    if (key === "" || key.length > 128) throw s3Error("InvalidTag", "The TagKey you have provided is invalid");
    if (value.length > 256) throw s3Error("InvalidTag", "The TagValue you have provided is invalid");
  }
  return tags;
}
