import * as fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { functionOptions } from "../../options.ts";
import type { CronOptions, EveryOptions, Rate } from "./decorator.ts";
import { faultOfCron } from "./expression.ts";
import type { cronOptions, ScheduleProperties } from "./options.ts";
import { correctRate } from "./rate.ts";
import { checkCron, checkRate } from "./rules.ts";

function check(rule: typeof checkRate, properties: ScheduleProperties): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  rule(properties, (finding, occurrence) => found.push(diagnose(finding, occurrence)));
  return found;
}

describe("a rate", () => {
  it.each(["1 minute", "5 minutes", "60 minutes", "1 hour", "12 hours", "1 day", "7 days"])("is fine: %s", (rate) => {
    expect(check(checkRate, { rate })).toEqual([]);
  });

  it.each([
    ["1 minutes", "1 minute"],
    ["5 minute", "5 minutes"],
    ["rate(1 minutes)", "1 minute"],
    ["rate(5 minutes)", "5 minutes"],
    ["0 minutes", "1 minute"],
    ["30 seconds", "1 minute"],
    ["90 seconds", "2 minutes"],
    ["1.5 hours", "90 minutes"],
    ["0.5 days", "12 hours"],
    ["2 weeks", "14 days"],
    ["5m", "5 minutes"],
    ["1h", "1 hour"],
    ["01 hour", "1 hour"],
    ["  5  minutes ", "5 minutes"],
    ["5 Minutes", "5 minutes"],
  ])("is refused with what can be had: %s → %s", (rate, instead) => {
    expect(check(checkRate, { rate })).toMatchObject([{ code: "IFFC2501", hint: `Write \`@Every("${instead}")\`.` }]);
  });

  it.each(["", "hour", "-1 hours", "1 fortnight", "every hour", "1 hour 5 minutes", "NaN hours"])(
    "is none: %s",
    (rate) => {
      expect(check(checkRate, { rate })).toMatchObject([
        { code: "IFFC2501", hint: expect.stringContaining("whole number") },
      ]);
    },
  );

  it("is fine once it is corrected", () => {
    const amount = fc.oneof(fc.nat(10_000), fc.double({ min: 0, max: 1000, noNaN: true }));
    const unit = fc.constantFrom("s", "second", "minutes", "min", "hour", "hours", "d", "days", "weeks");
    fc.assert(
      fc.property(amount, unit, (number, name) => {
        const corrected = correctRate(`${number.toFixed(2)} ${name}`);
        expect(corrected).toBeDefined();
        expect(correctRate(corrected ?? "")).toBe(corrected);
      }),
    );
  });
});

