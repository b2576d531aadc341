import { randomBytes } from "node:crypto";
import type { Caller, WireRequest } from "../../local.ts";
import { s3Error } from "./errors.ts";

/** A request as S3 understands it. */
export interface S3Request {
  /** What S3 calls `x-amz-request-id`. */
  readonly id: string;
  readonly method: string;
  /** Empty where the request is for the service itself. */
  readonly bucket: string;
  /** Decoded; empty where the request is for a bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  /** Names in lower case, with what a presigned URL carries in their place. */
  readonly headers: Readonly<Record<string, string>>;
  readonly wire: WireRequest;
  readonly caller: Caller;
}

/** What arrives, and where clients dial. */
export interface Arrival extends Pick<S3Request, "id" | "wire" | "caller"> {
  readonly origin: string;
}

/** Bytes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const maxKey = 1024;

/** Reads bucket and key from the path, or the bucket from the host: `bucket.localhost`, `bucket.s3.eu-west-1...`. */
export function readRequest({ id, wire, caller, origin }: Arrival): S3Request {
  const hostBucket = readHost(wire.headers["host"] ?? "", new URL(origin).hostname);
  const [, first = "", rest = ""] = /^\/*([^/]*)\/?(.*)$/su.exec(wire.path) ?? [];
  const bucket = decode(hostBucket ?? first);
  const key = decode(hostBucket === undefined ? rest : wire.path.replace(/^\//u, ""));
  if (Buffer.byteLength(key) > maxKey) throw s3Error("KeyTooLongError");
  const headers = readHeaders(wire);
  return { id, method: wire.method, bucket, key, query: wire.query, headers, wire, caller };
}

/** What S3 calls `x-amz-request-id`: sixteen letters and digits. */
export function newRequestId(): string {
  return randomBytes(8).toString("hex").toUpperCase();
}

function readHost(host: string, hostname: string): string | undefined {
  const name = host.replace(/:\d+$/u, "").toLowerCase();
  for (const suffix of [`.${hostname}`, ".localhost"]) {
    if (name.endsWith(suffix))
      return name.slice(0, -suffix.length).replace(/\.?s3([.-][a-z0-9-]+)?$/u, "") || undefined;
  }
  return undefined;
}

/** The text behind percent-encoding; raises InvalidURI where that is not UTF-8. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw s3Error("InvalidURI");
  }
}

function readHeaders(wire: WireRequest): Readonly<Record<string, string>> {
  const signed = [...wire.query].filter(([name]) => /^(x-amz-|content-md5$)/iu.test(name));
  const hoisted = signed.map(([name, value]) => [name.toLowerCase(), value] as const);
  return { ...Object.fromEntries(hoisted), ...wire.headers };
}

/** Raises AccessDenied where a presigned URL is past its time. The signature itself was verified before. */
export function checkExpiry(query: URLSearchParams, now: number): void {
  if (!query.has("X-Amz-Algorithm")) return;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u.exec(query.get("X-Amz-Date") ?? "") ?? [];
  const signed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const expires = Number(query.get("X-Amz-Expires") ?? Number.NaN);
  // Seven days: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  if (!Number.isInteger(expires) || expires < 0 || expires > 604_800 || Number.isNaN(signed)) {
    throw s3Error("InvalidArgument", "X-Amz-Date and X-Amz-Expires must be a time and at most 604800 seconds");
  }
  if (now > signed + expires * 1000) throw s3Error("AccessDenied", "Request has expired");
}
