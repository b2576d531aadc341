import { transaction } from "../../database.ts";
import type { Queue, QueueAttributes } from "./queue.ts";
import type { Store } from "./store.ts";

/** Gives a queue other attributes. Its messages stay; those that a FIFO queue still delays follow a new delay. */
export function changeAttributes(store: Store, queue: Queue, attributes: QueueAttributes): Queue {
  const changed = transaction(store.database, () => {
    const next = store.queues.update(queue, { attributes, modified: store.clock.now() });
    if (next.settings.fifo && next.settings.delay !== queue.settings.delay) {
      store.statements.delay.run(next.settings.delay * 1000, queue.id);
    }
    return next;
  });
  store.wakeups.wake(queue.id);
  return changed;
}
