import { expect, test } from "vitest";
import type { ScheduleProperties } from "./options.ts";

/** Something that reads schedules: gives the first moments, ISO 8601, at which one made at a moment is due. */
export type ReadSchedule = (properties: ScheduleProperties, made: string, count: number) => Promise<readonly string[]>;

const days = ["2026-03-02", "2026-03-03", "2026-03-04"];

/** When schedules are due: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
export function scheduleContract(read: ReadSchedule): void {
  const readCron = async (cron: string, made: string, timezone?: string) =>
    (await read({ cron, ...(timezone !== undefined && { timezone }) }, made, 3)).map((time) => time.slice(0, 16));

  test.each([
    ["1 minute", ["2026-03-01T12:01:30Z", "2026-03-01T12:02:30Z"]],
    ["5 minutes", ["2026-03-01T12:05:30Z", "2026-03-01T12:10:30Z"]],
    ["1 hour", ["2026-03-01T13:00:30Z", "2026-03-01T14:00:30Z"]],
    ["2 days", ["2026-03-03T12:00:30Z", "2026-03-05T12:00:30Z"]],
  ])("every %s counts from when the schedule was made", async (rate, due) => {
    expect(await read({ rate }, "2026-03-01T12:00:30Z", 2)).toEqual(due);
  });

  test.each([
    ["0 8 * * ? *", "every day", days.map((day) => `${day}T08:00`)],
    ["5/20 9 * * ? *", "a start and a step", ["05", "25", "45"].map((minute) => `2026-03-02T09:${minute}`)],
    ["15,45 9-10 2 3 ? 2026", "lists and ranges", ["09:15", "09:45", "10:15"].map((time) => `2026-03-02T${time}`)],
    ["0 8 ? * MON-WED *", "days of the week by name", days.map((day) => `${day}T08:00`)],
    ["0 8 ? * 2-4 *", "days of the week from Sunday as 1", days.map((day) => `${day}T08:00`)],
    ["0 8 ? * 1 *", "Sunday", ["2026-03-08", "2026-03-15", "2026-03-22"].map((day) => `${day}T08:00`)],
    [
      "0 8 ? * L *",
      "the last day of the week",
      ["2026-03-07", "2026-03-14", "2026-03-21"].map((day) => `${day}T08:00`),
    ],
    ["0 8 ? * 6L *", "the last Friday", ["2026-03-27", "2026-04-24", "2026-05-29"].map((day) => `${day}T08:00`)],
    ["0 8 ? * 3#2 *", "the second Tuesday", ["2026-03-10", "2026-04-14", "2026-05-12"].map((day) => `${day}T08:00`)],
    [
      "0 8 L * ? *",
      "the last day of the month",
      ["2026-03-31", "2026-04-30", "2026-05-31"].map((day) => `${day}T08:00`),
    ],
    ["0 8 15W * ? *", "the nearest weekday", ["2026-03-16", "2026-04-15", "2026-05-15"].map((day) => `${day}T08:00`)],
    ["0 8 1 JAN,JUN ? *", "months by name", ["2026-06-01", "2027-01-01", "2027-06-01"].map((day) => `${day}T08:00`)],
    ["0 8 1 1 ? 2027-2029", "years", ["2027", "2028", "2029"].map((year) => `${year}-01-01T08:00`)],
  ])("cron(%s) is %s", async (cron, _, due) => {
    expect((await readCron(cron, "2026-03-01T12:00:00Z")).slice(0, due.length)).toEqual(due);
  });

  test("a time zone is kept when its clocks change", async () => {
    const due = ["2026-03-27T07:00", "2026-03-28T07:00", "2026-03-29T06:00"];
    expect(await readCron("0 8 * * ? *", "2026-03-26T12:00:00Z", "Europe/Berlin")).toEqual(due);
  });

  test("what falls into the hour that a time zone leaves out is skipped", async () => {
    const due = ["2026-03-28T01:30", "2026-03-30T00:30", "2026-03-31T00:30"];
    expect(await readCron("30 2 * * ? *", "2026-03-27T12:00:00Z", "Europe/Berlin")).toEqual(due);
  });

  test("what falls into the hour that a time zone repeats is due once", async () => {
    const due = ["2026-10-25T00:30", "2026-10-26T01:30", "2026-10-27T01:30"];
    expect(await readCron("30 2 * * ? *", "2026-10-24T12:00:00Z", "Europe/Berlin")).toEqual(due);
  });

  test("a schedule of the past is never due", async () => {
    expect(await readCron("0 8 1 1 ? 2020", "2026-03-01T12:00:00Z")).toEqual([]);
  });
}
