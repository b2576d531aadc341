import type { LambdaHandler, ServedHandler } from "../../runtime/handler.ts";
import { onInvocation } from "../../runtime/invocation.ts";
import type { ObjectEvent } from "./decorator.ts";
import type { OnObjectProperties } from "./options.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
interface StorageEvent {
  readonly source?: string;
  readonly "detail-type"?: string;
  readonly time: string;
  readonly detail: {
    readonly object: {
      /** As it is: EventBridge, unlike S3's own notifications, does not percent-encode it. */
      readonly key: string;
      readonly size?: number;
      readonly etag?: string;
      readonly sequencer?: string;
    };
  };
}

const types: Readonly<Record<string, ObjectEvent["type"]>> = {
  "Object Created": "created",
  "Object Deleted": "deleted",
};

/**
 * Serves a handler of object events. Other events of S3 are passed over. What the handler throws is Lambda's to repeat.
 * A method with several triggers is called once for each event that a trigger lets through.
 */
export function serve([handler]: readonly ServedHandler<OnObjectProperties>[]): LambdaHandler {
  return onInvocation(async (event: StorageEvent) => {
    const type = event.source === "aws.s3" && types[event["detail-type"] ?? ""];
    if (type) await handler?.invoke(toObjectEvent(type, event));
  });
}

function toObjectEvent(type: ObjectEvent["type"], { time, detail }: StorageEvent): ObjectEvent {
  const { key, size = 0, etag = "", sequencer = "" } = detail.object;
  return { type, key, size, etag, sequencer, time };
}
