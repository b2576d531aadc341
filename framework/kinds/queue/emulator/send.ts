import { hash, randomUUID } from "node:crypto";
import { transaction } from "../../database.ts";
import type { Draft } from "./message.ts";
import type { Queue } from "./queue.ts";
import { insertMessage, type Store } from "./store.ts";

/** What the sender learns of a message. */
export interface Sent {
  readonly id: string;
  readonly sequence: number;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
const deduplicationInterval = 5 * 60_000;

/** Adds messages to a queue, in order; one that a FIFO queue has seen before is answered as the first one was. */
export function send(store: Store, queue: Queue, drafts: readonly Draft[]): readonly Sent[] {
  const add = queue.settings.fifo ? addOnce : addMessage;
  const sent = transaction(store.database, () => drafts.map((draft) => add(store, queue, draft)));
  store.wakeups.wake(queue.id);
  return sent;
}

/** The deduplication id of a message: the sender's own, or made of the body where the queue does so. */
export function deduplicationIdOf(queue: Queue, given: string | undefined, body: string): string | undefined {
  return given ?? (queue.settings.deduplicatesContent ? hash("sha256", body) : undefined);
}

function addOnce(store: Store, queue: Queue, draft: Draft): Sent {
  const { statements, clock } = store;
  const now = clock.now();
  const key = queue.settings.deduplicatesGroups
    ? `${draft.groupId}\n${draft.deduplicationId}`
    : String(draft.deduplicationId);
  const earlier = statements.recall.get(queue.id, key, now);
  if (earlier) return { id: String(earlier["id"]), sequence: Number(earlier["sequence"]) };
  const added = addMessage(store, queue, draft);
  statements.forget.run(queue.id, now);
  statements.remember.run(queue.id, key, added.id, added.sequence, now + deduplicationInterval);
  return added;
}

function addMessage(store: Store, queue: Queue, draft: Draft): Sent {
  const now = store.clock.now();
  const id = randomUUID();
  const sequence = insertMessage(store, {
    queue: queue.id,
    id,
    body: draft.body,
    attributes: Object.keys(draft.attributes).length > 0 ? JSON.stringify(draft.attributes) : null,
    trace: draft.trace ?? null,
    groupId: draft.groupId ?? null,
    deduplicationId: draft.deduplicationId ?? null,
    source: null,
    sent: now,
    enqueued: now,
    visible: now + draft.delay * 1000,
    received: 0,
    firstReceived: null,
  });
  return { id, sequence };
}
