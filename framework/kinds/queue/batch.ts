/** Many messages in few requests. */
import { callJson } from "../../runtime/transport/call.ts";
import { AwsError } from "../../runtime/transport/aws-error.ts";
import { isTransient, maxAttempts, pause } from "../../runtime/transport/retry.ts";

/** A message as SQS takes it. */
export interface Entry {
  readonly MessageBody: string;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const maxEntries = 10;
const maxBytes = 1_048_576;
/** Requests under way at once. */
const concurrency = 4;

/**
 * Sends messages, as many to a request as SQS takes. What the queue refused for reasons of its own is sent again, twice.
 *
 * @throws AwsError where a whole request failed; an AggregateError with an AwsError for each message that was not sent
 * in the end
 */
export async function sendBatches(queueUrl: string, entries: readonly Entry[]): Promise<void> {
  const batches = splitBatches(entries).values();
  const failures: AwsError[] = [];
  const sendNext = async () => {
    for (const batch of batches) failures.push(...(await sendBatch(queueUrl, batch)));
  };
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, sendNext));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  const [first] = failures;
  if (first)
    throw new AggregateError(
      failures,
      `${failures.length} of ${entries.length} messages were not sent. ${first.message}`,
    );
}

/** The entries of one request, with their places among all. */
type Batch = readonly (readonly [index: number, entry: Entry])[];

/** Cuts the entries into lists of at most ten and 1 MiB, in order. */
export function splitBatches(entries: readonly Entry[]): readonly Batch[] {
  const batches: [number, Entry][][] = [];
  let bytes = Infinity;
  for (const [index, entry] of entries.entries()) {
    const size = Buffer.byteLength(entry.MessageBody);
    const open = batches.at(-1);
    if (open && open.length < maxEntries && bytes + size <= maxBytes) {
      open.push([index, entry]);
      bytes += size;
    } else {
      batches.push([[index, entry]]);
      bytes = size;
    }
  }
  return batches;
}

/** Sends one request until nothing is left that may still succeed: why the rest was not sent. */
async function sendBatch(queueUrl: string, batch: Batch): Promise<readonly AwsError[]> {
  const final: AwsError[] = [];
  let open = batch;
  for (let attempt = 1; ; attempt += 1) {
    const failures = await trySend(queueUrl, open);
    const again = attempt < maxAttempts ? failures.filter(({ error }) => isTransient(error)) : [];
    final.push(...failures.filter((failure) => !again.includes(failure)).map(({ error }) => error));
    const [first] = again;
    if (!first) return final;
    if (!(await pause(attempt, first.error))) return [...final, ...again.map(({ error }) => error)];
    open = again.map(({ message }) => message);
  }
}

interface Failure {
  readonly message: Batch[number];
  readonly error: AwsError;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_BatchResultErrorEntry.html */
interface Refusal {
  readonly Id: string;
  readonly Code: string;
  readonly Message?: string;
  readonly SenderFault: boolean;
}

async function trySend(queueUrl: string, batch: Batch): Promise<readonly Failure[]> {
  const entries = batch.map(([index, entry]) => ({ Id: String(index), ...entry }));
  const input = { QueueUrl: queueUrl, Entries: entries };
  const { Failed = [] } = await callJson<{ Failed?: readonly Refusal[] }>("sqs", "AmazonSQS.SendMessageBatch", input);
  return Failed.flatMap((refusal) => {
    const message = batch.find(([index]) => String(index) === refusal.Id);
    return message ? [{ message, error: toError(refusal) }] : [];
  });
}

function toError({ Id, Code, Message, SenderFault }: Refusal): AwsError {
  return new AwsError({
    operation: "SendMessageBatch",
    code: Code,
    message: `message ${Id}: ${Message ?? Code}`,
    status: SenderFault ? 400 : 500,
  });
}
