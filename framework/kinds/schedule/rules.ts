import type { Report } from "../kind.ts";
import { faultOfCron } from "./expression.ts";
import { badCron, badRate, badTimezone } from "./findings.ts";
import type { ScheduleProperties } from "./options.ts";
import { correctRate } from "./rate.ts";

/** Whether a rate is one that EventBridge takes as it stands. */
export function checkRate({ rate = "" }: ScheduleProperties, report: Report): void {
  const instead = correctRate(rate);
  if (instead === rate) return;
  const message = `"${rate}" is not a rate that a schedule can have.`;
  report(badRate, { message, ...(instead !== undefined && { hint: `Write \`@Every("${instead}")\`.` }) });
}

/** Whether a cron expression and its time zone are ones that EventBridge takes. */
export function checkCron({ cron = "", timezone }: ScheduleProperties, report: Report): void {
  const fault = faultOfCron(cron);
  if (fault) {
    const { message, instead } = fault;
    report(badCron, { message, ...(instead !== undefined && { hint: `Write \`@Cron("${instead}")\`.` }) });
  }
  if (timezone !== undefined && !isTimezone(timezone)) {
    report(badTimezone, { option: "timezone", message: `There is no time zone "${timezone}".` });
  }
}

/** Offsets, which JavaScript takes for time zones, are none. */
function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/u.test(name)) return false;
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
