import { toSeconds } from "../../runtime/duration.ts";
import { callJson } from "../../runtime/transport/call.ts";
import { prepare } from "../../runtime/transport/pool.ts";
import { given } from "../../runtime/variable.ts";
import { sendBatches } from "./batch.ts";
import type { FifoQueue, FifoSendOptions, Queue, SendOptions } from "./decorator.ts";

/** What the entrypoint knows of a queue. */
export interface QueueSettings {
  readonly url: string | undefined;
  /** Whether it keeps order and takes equal messages for different ones: each then needs an id of its own. */
  readonly unique?: boolean;
}

/** Bytes of a message at most. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxMessage = 1_048_576;

/**
 * The client of a queue.
 *
 * @throws (its methods) a RangeError for a message above 1 MiB, a TypeError for one that is no JSON, an AwsError, and an
 * AggregateError where a part of several messages was not sent
 */
export function createClient(settings: QueueSettings): Queue<unknown> & FifoQueue<unknown> {
  prepare("sqs");
  const queueUrl = () => given(settings.url, "The queue's URL");
  return {
    async send(message: unknown, options: Partial<SendOptions & FifoSendOptions> = {}) {
      const input = {
        QueueUrl: queueUrl(),
        MessageBody: formatMessage(message),
        ...(settings.unique && { MessageDeduplicationId: crypto.randomUUID() }),
        ...describeOptions(options),
      };
      await callJson("sqs", "AmazonSQS.SendMessage", input);
    },
    async sendAll(messages, options = {}) {
      const described = describeOptions(options);
      await sendBatches(
        queueUrl(),
        messages.map((message) => ({ MessageBody: formatMessage(message), ...described })),
      );
    },
  };
}

function describeOptions({ delay, group, deduplicationId }: Partial<SendOptions & FifoSendOptions>): object {
  return {
    ...(delay !== undefined && { DelaySeconds: toSeconds(delay) }),
    ...(group !== undefined && { MessageGroupId: group }),
    ...(deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
  };
}

function formatMessage(message: unknown): string {
  const text: string | undefined = JSON.stringify(message);
  if (text === undefined) throw new TypeError("The message cannot be sent: it has no JSON form.");
  // SQS refuses these two code points unless they are escaped.
  const body = text.replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
  const size = Buffer.byteLength(body);
  if (size > maxMessage)
    throw new RangeError(`The message cannot be sent: it has ${size} bytes, and SQS takes ${maxMessage}.`);
  return body;
}
