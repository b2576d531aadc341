import { boolean, duration, integer, type Read } from "../options.ts";

/**
 * What `@Queue` accepts. Ranges: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export const queueOptions = {
  /** First in, first out: order is kept within a group. */
  fifo: boolean(false),
  /** How often a message is delivered before it goes to the dead-letter queue. */
  retries: integer({ min: 1, max: 1000, default: 5 }),
  /** Hides a message from other consumers while one works on it; settled from the consumer's timeout if left out. */
  visibility: duration({ min: 0, max: 43_200 }),
  /** How long an unread message is kept. */
  retention: duration({ min: 60, max: 1_209_600, default: 345_600 }),
  /** How long a new message waits before it can be received. */
  delay: duration({ min: 0, max: 900, default: 0 }),
  /** FIFO only: equal bodies within five minutes count as one message. */
  deduplicate: boolean(false),
};

/** The options of a queue as the model holds them; durations in seconds. */
export type QueueProperties = Read<typeof queueOptions>;

/** What `@Consumes` accepts after the queue. */
export const consumesOptions = {
  /** The most messages that one invocation gets. */
  batch: integer({ min: 1, max: 10_000, default: 10 }),
  /** How long Lambda gathers messages before it invokes. */
  window: duration({ min: 0, max: 300, default: 0 }),
  /** The most invocations at once. */
  concurrency: integer({ min: 2, max: 1000 }),
};

/** The options of a consumer as the model holds them. */
export type ConsumesProperties = Read<typeof consumesOptions>;
