import { randomUUID } from "node:crypto";
import { WireError } from "../../local.ts";
import type { JsonObject } from "../../../model/json.ts";
import { transaction } from "../../database.ts";
import { invalidParameter, notEmulated } from "./errors.ts";
import { readInteger, readText, requireText } from "./input.ts";
import type { Message } from "./message.ts";
import type { Call, Operation } from "./operation.ts";
import type { Queue } from "./queue.ts";
import { transfer } from "./receive.ts";
import { countMessages } from "./settle.ts";
import type { Store } from "./store.ts";

/** The operations that bring dead letters back. A move is over by the time its operation is answered. */
export const moveOperations: Readonly<Record<string, Operation>> = {
  StartMessageMoveTask: startMessageMoveTask,
  ListMessageMoveTasks: listMessageMoveTasks,
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html */
const sourceActions = ["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"] as const;

function startMessageMoveTask(input: JsonObject, call: Call): JsonObject {
  const { store, caller } = call;
  const arn = requireText(input, "SourceArn");
  for (const action of sourceActions) caller.require(`sqs:${action}`, arn);
  const source = requireByArn(arn, "SourceArn", store);
  if (input["MaxNumberOfMessagesPerSecond"] !== undefined) {
    throw notEmulated("the parameter MaxNumberOfMessagesPerSecond");
  }
  const senders = store.queues.list().filter((queue) => queue.settings.redrive?.target === source.arn);
  if (senders.length === 0) throw invalidParameter("Source queue must be configured as a Dead Letter Queue.");
  const destination = readDestination(input, source, call);
  if (!destination) for (const sender of senders) caller.require("sqs:SendMessage", sender.arn);
  const id = transaction(store.database, () => move(store, source, destination));
  const handle = JSON.stringify({ taskId: id, sourceArn: source.arn });
  return { TaskHandle: Buffer.from(handle).toString("base64") };
}

function readDestination(input: JsonObject, source: Queue, { store, caller }: Call): Queue | undefined {
  const arn = readText(input, "DestinationArn");
  if (arn === undefined) return undefined;
  caller.require("sqs:SendMessage", arn);
  const destination = requireByArn(arn, "DestinationArn", store);
  if (destination.id === source.id) throw invalidParameter("The source and the destination queue must be different.");
  if (destination.settings.fifo === source.settings.fifo) return destination;
  throw invalidParameter("The source and the destination queue must be of the same type.");
}

function listMessageMoveTasks(input: JsonObject, call: Call): JsonObject {
  const arn = requireText(input, "SourceArn");
  call.caller.require("sqs:ListMessageMoveTasks", arn);
  const source = requireByArn(arn, "SourceArn", call.store);
  const max = readInteger(input, "MaxResults", { min: 1, max: 10 }) ?? 1;
  const rows = call.store.statements.moves.all(source.id, max) as unknown as Move[];
  return { Results: rows.map((row) => describeMove(row, source)) };
}

interface Move {
  readonly destination: string | null;
  readonly started: number;
  readonly total: number;
  readonly moved: number;
  readonly failure: string | null;
}

function describeMove(row: Move, source: Queue): JsonObject {
  return {
    SourceArn: source.arn,
    ...(row.destination !== null && { DestinationArn: row.destination }),
    Status: row.failure === null ? "COMPLETED" : "FAILED",
    StartedTimestamp: row.started,
    ApproximateNumberOfMessagesToMove: row.total,
    ApproximateNumberOfMessagesMoved: row.moved,
    ...(row.failure !== null && { FailureReason: row.failure }),
  };
}

/** Moves what is visible, each message to where it came from unless a destination is given; returns the task's id. */
function move(store: Store, source: Queue, destination: Queue | undefined): number {
  const started = store.clock.now();
  const total = countMessages(store, source).visible;
  let moved = 0;
  let failure: string | null = null;
  for (const message of visibleOf(store, source)) {
    const target = destination ?? store.queues.find(message.source ?? "");
    failure = target ? null : "CouldNotDetermineMessageSource";
    if (!target) break;
    redrive(store, message, target);
    moved++;
  }
  const run = store.statements.startMove.run(source.id, destination?.arn ?? null, started, total, moved, failure);
  return Number(run.lastInsertRowid);
}

/** The messages that are visible now, a page at a time, for one who takes each away before the next. */
function* visibleOf({ statements, clock }: Store, queue: Queue): Generator<Message> {
  const now = clock.now();
  for (;;) {
    const page = statements.visible.all(queue.id, now, 100) as unknown as Message[];
    if (page.length === 0) return;
    yield* page;
  }
}

/** SQS takes a redriven message for a new one, with an id, an age and a receive count of its own. */
function redrive(store: Store, message: Message, target: Queue): void {
  const now = store.clock.now();
  const times = { sent: now, enqueued: now, visible: now, firstReceived: null };
  transfer(store, message, { queue: target.id, id: randomUUID(), source: null, received: 0, ...times });
}

function requireByArn(arn: string, parameter: string, store: Store): Queue {
  const queue = store.queues.find(arn);
  if (queue) return queue;
  const message = `The resource that you specified for the ${parameter} parameter doesn't exist.`;
  throw new WireError(404, "ResourceNotFoundException", message);
}