describe("a cron expression", () => {
  it.each([
    "0 12 * * ? *",
    "0 8 ? * MON-FRI *",
    "0/15 * * * ? *",
    "*/5 8-17 ? * 2-6 *",
    "0 0 L * ? *",
    "0 0 15W * ? *",
    "0 9 ? * 6L *",
    "0 9 ? * 6#2 *",
    "0 9 ? * MON#1 *",
    "15 10 1,15 JAN,JUL ? 2027-2030/2",
    "0 0 31 12 ? 2199",
  ])("is fine: %s", (cron) => expect(check(checkCron, { cron })).toEqual([]));

  it.each([
    ["0 12 * * *", "0 12 * * ? *"],
    ["0 8 * * 1-5", "0 8 ? * 2-6 *"],
    ["0 8 * * 0", "0 8 ? * 1 *"],
    ["0 8 * * 7", "0 8 ? * 1 *"],
    ["*/10 * * * *", "*/10 * * * ? *"],
    ["0 0 1 * *", "0 0 1 * ? *"],
    ["cron(0 12 * * ? *)", "0 12 * * ? *"],
    ["cron(0 12 * * *)", "0 12 * * ? *"],
    ["0 12 * * * *", "0 12 * * ? *"],
    ["0 12 ? * ? *", "0 12 * * ? *"],
    ["0 12 * * MON *", "0 12 ? * MON *"],
    ["0 12 ? * mon-fri *", "0 12 ? * MON-FRI *"],
    ["0 12 ? * 0 *", "0 12 ? * 1 *"],
    ["0 0 12 * * ?", "0 12 * * ? *"],
    ["0 0 12 * * ? 2030", "0 12 * * ? 2030"],
    ["0  12 * * ? *", "0 12 * * ? *"],
  ])("is refused with what was meant: %s → %s", (cron, instead) => {
    expect(check(checkCron, { cron })).toMatchObject([{ code: "IFFC2502", hint: `Write \`@Cron("${instead}")\`.` }]);
  });

  it.each([
    ["60 * * * ? *", 'The minute "60" is not one'],
    ["0 24 * * ? *", 'The hour "24" is not one'],
    ["0 0 0 * ? *", 'The day of the month "0" is not one'],
    ["0 0 32 * ? *", 'The day of the month "32" is not one'],
    ["0 0 1 13 ? *", 'The month "13" is not one'],
    ["0 0 ? * 8 *", 'The day of the week "8" is not one'],
    ["0 0 ? * 2#6 *", 'The day of the week "2#6" is not one'],
    ["0 0 1 * ? 1969", 'The year "1969" is not one'],
    ["0 0 1 * ? 2200", 'The year "2200" is not one'],
    ["5-1 * * * ? *", 'The minute "5-1" is not one'],
    ["*/0 * * * ? *", 'The minute "*/0" is not one'],
    ["*/60 * * * ? *", 'The minute "*/60" is not one'],
    ["1,,2 * * * ? *", 'The minute "1,,2" is not one'],
    ["1-2-3 * * * ? *", 'The minute "1-2-3" is not one'],
    ["5-x * * * ? *", 'The minute "5-x" is not one'],
    ["-5 * * * ? *", 'The minute "-5" is not one'],
    ["0 0 ? * XYZ#1 *", 'The day of the week "XYZ#1" is not one'],
    ["0 0 ? * 2/2 *", 'The day of the week "2/2" is not one'],
    ["0 0 ? * FRI-MON *", 'The day of the week "FRI-MON" is not one'],
    ["? * * * ? *", 'The minute "?" is not one'],
    ["L * * * ? *", 'The minute "L" is not one'],
    ["0 12 1 * MON *", "Exactly one of the day"],
    ["0 12 1 * 1", "has 5 of the six fields"],
    ["", "has 1 of the six fields"],
    ["@daily", "has 1 of the six fields"],
  ])("is refused: %s, since %s", (cron, message) => {
    expect(check(checkCron, { cron })).toMatchObject([
      { code: "IFFC2502", message: expect.stringContaining(message), hint: expect.stringContaining("six fields") },
    ]);
  });

  it("is fine once it is corrected, whatever was written", () => {
    const field = fc.constantFrom("*", "?", "0", "5", "31", "MON", "mon-fri", "1-5", "*/5", "L", "2#1", "2030", "x");
    fc.assert(
      fc.property(fc.array(field, { minLength: 4, maxLength: 8 }), (fields) => {
        const instead = faultOfCron(fields.join(" "))?.instead;
        expect(instead === undefined ? undefined : faultOfCron(instead)).toBeUndefined();
      }),
    );
  });
});

describe("a time zone", () => {
  const zoned = (timezone: string) => check(checkCron, { cron: "0 12 * * ? *", timezone });

  it.each(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"])("is known: %s", (timezone) => {
    expect(zoned(timezone)).toEqual([]);
  });

  it.each(["Europe/Atlantis", "CEST", "+02:00", "", "Europe/Berlin "])("is refused: %s", (timezone) => {
    expect(zoned(timezone)).toMatchObject([{ code: "IFFC2503" }]);
  });
});

it("types and reads the same options", () => {
  expectTypeOf<keyof EveryOptions>().toEqualTypeOf<keyof typeof functionOptions>();
  expectTypeOf<keyof CronOptions>().toEqualTypeOf<keyof typeof cronOptions | keyof typeof functionOptions>();
  expectTypeOf<"1 hour" | "2 days">().toExtend<Rate>();
});
