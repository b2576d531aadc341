/** Which permissions a call of an AWS API takes: read off AWS's documentation, and knowing nothing of our kinds. */
import type { RecordedCall } from "./record.ts";

/** An action on something that the call names. */
export interface Permission {
  readonly action: string;
  readonly on: Named;
}

/** A resource by the name that requests use for it. */
export interface Named {
  readonly service: string;
  /** Of a queue, a table or a bucket. */
  readonly name: string;
  /** What follows the name in the ARN: `/index/byDay` of a table, `/key` of a bucket. */
  readonly below: string;
}

/** The part of a call that says what it does. */
export type Asked = Pick<RecordedCall, "service" | "method" | "path" | "query" | "headers" | "body" | "status">;

/** What a call takes. Throws for a service that is not known here. */
export function permissionsOf(call: Asked): readonly Permission[] {
  const read = readers[call.service];
  if (!read) throw new Error(`Nothing is known here of the service "${call.service}".`);
  return read(call);
}

/** The operation that a call of a JSON protocol names: `SendMessage`. */
function operationOf({ headers }: Asked): string {
  return headers["x-amz-target"]?.split(".")[1] ?? "";
}

/**
 * Operations of SQS without an action of their own: a batch takes that of its single form.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
 */
const batches: Readonly<Record<string, string>> = {
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
  DeleteMessageBatch: "DeleteMessage",
  SendMessageBatch: "SendMessage",
};

const readers: Readonly<Record<string, (call: Asked) => readonly Permission[]>> = {
  sqs(call) {
    const { QueueUrl } = JSON.parse(call.body) as { readonly QueueUrl: string };
    const operation = operationOf(call);
    const name = QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1);
    return [{ action: `sqs:${batches[operation] ?? operation}`, on: { service: "sqs", name, below: "" } }];
  },

  /**
   * Operations and actions have the same names; reading an index takes the action on the index and not on the table.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html
   */
  dynamodb(call) {
    const { TableName: name, IndexName } = JSON.parse(call.body) as { TableName: string; IndexName?: string };
    const below = IndexName === undefined ? "" : `/index/${IndexName}`;
    return [{ action: `dynamodb:${operationOf(call)}`, on: { service: "dynamodb", name, below } }];
  },

  /**
   * That an object is missing is told only to who may list the bucket: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   * Actions: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
   */
  s3({ method, path, status }) {
    const [, name = "", key = ""] = /^\/([^/]+)\/?(.*)$/u.exec(path) ?? [];
    const bucket = { service: "s3", name, below: "" };
    if (key === "") return [{ action: bucketActions[method] ?? "", on: bucket }];
    const object = { action: objectActions[method] ?? "", on: { ...bucket, below: `/${decodeURIComponent(key)}` } };
    const isRead = object.action === "s3:GetObject";
    return isRead && status === 404 ? [object, { action: "s3:ListBucket", on: bucket }] : [object];
  },
};

/** `GET` of a bucket lists it, and `HEAD` takes the same. */
const bucketActions: Readonly<Record<string, string>> = {
  DELETE: "s3:DeleteBucket",
  GET: "s3:ListBucket",
  HEAD: "s3:ListBucket",
  PUT: "s3:CreateBucket",
};

const objectActions: Readonly<Record<string, string>> = {
  DELETE: "s3:DeleteObject",
  GET: "s3:GetObject",
  HEAD: "s3:GetObject",
  PUT: "s3:PutObject",
};
