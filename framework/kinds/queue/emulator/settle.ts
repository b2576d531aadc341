import { transaction } from "../../database.ts";
import { invalidValue } from "./errors.ts";
import type { Message } from "./message.ts";
import type { Queue } from "./queue.ts";
import { decodeReceipt, type Receipt } from "./receipt.ts";
import { expire } from "./receive.ts";
import type { Store } from "./store.ts";

/** Seconds that a message may be hidden after it was received: the limit of ChangeMessageVisibility. */
export const longestVisibility = 43_200;

/**
 * Deletes a received message. A handle of a message that is gone, or was received again since, succeeds and deletes
 * nothing; a FIFO queue refuses one whose time is over.
 */
export function deleteMessage(store: Store, queue: Queue, handle: string): void {
  const receipt = decodeReceipt(queue, handle);
  const message = findMessage(store, queue, receipt);
  if (!message) return;
  if (queue.settings.fifo && !isCurrent(store, message, receipt)) {
    throw invalidValue("ReceiptHandle", handle, "The receipt handle has expired.");
  }
  if (message.received !== receipt.received) return;
  store.statements.remove.run(message.sequence);
  if (queue.settings.fifo) store.wakeups.wake(queue.id);
}

/** Hides a received message for so many seconds from now on, or shows it at once for 0. */
export function changeVisibility(store: Store, queue: Queue, change: { handle: string; seconds: number }): void {
  const { handle, seconds } = change;
  const receipt = decodeReceipt(queue, handle);
  const message = findMessage(store, queue, receipt);
  if (!message || (queue.settings.fifo && !isCurrent(store, message, receipt))) {
    const reason = "Message does not exist or is not available for visibility timeout change.";
    throw invalidValue("ReceiptHandle", handle, reason);
  }
  const now = store.clock.now();
  if (Math.floor((now - receipt.at) / 1000) + seconds > longestVisibility) {
    const reason = `Total VisibilityTimeout for the message is beyond the limit [${longestVisibility} seconds]`;
    throw invalidValue("VisibilityTimeout", seconds, reason);
  }
  store.statements.hide.run(now + seconds * 1000, message.sequence);
  store.wakeups.wake(queue.id);
}

/** Deletes everything in a queue, and what it remembers of deduplication. */
export function purge(store: Store, queue: Queue): void {
  transaction(store.database, () => {
    store.statements.purge.run(queue.id);
    store.statements.forget.run(queue.id, Number.MAX_SAFE_INTEGER);
  });
}

/** How many messages a queue holds, by state. */
export interface Counts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** Counts the messages of a queue. */
export function countMessages(store: Store, queue: Queue): Counts {
  expire(store, queue);
  return store.statements.count.get(store.clock.now(), queue.id) as unknown as Counts;
}

/** When the next message that is hidden now can be received, in milliseconds since 1970; absent without one. */
export function nextVisible(store: Store, queue: Queue): number | undefined {
  const { nextHead, nextVisible: next } = store.statements;
  const row = (queue.settings.fifo ? nextHead : next).get(queue.id, store.clock.now());
  return typeof row?.["at"] === "number" ? row["at"] : undefined;
}

function findMessage(store: Store, queue: Queue, receipt: Receipt): Message | undefined {
  expire(store, queue);
  return store.statements.find.get(receipt.sequence, queue.id, receipt.id) as unknown as Message | undefined;
}

function isCurrent(store: Store, message: Message, receipt: Receipt): boolean {
  return message.received === receipt.received && message.visible > store.clock.now();
}
