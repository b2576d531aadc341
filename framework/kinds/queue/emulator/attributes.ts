import { invalidAttribute, invalidValue, missingParameter, notEmulated, unknownAttribute } from "./errors.ts";
import { redrivePolicy, type Queue, type QueueAttributes } from "./queue.ts";
import { WireError } from "../../local.ts";

/** Seconds and bytes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const ranges: ReadonlyMap<string, readonly [min: number, max: number]> = new Map([
  ["DelaySeconds", [0, 900]],
  ["MaximumMessageSize", [1_024, 1_048_576]],
  ["MessageRetentionPeriod", [60, 1_209_600]],
  ["ReceiveMessageWaitTimeSeconds", [0, 20]],
  ["VisibilityTimeout", [0, 43_200]],
]);

const choices: ReadonlyMap<string, readonly string[]> = new Map([
  ["DeduplicationScope", ["messageGroup", "queue"]],
  ["FifoThroughputLimit", ["perQueue", "perMessageGroupId"]],
]);

const switches: ReadonlySet<string> = new Set(["SqsManagedSseEnabled", "FifoQueue", "ContentBasedDeduplication"]);

const fifoOnly: ReadonlySet<string> = new Set(["FifoQueue", "ContentBasedDeduplication", ...choices.keys()]);

/** Attributes that would have to be obeyed, and are not. */
const refused: ReadonlySet<string> = new Set([
  "Policy",
  "RedriveAllowPolicy",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
]);

/** Attributes that SQS counts or sets itself. */
const computed = [
  "QueueArn",
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
] as const;

/** The attributes that SQS counts or sets itself, by name. */
export type ComputedAttributes = Readonly<Record<(typeof computed)[number], string>>;

const known: ReadonlySet<string> = new Set([
  "All",
  ...computed,
  ...ranges.keys(),
  ...fifoOnly,
  ...switches,
  ...refused,
  "RedrivePolicy",
]);

/** What attributes are set on, and where their references are looked up. */
export interface AttributeTarget {
  readonly fifo: boolean;
  find(arn: string): Queue | undefined;
}

/** Checks attributes that a caller sets, and gives each in the one form in which it is stored. */
export function readAttributes(given: QueueAttributes, target: AttributeTarget): QueueAttributes {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, readAttribute(name, value, target)]));
}

/** Raises `InvalidAttributeName` for a name that no queue could have. */
export function requireKnownAttribute(name: string): void {
  if (!known.has(name)) throw unknownAttribute(name);
}

/** Raises `InvalidParameterValue` where a queue cannot have the name. */
export function requireQueueName(name: string, fifo: boolean): void {
  if (name === "") throw missingParameter("QueueName");
  const words = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
  const pattern = fifo ? /^[\w-]{1,75}\.fifo$/u : /^[\w-]{1,80}$/u;
  if (pattern.test(name)) return;
  const reason = fifo ? "The name of a FIFO queue must end with the .fifo suffix. " : "";
  throw invalidValue("QueueName", name, reason + words);
}

function readAttribute(name: string, value: string, target: AttributeTarget): string {
  if (refused.has(name)) throw notEmulated(`the queue attribute ${name}`);
  if (fifoOnly.has(name) && !target.fifo) throw onlyForFifo(name);
  if (name === "FifoQueue" && value.toLowerCase() !== "true") {
    throw invalidAttribute(name, "Modifying queue type is not supported.");
  }
  if (switches.has(name)) return readSwitch(name, value);
  if (name === "RedrivePolicy") return value === "" ? "" : readRedrivePolicy(value, target);
  const range = ranges.get(name);
  if (range) return readInteger(name, value, range);
  if (choices.get(name)?.includes(value)) return value;
  throw choices.has(name) ? invalidAttribute(name) : unknownAttribute(name);
}

function onlyForFifo(name: string): WireError {
  if (!choices.has(name)) return unknownAttribute(name);
  const message = `You can specify the ${name} only when FifoQueue is set to true.`;
  return new WireError(400, "InvalidAttributeName", message);
}

function readSwitch(name: string, value: string): string {
  const lower = value.toLowerCase();
  if (lower !== "true" && lower !== "false") throw invalidAttribute(name);
  return lower;
}

function readInteger(name: string, value: string, [min, max]: readonly [number, number]): string {
  const number = /^\d{1,9}$/u.test(value) ? Number(value) : NaN;
  if (!(number >= min && number <= max)) throw invalidAttribute(name);
  return String(number);
}

function readRedrivePolicy(value: string, target: AttributeTarget): string {
  const invalid = (reason: string) => invalidValue("RedrivePolicy", value, reason);
  const { deadLetterTargetArn: arn, maxReceiveCount: count } = parseObject(value, invalid);
  if (typeof arn !== "string") {
    throw invalid("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
  }
  if (count === undefined) throw invalid("Redrive policy does not contain mandatory attribute: maxReceiveCount.");
  const maxReceives = Number(count);
  if (!Number.isInteger(maxReceives) || maxReceives < 1 || maxReceives > 1000) {
    throw invalid(
      `Invalid value for maxReceiveCount: ${JSON.stringify(count)}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  const queue = target.find(arn);
  if (!queue) throw invalid("Dead letter target does not exist.");
  if (queue.settings.fifo !== target.fifo) {
    throw invalid("Dead-letter queue must be same type of queue as the source.");
  }
  return redrivePolicy({ target: arn, maxReceives });
}

function parseObject(text: string, invalid: (reason: string) => WireError): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below, as any other policy that is not an object.
  }
  throw invalid("Redrive policy is not valid JSON map.");
}
