import type {
  ClassOf,
  Client,
  FieldDecorator,
  FieldsOf,
  FieldType,
  HandlerContext,
  Holds,
  ResourceOptions,
  TriggerOptions,
} from "../decorator.ts";
import type { Duration } from "../options.ts";

/** What a handler may do with a queue that it only sends to. A call that AWS refuses rejects with an `AwsError`. */
export interface Sender<Message> {
  /** Sends one message of at most 1 MiB as JSON. Resolves once the queue holds it. */
  readonly send: (message: Message, options?: SendOptions) => Promise<void>;
  /** Sends any number of messages, ten to a request. Rejects if the queue refused one; others may have been sent. */
  readonly sendAll: (messages: readonly Message[], options?: SendOptions) => Promise<void>;
}

/** How a message is sent. */
export interface SendOptions {
  /**
   * How long the message waits before it can be received, at most 15 minutes.
   *
   * @default the queue's own `delay`
   * @example "30 seconds"
   */
  readonly delay?: Duration;
}

/** A queue: every message is delivered at least once, in no certain order. */
export interface Queue<Message> extends Sender<Message>, Client<"queue"> {}

/**
 * A first-in, first-out queue: within a group, messages are delivered in the order in which they were sent. A call that
 * AWS refuses rejects with an `AwsError`.
 */
export interface FifoQueue<Message> extends Client<"fifo queue"> {
  /** Sends one message of at most 1 MiB as JSON. Resolves once the queue holds it. */
  readonly send: (message: Message, options: FifoSendOptions) => Promise<void>;
}

/** How a message is sent to a first-in, first-out queue. */
export interface FifoSendOptions {
  /**
   * The group within which order is kept, at most 128 characters; groups are delivered side by side.
   *
   * @example order.customerId
   */
  readonly group: string;
  /**
   * What was sent with the same id within five minutes counts as the same message; at most 128 characters.
   *
   * @default an id of its own for each call, so that nothing is lost; a hash of the message where the queue says
   * `deduplicate: true`
   * @example order.id
   */
  readonly deduplicationId?: string;
}

/** What `@Queue` accepts. */
export interface QueueOptions extends ResourceOptions {
  /**
   * How often a message is delivered before it goes to the dead-letter queue, 1 to 1,000.
   *
   * @default 5
   * @example 3
   */
  readonly retries?: number;
  /**
   * How long a message that is being worked on is hidden from others, 0 seconds to 12 hours; never below the timeout of
   * the function that consumes it.
   *
   * @default six times the consumer's timeout and its window, as AWS advises; 30 seconds without a consumer
   * @example "5 minutes"
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  readonly visibility?: Duration;
  /**
   * How long an unread message is kept, 1 minute up to but not including the 14 days of the dead-letter queue.
   *
   * @default "4 days"
   * @example "7 days"
   */
  readonly retention?: Duration;
  /**
   * How long every new message waits before it can be received, at most 15 minutes.
   *
   * @default "0 seconds"
   * @example "10 seconds"
   */
  readonly delay?: Duration;
}

/** What `@Queue` accepts for a first-in, first-out queue. */
export interface FifoQueueOptions extends QueueOptions {
  /** Keeps the order of messages within a group; the field is then a {@link FifoQueue}. Cannot be changed later. */
  readonly fifo: true;
  /**
   * Counts equal messages within five minutes as one, unless they are sent with a `deduplicationId`.
   *
   * @default false
   * @example true
   */
  readonly deduplicate?: boolean;
}

/** What `@Queue` accepts for a queue without an order. */
export interface StandardQueueOptions extends QueueOptions {
  /**
   * Leaves the order of messages open; the field is then a {@link Queue}.
   *
   * @default false
   * @example false
   */
  readonly fifo?: false;
}

/**
 * Declares a queue, with a dead-letter queue that keeps for 14 days what failed too often.
 *
 * @example
 * ```ts
 * @Queue({ retries: 3 }) readonly incoming!: Queue<Order>;
 * @Queue({ fifo: true }) readonly moves!: FifoQueue<Move>;
 * ```
 */
export function Queue(options: FifoQueueOptions): FieldDecorator<FifoQueue<never>>;
export function Queue(options?: StandardQueueOptions): FieldDecorator<Queue<never>>;
export function Queue(): FieldDecorator<unknown> {
  return (_field, { metadata, name }) => {
    if (metadata) metadata[`iffc:${String(name)}`] = true;
  };
}

/** What `@Consumes` accepts after the queue. Here `concurrency` limits the queue's share, and reserves nothing. */
export interface ConsumesOptions extends TriggerOptions {
  /**
   * The most messages that one invocation gets: 1 to 10, and up to 10,000 with a window on a queue without an order.
   * The handler is still called with one message at a time.
   *
   * @default 10
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
   * @example 100
   */
  readonly batch?: number;
  /**
   * How long Lambda gathers messages before it invokes, at most 5 minutes; not for a first-in, first-out queue.
   *
   * @default "0 seconds"
   * @example "5 seconds"
   */
  readonly window?: Duration;
  /**
   * The most invocations that the queue starts at once, 2 to 1,000.
   *
   * @default as many as the account allows
   * @example 20
   */
  readonly concurrency?: number;
}

type AnyQueue = Queue<never> | FifoQueue<never>;

type MessageOf<Held> = Held extends Queue<infer Message> | FifoQueue<infer Message> ? Message : never;

type Consumer<This, Message> = (this: This, message: Message) => void | Promise<void>;

/**
 * Runs the method for every message of a queue. A message whose call throws is delivered again, up to the queue's
 * `retries`; the rest of its batch is not. The class, unless it is the method's own, comes before the field.
 *
 * @example
 * ```ts
 * @Consumes("incoming")
 * async fulfil(order: Order): Promise<void> {}
 *
 * @Consumes(Store, "sales", { batch: 100, window: "5 seconds" })
 * async book(sale: Sale): Promise<void> {}
 * ```
 */
export function Consumes<Owner, const Field extends string>(
  owner: ClassOf<Owner>,
  field: Field | FieldsOf<Owner, AnyQueue>,
  options?: ConsumesOptions,
): <This>(
  method: Consumer<This, MessageOf<FieldType<Owner, Field>>>,
  context: HandlerContext<This> & Holds<Owner, Field, AnyQueue>,
) => void;
export function Consumes<const Field extends string>(
  field: Field,
  options?: ConsumesOptions,
): <This>(
  method: Consumer<This, MessageOf<FieldType<This, Field>>>,
  context: HandlerContext<This> & Holds<This, Field, AnyQueue>,
) => void;
export function Consumes(): () => void {
  return () => undefined;
}
