import { randomUUID } from "node:crypto";
import type { LocalContext } from "../../local.ts";
import { bucketArn } from "./buckets.ts";
import type { ObjectEvent } from "./outbox.ts";
import type { Version } from "./schema.ts";

/** A change to an object, before it is drawn as an event. */
export interface Change {
  readonly bucket: string;
  readonly version: Version;
  /** As EventBridge names it: `PutObject`, `DeleteObject`, `Lifecycle Expiration`. */
  readonly reason: string;
  /** Absent where an object was created. */
  readonly deletion?: "Permanently Deleted" | "Delete Marker Created";
  readonly requestId: string;
}

/** Draws a change as EventBridge delivers it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export function describeChange(change: Change, context: LocalContext): ObjectEvent {
  const { bucket, version } = change;
  const type = change.deletion ? "deleted" : "created";
  const draw = (): string => JSON.stringify(drawEvent(change, context));
  return { type, bucket, key: version.key, payload: draw };
}

function drawEvent(change: Change, { account, region, clock }: LocalContext): object {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": change.deletion ? "Object Deleted" : "Object Created",
    source: "aws.s3",
    account,
    time: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
    region,
    resources: [bucketArn(change.bucket)],
    detail: {
      version: "0",
      bucket: { name: change.bucket },
      object: drawObject(change),
      "request-id": change.requestId,
      requester: change.reason === "Lifecycle Expiration" ? "s3.amazonaws.com" : account,
      ...(change.reason !== "Lifecycle Expiration" && { "source-ip-address": "127.0.0.1" }),
      reason: change.reason,
      ...(change.deletion && { "deletion-type": change.deletion }),
    },
  };
}

function drawObject({ version, deletion }: Change): object {
  return {
    key: version.key,
    ...(!deletion && { size: version.size }),
    ...(!version.marker && { etag: version.etag }),
    ...(version.version !== "null" && { "version-id": version.version }),
    sequencer: drawSequencer(version.sequence, deletion === "Permanently Deleted"),
  };
}

/** Orders the events of a key; a longer text sorts behind a shorter one, so a version's end comes behind its start. */
function drawSequencer(sequence: number, isEnd: boolean): string {
  return `${sequence.toString(16).toUpperCase().padStart(16, "0")}${isEnd ? "01" : ""}`;
}
