import type { Listener, Report } from "../kind.ts";
import {
  batchWithoutWindow,
  deduplicateWithoutFifo,
  fifoBatch,
  retentionTooLong,
  severalConsumers,
  visibilityBelowTimeout,
  visibilityShort,
} from "./findings.ts";
import type { ConsumesProperties, QueueProperties } from "./options.ts";

/** Seconds that the dead-letter queue keeps messages: the most that SQS allows. */
const deadLetterRetention = 1_209_600;

/** Seconds that SQS hides a message unless it is told otherwise. */
const defaultVisibility = 30;

/** Rules that hold for a queue on its own. */
export function checkQueue(properties: QueueProperties, report: Report): void {
  if (properties.deduplicate && !properties.fifo) report(deduplicateWithoutFifo, { option: "deduplicate" });
  if (properties.retention >= deadLetterRetention) report(retentionTooLong, { option: "retention" });
}

/** Fills in the visibility that the queue's consumer needs, and checks the two against each other. */
export function settleQueue(
  properties: QueueProperties,
  listeners: readonly Listener[],
  report: Report,
): QueueProperties {
  checkSingle(listeners, report);
  for (const listener of listeners) checkBatch(properties.fifo, listener, report);
  if (properties.visibility !== undefined) {
    for (const listener of listeners) checkVisibility(properties.visibility, listener, report);
    return properties;
  }
  const advised = listeners.map(advisedVisibility);
  return { ...properties, visibility: advised.length > 0 ? Math.max(...advised) : defaultVisibility };
}

/** Six times the timeout, and the window: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
function advisedVisibility(listener: Listener): number {
  return 6 * listener.timeout + readProperties(listener).window;
}

function checkVisibility(visibility: number, listener: Listener, report: Report): void {
  const { timeout, trigger } = listener;
  const advised = advisedVisibility(listener);
  if (visibility >= advised) return;
  const finding = visibility < timeout ? visibilityBelowTimeout : visibilityShort;
  report(finding, {
    option: "visibility",
    message:
      finding === visibilityBelowTimeout
        ? `The queue hides messages for ${visibility} s, its consumer may take ${timeout} s.`
        : `The queue hides messages for ${visibility} s; for this consumer AWS advises ${advised} s.`,
    hint: `Leave \`visibility\` out, or write \`visibility: "${advised} seconds"\`.`,
    related: [{ message: `consumed here, with a timeout of ${timeout} s`, at: trigger.declaredAt }],
  });
}

function checkBatch(fifo: boolean, listener: Listener, report: Report): void {
  const { batch, window } = readProperties(listener);
  const at = listener.trigger.declaredAt;
  if (fifo && (batch > 10 || window > 0)) report(fifoBatch, { at });
  if (!fifo && batch > 10 && window < 1) report(batchWithoutWindow, { at });
}

function checkSingle([first, ...others]: readonly Listener[], report: Report): void {
  if (!first) return;
  for (const { trigger } of others) {
    const related = [{ message: `${first.trigger.handler} consumes it too`, at: first.trigger.declaredAt }];
    report(severalConsumers, { at: trigger.declaredAt, related });
  }
}

/** Only consumers listen to a queue. */
function readProperties({ trigger }: Listener): ConsumesProperties {
  return trigger.properties as unknown as ConsumesProperties;
}
