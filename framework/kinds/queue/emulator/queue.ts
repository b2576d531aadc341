/** A queue. Replaced, never changed, when its attributes are. */
export interface Queue {
  /** Never used again for another queue, not even one of the same name. */
  readonly id: number;
  readonly name: string;
  readonly arn: string;
  readonly attributes: QueueAttributes;
  readonly settings: QueueSettings;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since 1970, as the other times. */
  readonly created: number;
  readonly modified: number;
  readonly purged: number | undefined;
}

/** Attributes as the wire has them: every one that the queue has, defaults filled in. */
export type QueueAttributes = Readonly<Record<string, string>>;

/** What the attributes mean; durations in seconds, sizes in bytes. */
export interface QueueSettings {
  readonly fifo: boolean;
  readonly delay: number;
  readonly visibility: number;
  readonly retention: number;
  readonly wait: number;
  readonly maxSize: number;
  /** Whether the SHA-256 of the body stands in for an absent deduplication id. */
  readonly deduplicatesContent: boolean;
  /** Whether a deduplication id counts within its group only. */
  readonly deduplicatesGroups: boolean;
  readonly redrive: Redrive | undefined;
}

/** Where messages go that were received too often. */
export interface Redrive {
  readonly target: string;
  readonly maxReceives: number;
}

/** The attributes of a queue of which none was said. */
export function defaultAttributes(fifo: boolean): QueueAttributes {
  return {
    DelaySeconds: "0",
    MaximumMessageSize: "1048576",
    MessageRetentionPeriod: "345600",
    ReceiveMessageWaitTimeSeconds: "0",
    VisibilityTimeout: "30",
    SqsManagedSseEnabled: "true",
    ...(fifo && {
      FifoQueue: "true",
      ContentBasedDeduplication: "false",
      DeduplicationScope: "queue",
      FifoThroughputLimit: "perQueue",
    }),
  };
}

/** Reads the attributes of a queue, which are known to be valid. */
export function settingsOf(attributes: QueueAttributes): QueueSettings {
  const number = (name: string) => Number(attributes[name]);
  return {
    fifo: attributes["FifoQueue"] === "true",
    delay: number("DelaySeconds"),
    visibility: number("VisibilityTimeout"),
    retention: number("MessageRetentionPeriod"),
    wait: number("ReceiveMessageWaitTimeSeconds"),
    maxSize: number("MaximumMessageSize"),
    deduplicatesContent: attributes["ContentBasedDeduplication"] === "true",
    deduplicatesGroups: attributes["DeduplicationScope"] === "messageGroup",
    redrive: redriveOf(attributes["RedrivePolicy"]),
  };
}

/** A redrive policy as the wire has it. */
export function redrivePolicy(redrive: Redrive): string {
  return JSON.stringify({ deadLetterTargetArn: redrive.target, maxReceiveCount: redrive.maxReceives });
}

function redriveOf(policy: string | undefined): Redrive | undefined {
  if (policy === undefined) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(policy) as Record<string, unknown>;
  return { target: String(deadLetterTargetArn), maxReceives: Number(maxReceiveCount) };
}
