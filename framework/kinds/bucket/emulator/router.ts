import type { WireResponse } from "../../local.ts";
import { s3Error } from "./errors.ts";
import * as bucket from "./operations/bucket.ts";
import { completeMultipartUpload } from "./operations/complete.ts";
import { copyObject } from "./operations/copy.ts";
import { listObjects, listObjectsV2 } from "./operations/list.ts";
import * as multipart from "./operations/multipart.ts";
import { getObject, headObject } from "./operations/read.ts";
import { deleteObject, deleteObjects } from "./operations/remove.ts";
import * as tagging from "./operations/tagging.ts";
import { listMultipartUploads, listParts } from "./operations/uploads.ts";
import { listObjectVersions } from "./operations/versions.ts";
import { putObject } from "./operations/write.ts";
import type { S3Request } from "./request.ts";
import type { Store } from "./store.ts";

/** An operation: how it is recognised, what its caller must be allowed to do, and what it does. */
export interface Operation {
  readonly method: string;
  readonly on: "service" | "bucket" | "object";
  /** The query parameter that names it. */
  readonly flag?: string;
  /** Whether it is the one that copies. */
  readonly copies?: true;
  /** The IAM action; two where naming a version takes another; none where each item is checked by itself. */
  readonly action: string | readonly [plain: string, ofVersion: string] | undefined;
  run(request: S3Request, store: Store): WireResponse | Promise<WireResponse>;
}

const ofService = { on: "service" } as const;
const ofBucket = { on: "bucket" } as const;
const ofObject = { on: "object" } as const;
const list = "s3:ListBucket";
const put = "s3:PutObject";

const operations: readonly Operation[] = [
  { ...ofService, method: "GET", action: "s3:ListAllMyBuckets", run: bucket.listBuckets },

  { ...ofBucket, method: "PUT", action: "s3:CreateBucket", run: bucket.createBucket },
  { ...ofBucket, method: "HEAD", action: list, run: bucket.headBucket },
  { ...ofBucket, method: "DELETE", action: "s3:DeleteBucket", run: bucket.deleteBucket },
  { ...ofBucket, method: "GET", flag: "location", action: "s3:GetBucketLocation", run: bucket.getBucketLocation },
  { ...ofBucket, method: "GET", flag: "versioning", action: "s3:GetBucketVersioning", run: bucket.getBucketVersioning },
  { ...ofBucket, method: "PUT", flag: "versioning", action: "s3:PutBucketVersioning", run: bucket.putBucketVersioning },
  { ...ofBucket, method: "GET", action: list, run: listObjects },
  { ...ofBucket, method: "GET", flag: "list-type", action: list, run: listObjectsV2 },
  { ...ofBucket, method: "GET", flag: "versions", action: "s3:ListBucketVersions", run: listObjectVersions },
  { ...ofBucket, method: "GET", flag: "uploads", action: "s3:ListBucketMultipartUploads", run: listMultipartUploads },
  { ...ofBucket, method: "POST", flag: "delete", action: undefined, run: deleteObjects },

  { ...ofObject, method: "GET", action: ["s3:GetObject", "s3:GetObjectVersion"], run: getObject },
  { ...ofObject, method: "HEAD", action: ["s3:GetObject", "s3:GetObjectVersion"], run: headObject },
  { ...ofObject, method: "PUT", action: put, run: putObject },
  { ...ofObject, method: "PUT", copies: true, action: put, run: copyObject },
  { ...ofObject, method: "DELETE", action: ["s3:DeleteObject", "s3:DeleteObjectVersion"], run: deleteObject },

  { ...ofObject, method: "POST", flag: "uploads", action: put, run: multipart.createMultipartUpload },
  { ...ofObject, method: "PUT", flag: "uploadId", action: put, run: multipart.uploadPart },
  { ...ofObject, method: "PUT", flag: "uploadId", copies: true, action: put, run: multipart.uploadPartCopy },
  { ...ofObject, method: "POST", flag: "uploadId", action: put, run: completeMultipartUpload },
  {
    ...ofObject,
    method: "DELETE",
    flag: "uploadId",
    action: "s3:AbortMultipartUpload",
    run: multipart.abortMultipartUpload,
  },
  { ...ofObject, method: "GET", flag: "uploadId", action: "s3:ListMultipartUploadParts", run: listParts },

  {
    ...ofObject,
    method: "GET",
    flag: "tagging",
    action: ["s3:GetObjectTagging", "s3:GetObjectVersionTagging"],
    run: tagging.getObjectTagging,
  },
  {
    ...ofObject,
    method: "PUT",
    flag: "tagging",
    action: ["s3:PutObjectTagging", "s3:PutObjectVersionTagging"],
    run: tagging.putObjectTagging,
  },
  {
    ...ofObject,
    method: "DELETE",
    flag: "tagging",
    action: ["s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"],
    run: tagging.deleteObjectTagging,
  },
];

