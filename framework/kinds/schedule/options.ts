import { required, text, type Read } from "../options.ts";

/** What `@Every` accepts: a rate such as `"5 minutes"`. */
export const everyArgument = { rate: required(text()) };

/** What `@Cron` accepts: six fields as EventBridge reads them, `"0 12 * * ? *"`. */
export const cronArgument = { cron: required(text()) };

/** What `@Cron` accepts after it. A rate knows no time zone. */
export const cronOptions = {
  /** An IANA time zone, such as `Europe/Berlin`; UTC if left out. */
  timezone: text({ maxLength: 50 }),
};

/** A schedule as the model holds it: either `rate` or `cron`. */
export type ScheduleProperties = Partial<Read<typeof everyArgument>> &
  Partial<Read<typeof cronArgument>> &
  Read<typeof cronOptions>;
