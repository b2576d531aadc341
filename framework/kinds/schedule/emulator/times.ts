/** When a schedule is due, as EventBridge Scheduler reads rates and cron expressions. Pure. */
import { Cron } from "croner";
import type { ScheduleProperties } from "../options.ts";

/** The first moment after the given one, both in milliseconds since 1970; undefined where none is left. */
export type NextTime = (after: number) => number | undefined;

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The times of a schedule. A rate counts from the moment that the schedule was made, its anchor. */
export function timesOf({ rate, cron, timezone }: ScheduleProperties, anchor: number): NextTime {
  return cron === undefined ? timesOfRate(rate ?? "", anchor) : timesOfCron(cron, timezone ?? "UTC");
}

function timesOfRate(rate: string, anchor: number): NextTime {
  const [amount, unit = ""] = rate.split(" ");
  const period = Number(amount) * (units[unit.replace(/s$/u, "")] ?? Number.NaN);
  if (!(period > 0)) throw new Error(`"${rate}" is not a rate: the plan was not checked.`);
  return (after) => anchor + (Math.floor((after - anchor) / period) + 1) * period;
}

/**
 * Six fields, of which the days of the week count from Sunday as 1 and `?` leaves a day to the other field. Where
 * daylight saving time leaves an hour out, what falls into it is skipped, and where it repeats one, it is due once.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
function timesOfCron(expression: string, timezone: string): NextTime {
  const [minute, hour, day, month, weekday, year] = expression.replaceAll("?", "*").split(" ");
  const lastDay = weekday === "L" ? "7" : weekday;
  const cron = new Cron(`0 ${minute} ${hour} ${day} ${month} ${lastDay} ${year}`, {
    timezone,
    paused: true,
    mode: "7-part",
    alternativeWeekdays: true,
    sloppyRanges: true,
  });
  return (after) => {
    let next = cron.nextRun(new Date(after));
    while (next && !cron.match(next)) next = cron.nextRun(next);
    return next?.getTime();
  };
}
