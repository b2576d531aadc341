import type { LambdaContext, LambdaHandler, ServedHandler, Validator } from "../../runtime/handler.ts";
import { onInvocation } from "../../runtime/invocation.ts";
import { parseJson } from "../../runtime/json.ts";
import { describeError, log } from "../../runtime/log.ts";
import { findFaults, type Fault } from "../../runtime/validate.ts";
import type { ConsumesProperties } from "./options.ts";

/** A batch of messages as Lambda hands it over. */
interface QueueEvent {
  readonly Records: readonly Message[];
}

interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly attributes?: { readonly MessageGroupId?: string };
  readonly eventSourceARN?: string;
}

/** The messages that are to be delivered again. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** How many messages of one batch are worked on side by side. */
const concurrency = 10;
/** Milliseconds before the end of the invocation at which the batch is answered. */
const margin = 500;

/**
 * Serves the consumer of a queue, which is called with one message at a time. A message counts as done only once its
 * call has succeeded; every other one of the batch is reported and so delivered again: what failed, what cannot be read,
 * and what is not over half a second before the function's time is. Messages run side by side, at most ten at once;
 * those of one group of a first-in, first-out queue one after the other, and none after one that failed.
 */
export function serve(handlers: readonly ServedHandler<ConsumesProperties>[]): LambdaHandler {
  const [handler] = handlers;
  return onInvocation(async ({ Records: messages }: QueueEvent, context) => {
    if (!handler) throw new Error("The function has no consumer.");
    const batch = {
      handler,
      context,
      lanes: lanesOf(messages).values(),
      begun: new Set<Message>(),
      done: new Set<Message>(),
    };
    await beforeDeadline(Promise.all(Array.from({ length: concurrency }, () => runLanes(batch))), context);
    for (const { messageId } of batch.begun) {
      log({ level: "error", message: "A message was not done in time.", ...placeOf(batch), messageId });
    }
    return report(messages, batch);
  });
}

/** The state of one invocation; nothing outlives it. */
interface Batch {
  readonly handler: ServedHandler;
  readonly context: LambdaContext;
  /** What is not taken up yet; several runs draw from it. */
  readonly lanes: IterableIterator<readonly Message[]>;
  /** What is being worked on. */
  readonly begun: Set<Message>;
  readonly done: Set<Message>;
}

/** Messages that must not overtake each other, lane by lane. */
function lanesOf(messages: readonly Message[]): readonly (readonly Message[])[] {
  // A queue without an order may have groups too; there they only share it out fairly.
  const isOrdered = messages[0]?.eventSourceARN?.endsWith(".fifo");
  if (!isOrdered) return messages.map((message) => [message]);
  return [...Map.groupBy(messages, (message) => message.attributes?.MessageGroupId).values()];
}

async function runLanes(batch: Batch): Promise<void> {
  for (const lane of batch.lanes) await runLane(lane, batch);
}

async function runLane(lane: readonly Message[], batch: Batch): Promise<void> {
  for (const message of lane) {
    if (remaining(batch.context) <= 0) return;
    batch.begun.add(message);
    const succeeded = await consume(message, batch);
    batch.begun.delete(message);
    if (!succeeded) return;
    batch.done.add(message);
  }
}

/** Whether the message was worked on with success; never rejects. */
async function consume(message: Message, batch: Batch): Promise<boolean> {
  const { handler } = batch;
  const place = { ...placeOf(batch), messageId: message.messageId };
  const read = readMessage(message, handler.validators["message"]);
  if ("faults" in read) {
    log({
      level: "error",
      message: "A message cannot be read.",
      ...place,
      code: "invalid_message",
      faults: read.faults,
    });
    return false;
  }
  try {
    await handler.invoke(read.value);
    return true;
  } catch (thrown) {
    log({ level: "error", message: "A message failed.", ...place, error: describeError(thrown) });
    return false;
  }
}

/** Where a line of the log comes from. */
function placeOf({ handler, context }: Batch): { readonly requestId: string; readonly handler: string } {
  return { requestId: context.awsRequestId, handler: handler.id };
}

function readMessage(
  { body }: Message,
  validator: Validator | undefined,
): { value: unknown } | { faults: readonly Fault[] } {
  const parsed = parseJson(body);
  if ("problem" in parsed) return { faults: [{ in: "message", field: "", message: parsed.problem }] };
  const faults = validator && findFaults(validator, parsed.value, "message");
  return faults ? { faults } : parsed;
}

function report(messages: readonly Message[], { done }: Batch): BatchResponse {
  const failed = messages.filter((message) => !done.has(message));
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function beforeDeadline(work: Promise<unknown>, context: LambdaContext): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, remaining(context)));
  });
  await Promise.race([work, deadline]);
  clearTimeout(timer);
}

/** Milliseconds until the batch has to be answered. */
function remaining(context: LambdaContext): number {
  return context.getRemainingTimeInMillis() - margin;
}
