/** S3 on the wire: a request becomes an operation, what goes wrong becomes an error document. */
import type { Caller, WireRequest, WireResponse } from "../../local.ts";
import { WireError } from "../../local.ts";
import { s3Error, type S3Error } from "./errors.ts";
import { checkExpiry, newRequestId, readRequest, type S3Request } from "./request.ts";
import { findOperation, permissionOf } from "./router.ts";
import type { Store } from "./store.ts";
import { drawError } from "./xml.ts";

/** Answers one request. */
export async function answer(store: Store, wire: WireRequest, caller: Caller): Promise<WireResponse> {
  const id = newRequestId();
  try {
    const request = readRequest({ id, wire, caller, origin: store.context.origin() });
    const response = await run(store, request);
    return { ...response, headers: { ...response.headers, ...identify(id) } };
  } catch (error) {
    // The rest of a body that was refused is read away, so that the connection stays usable.
    wire.stream.resume();
    return drawFailure(error instanceof WireError ? error : report(store, wire, error), wire, id);
  }
}

async function run(store: Store, request: S3Request): Promise<WireResponse> {
  checkExpiry(request.query, store.context.clock.now());
  const operation = findOperation(request);
  const permission = permissionOf(operation, request);
  if (permission) request.caller.require(...permission);
  checkHeaders(request, store.context.account);
  return operation.run(request, store);
}

const unsupported = [
  /^x-amz-server-side-encryption-(aws-kms|context|customer|bucket-key)/u,
  /^x-amz-copy-source-server-side-encryption-customer/u,
  /^x-amz-object-lock-/u,
  /^x-amz-bucket-object-lock-enabled$/u,
  /^x-amz-website-redirect-location$/u,
  /^x-amz-write-offset-bytes$/u,
  /^x-amz-grant-/u,
];

/** Refuses what would otherwise be dropped without a word. */
function checkHeaders({ headers, caller, bucket, key }: S3Request, account: string): void {
  for (const name of Object.keys(headers)) {
    if (unsupported.some((pattern) => pattern.test(name))) {
      throw s3Error("NotImplemented", `The header ${name} is not emulated by the local S3.`);
    }
  }
  const encryption = headers["x-amz-server-side-encryption"];
  if (encryption !== undefined && encryption !== "AES256") {
    throw s3Error("NotImplemented", `Encryption with ${encryption} is not emulated by the local S3.`);
  }
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
  const acl = headers["x-amz-acl"];
  if (acl !== undefined && acl !== "private" && acl !== "bucket-owner-full-control") {
    throw s3Error("AccessControlListNotSupported");
  }
  for (const name of ["x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"]) {
    if (headers[name] !== undefined && headers[name] !== account) throw s3Error("AccessDenied");
  }
  if (headers["x-amz-tagging"] !== undefined) caller.require("s3:PutObjectTagging", `arn:aws:s3:::${bucket}/${key}`);
}

function report(store: Store, wire: WireRequest, error: unknown): WireError {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  store.context.log(`The local S3 failed on ${wire.method} ${wire.path}: ${detail}`);
  return s3Error("InternalError");
}

function drawFailure(error: S3Error, wire: WireRequest, id: string): WireResponse {
  const headers = { ...error.headers, ...identify(id) };
  if (wire.method === "HEAD" || error.status === 304) return { status: error.status, headers, body: "" };
  const body = drawError([
    ["Code", error.code],
    ["Message", error.message],
    ["Resource", wire.path],
    ["RequestId", id],
    ["HostId", hostId],
  ]);
  return { status: error.status, headers: { "content-type": "application/xml", ...headers }, body };
}

const hostId = "local";

function identify(id: string): Readonly<Record<string, string>> {
  return { "x-amz-request-id": id, "x-amz-id-2": hostId };
}
