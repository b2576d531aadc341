import type { Finding } from "../../diagnostics/diagnostic.ts";

/** A rate as EventBridge knows it: a whole number of minutes, hours or days. */
export const badRate: Finding = {
  code: "IFFC2501",
  title: "This is not a rate that a schedule can have.",
  hint: 'Write a whole number of minutes, hours or days, such as "1 minute" or "12 hours".',
  page: `A rate is a whole number of at least one and a unit, in the singular after a one and in the plural otherwise:

    @Every("1 minute")   @Every("5 minutes")   @Every("1 hour")   @Every("7 days")

The shortest is one minute. For moments of the day or of the week use \`@Cron\`.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html`,
};

/** A cron expression in the dialect of EventBridge. */
export const badCron: Finding = {
  code: "IFFC2502",
  title: "This is not a cron expression that EventBridge understands.",
  hint: 'Write six fields: minutes, hours, day of the month, month, day of the week, year. "0 12 * * ? *" is every noon.',
  page: `EventBridge has a dialect of its own, with six fields:

    minutes   hours   day of the month   month          day of the week     year
    0-59      0-23    1-31 ? L W         1-12 JAN-DEC   1-7 SUN-SAT ? L #   1970-2199

One of the two days is \`?\`: the other one decides. Sunday is 1, where others count it as 0 or 7. Every field takes \`*\`,
lists (\`1,15\`) and ranges (\`MON-FRI\`), and every one but the day of the week steps (\`0/15\`). \`L\` is the last day of the month, \`6L\` the last Friday,
\`6#2\` the second Friday, \`15W\` the weekday nearest to the 15th.

    @Cron("0 8 ? * MON-FRI *")      at eight on working days
    @Cron("0/15 * * * ? *")         every quarter of an hour
    @Cron("0 0 L * ? *")            as the last day of each month begins

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html`,
};

/** A name that is not in the time zone database. */
export const badTimezone: Finding = {
  code: "IFFC2503",
  title: "There is no time zone of this name.",
  hint: 'Use a name of the IANA database, such as "Europe/Berlin" or "UTC".',
  page: `The fields of \`@Cron\` are read in a time zone of the IANA database, written as region and city. Abbreviations such as
\`CEST\` and offsets such as \`+02:00\` do not say when daylight saving begins.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html`,
};

/** Every finding of this kind. */
export const scheduleFindings: readonly Finding[] = [badRate, badCron, badTimezone];
