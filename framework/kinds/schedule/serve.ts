import type { LambdaHandler, ServedHandler } from "../../runtime/handler.ts";
import { onInvocation } from "../../runtime/invocation.ts";
import type { ScheduledEvent } from "./decorator.ts";
import type { ScheduleProperties } from "./options.ts";

/** Serves a scheduled handler. What it throws is Lambda's to repeat. */
export function serve([handler]: readonly ServedHandler<ScheduleProperties>[]): LambdaHandler {
  return onInvocation(async ({ time }: ScheduledEvent) => {
    await handler?.invoke({ time } satisfies ScheduledEvent);
  });
}
