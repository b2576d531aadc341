import { toSeconds } from "../../runtime/duration.ts";
import { call, type AwsRequest } from "../../runtime/transport/call.ts";
import { now } from "../../runtime/transport/clock.ts";
import { credentials, endpoint, region } from "../../runtime/transport/endpoint.ts";
import { AwsError } from "../../runtime/transport/aws-error.ts";
import { prepare } from "../../runtime/transport/pool.ts";
import type { WireResponse } from "../../runtime/transport/send.ts";
import { encode, signQuery } from "../../runtime/transport/sign.ts";
import { given } from "../../runtime/variable.ts";
import type { Bucket, UploadUrlOptions } from "./decorator.ts";
import { readListing } from "./listing.ts";

/** What the entrypoint knows of a bucket. */
export interface BucketSettings {
  readonly name: string | undefined;
}

/** Milliseconds that the transfer of an object may take. */
const transferTimeout = 60_000;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html */
const maxExpiry = 604_800;

/**
 * The client of a bucket.
 *
 * @throws (its methods) a TypeError for a key that is empty, a RangeError for a link that would live too long, and an
 * AwsError
 */
export function createClient(settings: BucketSettings): Bucket {
  prepare("s3");
  const ask = (operation: string, request: Partial<AwsRequest>, key?: string) =>
    call({ service: "s3", operation, ...locate(settings, key), timeout: transferTimeout, ...request });
  const read = (key: string) => unlessMissing(ask("GetObject", { method: "GET" }, key));
  return {
    async get(key) {
      const found = await read(key);
      return found && new Uint8Array(found.body);
    },
    async getText(key) {
      const found = await read(key);
      return found?.body.toString();
    },
    async put(key, body, { contentType = defaultType(body) } = {}) {
      await ask("PutObject", { method: "PUT", headers: { "content-type": contentType }, body }, key);
    },
    async delete(key) {
      await ask("DeleteObject", { method: "DELETE" }, key);
    },
    async list({ prefix, limit, after } = {}) {
      const query = {
        "list-type": "2",
        "encoding-type": "url",
        ...(prefix !== undefined && { prefix }),
        ...(limit !== undefined && { "max-keys": String(limit) }),
        ...(after !== undefined && { "continuation-token": after }),
      };
      const { body } = await ask("ListObjectsV2", { method: "GET", query });
      return readListing(body.toString());
    },
    downloadUrl: async (key, options = {}) => presign("GET", locate(settings, key), options),
    uploadUrl: async (key, options = {}) => presign("PUT", locate(settings, key), options),
  };
}

interface Address {
  readonly origin: URL;
  readonly path: string;
}

/** Where the bucket, or an object of it, lies: below its own host, unless that cannot be told from the endpoint. */
function locate({ name }: BucketSettings, key?: string): Address {
  if (key === "") throw new TypeError("The key of an object must not be empty.");
  const bucket = given(name, "The bucket's name");
  const { origin, overridden } = endpoint("s3");
  const path = `/${(key ?? "").split("/").map(encode).join("/")}`;
  // A dot in the name would not be covered by the certificate of S3.
  if (overridden || bucket.includes(".")) return { origin, path: `/${bucket}${path}` };
  return { origin: new URL(`${origin.protocol}//${bucket}.${origin.host}`), path };
}

function presign(
  method: string,
  { origin, path }: Address,
  { expires = "15 minutes", contentType }: UploadUrlOptions,
): string {
  const seconds = toSeconds(expires);
  if (seconds < 1 || seconds > maxExpiry)
    throw new RangeError(`A link lives between 1 second and 7 days, not ${expires}.`);
  const headers: Record<string, string> = contentType === undefined ? {} : { "content-type": contentType };
  const signer = { service: "s3", region: region(), credentials: credentials(), date: now() };
  const query = signQuery({ method, host: origin.host, path, query: {}, headers }, signer, seconds);
  return `${origin.origin}${path}?${query}`;
}

async function unlessMissing(answer: Promise<WireResponse>): Promise<WireResponse | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AwsError && error.code === "NoSuchKey") return undefined;
    throw error;
  }
}

function defaultType(body: string | Uint8Array): string {
  return typeof body === "string" ? "text/plain; charset=utf-8" : "application/octet-stream";
}
