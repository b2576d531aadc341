import { transaction } from "../../database.ts";
import type { Message } from "./message.ts";
import type { Queue } from "./queue.ts";
import { insertMessage, type Store } from "./store.ts";

/** How much to receive, and for how long it is hidden from others. */
export interface ReceiveRequest {
  readonly count: number;
  /** Seconds. */
  readonly visibility: number;
  /** Ends the receive before a message that no longer fits. */
  fits?(message: Message): boolean;
}

/**
 * Takes messages that are visible now; those received too often go to the dead-letter queue first. A FIFO queue gives
 * out a group in order, and nothing of it behind a message that is hidden.
 */
export function receive(store: Store, queue: Queue, request: ReceiveRequest): readonly Message[] {
  return transaction(store.database, () => {
    expire(store, queue);
    buryExhausted(store, queue);
    const taken: Message[] = [];
    for (const message of available(store, queue, request.count)) {
      if (taken.length === request.count || request.fits?.(message) === false) break;
      taken.push(take(store, message, request.visibility));
    }
    return taken;
  });
}

/** Drops what was kept for longer than the queue's retention. */
export function expire(store: Store, queue: Queue): void {
  store.statements.expire.run(queue.id, store.clock.now() - queue.settings.retention * 1000);
}

/** Moves a message to the end of another queue; `change` says what becomes different about it. */
export function transfer(store: Store, message: Message, change: Partial<Message> & Pick<Message, "queue">): void {
  store.statements.remove.run(message.sequence);
  insertMessage(store, { ...message, ...change });
  store.wakeups.wake(change.queue);
}

function buryExhausted(store: Store, queue: Queue): void {
  const { redrive } = queue.settings;
  const target = redrive && store.queues.find(redrive.target);
  if (!target || !redrive) return;
  const now = store.clock.now();
  const exhausted = store.statements.exhausted.all(queue.id, now, redrive.maxReceives) as unknown as Message[];
  for (const message of exhausted) {
    // A standard queue keeps the age of a message, a FIFO queue begins it anew:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
    const enqueued = target.settings.fifo ? now : message.enqueued;
    transfer(store, message, { queue: target.id, source: queue.arn, visible: now, enqueued });
  }
}

/** What may be received now, in the order of delivery. */
function* available(store: Store, queue: Queue, count: number): Generator<Message> {
  const { statements, clock } = store;
  const now = clock.now();
  if (!queue.settings.fifo) {
    yield* statements.visible.all(queue.id, now, count) as unknown as Message[];
    return;
  }
  for (const { groupId } of statements.heads.all(queue.id, now, count)) {
    for (const message of statements.group.all(queue.id, String(groupId), count) as unknown as Message[]) {
      if (message.visible > now) break;
      yield message;
    }
  }
}

function take(store: Store, message: Message, visibility: number): Message {
  const now = store.clock.now();
  const visible = now + visibility * 1000;
  const received = message.received + 1;
  const firstReceived = message.firstReceived ?? now;
  store.statements.take.run(visible, received, firstReceived, message.sequence);
  return { ...message, visible, received, firstReceived };
}
