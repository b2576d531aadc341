import type { PlannedResource } from "../../../model/plan.ts";
import type { QueueProperties } from "../options.ts";
import { changeAttributes } from "./change.ts";
import { defaultAttributes, redrivePolicy, type Queue, type QueueAttributes } from "./queue.ts";
import type { Store } from "./store.ts";

/** A planned queue and the dead-letter queue that comes with it. */
export interface Pair<Part> {
  readonly queue: Part;
  readonly deadLetters: Part;
}

/** Fourteen days, the longest that SQS keeps a message, so that a dead letter outlives the queue that it failed in. */
const deadLetterRetention = 1_209_600;

/** The names of a planned queue and of its dead-letter queue. */
export function namesOf(resource: PlannedResource): Pair<string> {
  const suffix = propertiesOf(resource).fifo ? ".fifo" : "";
  const stem = resource.name.replace(/\.fifo$/u, "");
  return { queue: stem + suffix, deadLetters: `${stem}-dlq${suffix}` };
}

/** Makes a planned queue and its dead-letter queue, or gives them the attributes that the plan has. */
export function provisionQueue(store: Store, resource: PlannedResource): Pair<Queue> {
  const { fifo, retries, visibility, retention, delay, deduplicate } = propertiesOf(resource);
  const names = namesOf(resource);
  const deadLetters = put(store, names.deadLetters, {
    ...defaultAttributes(fifo),
    MessageRetentionPeriod: String(deadLetterRetention),
  });
  const queue = put(store, names.queue, {
    ...defaultAttributes(fifo),
    DelaySeconds: String(delay),
    MessageRetentionPeriod: String(retention),
    ...(visibility !== undefined && { VisibilityTimeout: String(visibility) }),
    ...(fifo && { ContentBasedDeduplication: String(deduplicate) }),
    RedrivePolicy: redrivePolicy({ target: deadLetters.arn, maxReceives: retries }),
  });
  return { queue, deadLetters };
}

function put(store: Store, name: string, attributes: QueueAttributes): Queue {
  const found = store.queues.get(name);
  return found ? changeAttributes(store, found, attributes) : store.queues.create(name, attributes, {});
}

function propertiesOf(resource: PlannedResource): QueueProperties {
  return resource.properties as unknown as QueueProperties;
}
