import type { JsonObject } from "../../../model/json.ts";

/** A message attribute as the wire has it; binary values in base64. */
export interface MessageAttribute extends JsonObject {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** Message attributes by name. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What a sender gives of a message, found valid. */
export interface Draft {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** The X-Ray header that SQS takes along. */
  readonly trace: string | undefined;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  /** Seconds until it can be received. */
  readonly delay: number;
}

/** A message as it is stored. Times are milliseconds since 1970. */
export interface Message {
  /** Grows with every message of the database: the order of arrival. */
  readonly sequence: number;
  /** The id of the queue that holds it. */
  readonly queue: number;
  readonly id: string;
  readonly body: string;
  /** {@link MessageAttributes} as JSON text. */
  readonly attributes: string | null;
  readonly trace: string | null;
  readonly groupId: string | null;
  readonly deduplicationId: string | null;
  /** The ARN of the queue that it was dead-lettered from. */
  readonly source: string | null;
  readonly sent: number;
  /** When its retention began: later than `sent` where a FIFO dead-letter queue began it anew. */
  readonly enqueued: number;
  /** From when on it can be received. */
  readonly visible: number;
  /** How often it was received. */
  readonly received: number;
  readonly firstReceived: number | null;
}

/** The attributes that the sender gave. */
export function attributesOf(message: Message): MessageAttributes {
  return message.attributes === null ? {} : (JSON.parse(message.attributes) as MessageAttributes);
}

/** What SQS itself says of a message, by the names of the wire; `sender` is who it says has sent it. */
export function systemAttributesOf(message: Message, sender: string): Readonly<Record<string, string>> {
  const fifo = message.deduplicationId !== null;
  return {
    SenderId: sender,
    SentTimestamp: String(message.sent),
    ApproximateReceiveCount: String(message.received),
    ...(message.firstReceived !== null && { ApproximateFirstReceiveTimestamp: String(message.firstReceived) }),
    ...(message.groupId !== null && { MessageGroupId: message.groupId }),
    ...(message.deduplicationId !== null && { MessageDeduplicationId: message.deduplicationId }),
    ...(fifo && { SequenceNumber: sequenceNumber(message.sequence) }),
    ...(message.trace !== null && { AWSTraceHeader: message.trace }),
    ...(message.source !== null && { DeadLetterQueueSourceArn: message.source }),
  };
}

/** The sequence number that a FIFO queue gives a message: twenty digits, growing. */
export function sequenceNumber(sequence: number): string {
  return `1${String(sequence).padStart(19, "0")}`;
}
