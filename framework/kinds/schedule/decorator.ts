import type { HandlerContext, TriggerOptions } from "../decorator.ts";

/** How often: a whole number of minutes, hours or days, at least one minute. */
export type Rate = `1 ${"minute" | "hour" | "day"}` | `${number} ${"minutes" | "hours" | "days"}`;

/** What a scheduled handler is called with. */
export interface ScheduledEvent {
  /** When it was due, ISO 8601 in UTC. */
  readonly time: string;
}

/** What `@Every` accepts after the rate. */
export type EveryOptions = TriggerOptions;

/** What `@Cron` accepts after the expression. */
export interface CronOptions extends TriggerOptions {
  /**
   * The IANA time zone that the expression is read in, daylight saving time included.
   *
   * @default "UTC"
   * @example "Europe/Berlin"
   */
  readonly timezone?: string;
}

type ScheduleDecorator = <This>(
  method: (this: This, event: ScheduledEvent) => void | Promise<void>,
  context: HandlerContext<This>,
) => void;

/**
 * Runs the method again and again, from the moment of the first deploy on. A call that throws is repeated twice, then
 * the event goes to the function's dead-letter queue.
 *
 * @example
 * ```ts
 * @Every("1 hour")
 * async sweep(): Promise<void> {}
 * ```
 */
export function Every(rate: Rate, options?: EveryOptions): ScheduleDecorator;
export function Every(): ScheduleDecorator {
  return () => undefined;
}

/**
 * Runs the method at the minutes that a cron expression of EventBridge names: minutes, hours, day of the month, month,
 * day of the week (1 is Sunday), year. One of the two days is `?`. A call that throws is repeated twice, then the event
 * goes to the function's dead-letter queue.
 *
 * @example
 * ```ts
 * @Cron("0 8 ? * MON-FRI *", { timezone: "Europe/Berlin" })
 * async remind({ time }: ScheduledEvent): Promise<void> {}
 * ```
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function Cron(expression: string, options?: CronOptions): ScheduleDecorator;
export function Cron(): ScheduleDecorator {
  return () => undefined;
}
