import type { Rule } from "../../kinds/options.ts";
import type { Located } from "../located.ts";

const secondsOf: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3_600, day: 86_400 };

/** The seconds that a text such as `"5 minutes"` means; nothing where it is not a length of time. */
export function readDuration(text: string): number | undefined {
  const [, count, unit = ""] = /^(\d{1,12}(?:\.\d{1,6})?) (second|minute|hour|day)s?$/u.exec(text) ?? [];
  if (count === undefined) return undefined;
  const seconds = Number(count) * (secondsOf[unit] ?? Number.NaN);
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}

/** A number of seconds in the largest unit that says it without a fraction. */
export function formatDuration(seconds: number): string {
  const [unit = "second", size = 1] =
    Object.entries(secondsOf)
      .toReversed()
      .find(([, candidate]) => seconds >= candidate && seconds % candidate === 0) ?? [];
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** What a rule accepts, as the end of the sentence "It must be …". */
export function describeRule(rule: Rule): string {
  if (rule.type === "text") return rule.expects ?? describeText(rule.maxLength);
  if (rule.type === "integer")
    return `a whole number from ${rule.min} to ${rule.max}${rule.unit ? ` ${rule.unit}` : ""}`;
  if (rule.type === "duration") {
    return `a length of time such as "30 seconds", from ${formatDuration(rule.min)} to ${formatDuration(rule.max)}`;
  }
  if (rule.type === "boolean") return "true or false";
  if (rule.type === "choice") return rule.of.map((choice) => JSON.stringify(choice)).join(" or ");
  if (rule.type === "list") return `a list, each item ${describeRule(rule.of)}`;
  if (rule.type === "record") return `an object, each value ${describeRule(rule.of)}`;
  if (rule.type === "either") return rule.of.map(describeRule).join(", or ");
  const names = Object.keys(rule.shape).map((name) => `\`${name}\``);
  return `an object with ${names.join(", ")}`;
}

function describeText(maxLength: number | undefined): string {
  return maxLength === undefined ? "a text" : `a text of at most ${maxLength} characters`;
}

/** Whether a value is of the sort that a rule is about, whatever its range: decides between alternatives. */
export function resembles(value: Located, rule: Rule): boolean {
  if (rule.type === "either") return rule.of.some((alternative) => resembles(value, alternative));
  if (rule.type === "list") return value.type === "list";
  if (rule.type === "record" || rule.type === "object") return value.type === "dictionary";
  if (value.type !== "scalar") return false;
  if (rule.type === "choice") return rule.of.some((choice) => choice === value.value);
  if (rule.type === "integer") return typeof value.value === "number";
  return typeof value.value === (rule.type === "boolean" ? "boolean" : "string");
}
