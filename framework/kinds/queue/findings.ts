import type { Finding } from "../../diagnostics/diagnostic.ts";

/** AWS refuses an event source whose queue shows messages again while the function may still work on them. */
export const visibilityBelowTimeout: Finding = {
  code: "IFFC2101",
  title: "The queue's visibility is shorter than its consumer's timeout.",
  hint: "Leave `visibility` out, or raise it to six times the timeout.",
  page: `While a consumer works on a message, the queue hides it for \`visibility\`. If that ends before the function must have
ended, a second invocation gets the same message; Lambda therefore refuses such an event source. AWS advises six times
the function's timeout and the window, which leaves room for retries when the function is throttled, and is what iffc
sets when \`visibility\` is left out:

    @Queue() readonly incoming!: Queue<Order>;

    @Consumes("incoming", { timeout: "30 seconds" })     // visibility becomes 180 seconds

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html`,
};

/** Long enough for AWS to accept it, too short for it to be good. */
export const visibilityShort: Finding = {
  code: "IFFC2102",
  severity: "warning",
  title: "The queue's visibility is shorter than AWS advises.",
  hint: "Leave `visibility` out, or raise it to six times the consumer's timeout and its window.",
  page: `Lambda takes messages off the queue before a function is free to work on them. When the function is throttled, the
messages wait, hidden, and that time counts too: with a visibility of less than six times the timeout and the window,
messages reappear, are worked on twice, and may end in the dead-letter queue although nothing failed.

Leave \`visibility\` out, and iffc computes it from the consumer.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html`,
};

/** The dead-letter queue must keep messages for longer than the queue does. */
export const retentionTooLong: Finding = {
  code: "IFFC2103",
  title: "The queue keeps messages as long as its dead-letter queue does.",
  hint: 'Lower `retention` below 14 days, to "13 days" at most.',
  page: `A message that moves to the dead-letter queue keeps the moment at which it was first sent. The dead-letter queue
keeps messages for 14 days, which is the most that SQS allows, counted from that moment. If the queue itself kept them
as long, a message could expire as soon as it arrived among the dead letters, and nobody would ever see it.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html`,
};

/** Deduplication is a feature of FIFO queues. */
export const deduplicateWithoutFifo: Finding = {
  code: "IFFC2104",
  title: "Only a first-in, first-out queue deduplicates.",
  hint: "Add `fifo: true`, with the field's type FifoQueue, or remove `deduplicate`.",
  page: `A queue without an order delivers every message at least once, now and then twice, and knows nothing of equal ones.
A first-in, first-out queue counts what was sent with the same deduplication id within five minutes as one message;
\`deduplicate: true\` derives that id from the message itself:

    @Queue({ fifo: true, deduplicate: true }) readonly moves!: FifoQueue<Move>;

Whichever queue it is, a consumer is called again when it failed: make handlers safe to repeat.`,
};

/** Lambda takes at most ten messages at a time from a FIFO queue, and does not gather them. */
export const fifoBatch: Finding = {
  code: "IFFC2105",
  title: "A first-in, first-out queue is consumed in batches of at most 10, without a window.",
  hint: "Lower `batch` to 10 or less, and leave `window` out.",
  page: `To keep the order within a group, Lambda asks a first-in, first-out queue for up to ten messages at a time and
invokes the function at once. Larger batches and a window exist for queues without an order only.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html`,
};

/** One receive gives ten messages; more must be gathered, which takes a window. */
export const batchWithoutWindow: Finding = {
  code: "IFFC2106",
  title: "A batch of more than 10 messages needs a window.",
  hint: 'Add `window: "1 second"` or more, or lower `batch` to 10 or less.',
  page: `SQS hands out ten messages at a time. For a larger batch, Lambda gathers several such handfuls, and must be told how
long it may wait for them; AWS refuses a larger batch without a window of at least one second.

    @Consumes("incoming", { batch: 100, window: "5 seconds" })

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html`,
};

/** A message goes to one consumer, not to all. */
export const severalConsumers: Finding = {
  code: "IFFC2107",
  title: "Two handlers consume the same queue, and each message would reach only one of them.",
  hint: "Keep one consumer and let it call the other, or give each a queue of its own and send to both.",
  page: `A queue hands each message to whoever asks first. With two handlers on it, each would get some of the messages and
never see the rest, and which ones would be left to chance. To do two things with every message, do both in one
handler, or have a queue for each.`,
};

/** Every finding of this kind. */
export const queueFindings: readonly Finding[] = [
  visibilityBelowTimeout,
  visibilityShort,
  retentionTooLong,
  deduplicateWithoutFifo,
  fifoBatch,
  batchWithoutWindow,
  severalConsumers,
];