/** Query parameters that make another operation of a request → the operation's noun. */
const subresources: Readonly<Record<string, string>> = {
  uploadId: "MultipartUpload",
  uploads: "MultipartUploads",
  versions: "ObjectVersions",
  versioning: "Versioning",
  location: "Location",
  delete: "Objects",
  tagging: "Tagging",
  "list-type": "ObjectsV2",
  abac: "Abac",
  accelerate: "AccelerateConfiguration",
  acl: "Acl",
  analytics: "AnalyticsConfiguration",
  append: "Append",
  attributes: "Attributes",
  cors: "Cors",
  encryption: "Encryption",
  "intelligent-tiering": "IntelligentTieringConfiguration",
  inventory: "InventoryConfiguration",
  "legal-hold": "LegalHold",
  lifecycle: "LifecycleConfiguration",
  logging: "Logging",
  metadataConfiguration: "MetadataConfiguration",
  metadataTable: "MetadataTableConfiguration",
  metrics: "MetricsConfiguration",
  notification: "NotificationConfiguration",
  "object-lock": "LockConfiguration",
  ownershipControls: "OwnershipControls",
  policy: "Policy",
  policyStatus: "PolicyStatus",
  publicAccessBlock: "PublicAccessBlock",
  renameObject: "Rename",
  replication: "Replication",
  requestPayment: "RequestPayment",
  restore: "Restore",
  retention: "Retention",
  select: "SelectContent",
  session: "Session",
  torrent: "Torrent",
  website: "Website",
};

/** Finds the operation that a request asks for; raises NotImplemented, naming it, where there is none. */
export function findOperation(request: S3Request): Operation {
  const on = request.key !== "" ? "object" : request.bucket !== "" ? "bucket" : "service";
  const flag = Object.keys(subresources).find((name) => request.query.has(name));
  const copies = request.headers["x-amz-copy-source"] !== undefined;
  const matching = operations.filter((item) => item.method === request.method && item.on === on && item.flag === flag);
  const operation = matching.find((item) => Boolean(item.copies) === copies) ?? matching[0];
  if (operation) return operation;
  const verb = `${request.method.charAt(0)}${request.method.slice(1).toLowerCase()}`;
  const noun = `${on.charAt(0).toUpperCase()}${on.slice(1)}${flag === undefined ? "" : subresources[flag]}`;
  if (flag === undefined && request.method !== "POST") throw s3Error("MethodNotAllowed");
  throw s3Error("NotImplemented", `${verb}${noun} is not emulated by the local S3.`);
}

/** The resource and the action that the caller of an operation must be allowed. */
export function permissionOf(
  operation: Operation,
  request: S3Request,
): readonly [action: string, arn: string] | undefined {
  const { action, on } = operation;
  if (action === undefined) return undefined;
  const [plain, ofVersion] = typeof action === "string" ? [action, action] : action;
  const arn = `arn:aws:s3:::${request.bucket}${on === "object" ? `/${request.key}` : ""}`;
  return [request.query.has("versionId") ? ofVersion : plain, on === "service" ? "*" : arn];
}
