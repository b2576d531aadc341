/** Cron expressions in the dialect of EventBridge: what is wrong with one, and what was most likely meant. Pure. */

/** What is wrong with an expression, and what was most likely meant where that can be told. */
export interface CronFault {
  readonly message: string;
  readonly instead?: string;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names for the numbers from `min` on. */
  readonly names?: readonly string[];
  /** Forms that stand alone in the field, beyond numbers, lists, ranges and steps. */
  readonly alone?: RegExp;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
const fields: readonly Field[] = [
  { name: "minute", min: 0, max: 59 },
  { name: "hour", min: 0, max: 23 },
  { name: "day of the month", min: 1, max: 31, alone: /^(?:\?|L|(?:[1-9]|[12]\d|3[01])W)$/u },
  { name: "month", min: 1, max: 12, names: months },
  { name: "day of the week", min: 1, max: 7, names: days, alone: /^(?:\?|[1-7]?L|(?:[1-7]|[A-Z]{3})#[1-5])$/u },
  { name: "year", min: 1970, max: 2199 },
];

/** What is wrong with a cron expression; undefined where nothing is. */
export function faultOfCron(text: string): CronFault | undefined {
  const message = findFault(text);
  if (message === undefined) return undefined;
  const instead = guesses(text).find((guess) => findFault(guess) === undefined);
  return instead === undefined ? { message } : { message, instead };
}

function findFault(text: string): string | undefined {
  const values = text.split(" ");
  if (values.length !== fields.length) return `"${text}" has ${values.length} of the six fields.`;
  for (const [index, field] of fields.entries()) {
    const value = values[index] ?? "";
    if (!isValue(value, field)) return `The ${field.name} "${value}" is not one that EventBridge knows.`;
  }
  if ((values[2] === "?") !== (values[4] === "?")) return undefined;
  return "Exactly one of the day of the month and the day of the week must be `?`.";
}

function isValue(value: string, field: Field): boolean {
  return field.alone?.test(value) || value.split(",").every((item) => isItem(item, field));
}

/** `*`, a number, a range, or one of them with a step. */
function isItem(item: string, field: Field): boolean {
  const [range = "", step, ...tooMany] = item.split("/");
  if (tooMany.length > 0 || (step !== undefined && !isStep(step, field))) return false;
  if (range === "*") return true;
  const ends = range.split("-").map((end) => numberOf(end, field));
  const [first, last = first] = ends;
  return ends.length <= 2 && first !== undefined && last !== undefined && first <= last;
}

function isStep(text: string, { max }: Field): boolean {
  return /^[1-9]\d*$/u.test(text) && Number(text) <= max;
}

function numberOf(text: string, { min, max, names = [] }: Field): number | undefined {
  const named = names.indexOf(text);
  if (named >= 0) return named + min;
  const number = /^\d{1,4}$/u.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : undefined;
}

/** What people mean who wrap the expression, or write it for another cron: five fields, or six with seconds first. */
function guesses(text: string): readonly string[] {
  const unwrapped = text.trim().replace(/^cron\((.*)\)$/iu, "$1");
  const values = unwrapped.trim().toUpperCase().split(/\s+/u);
  const [minute = "", hour = "", day = "", month = "", weekday = "", year = "*"] = values;
  if (values.length === 5) return [withDays([minute, hour, day, month, countFromOne(weekday), year])];
  const withoutSeconds = withDays([hour, day, month, weekday, year, values[6] ?? "*"]);
  if (values.length === 7) return [withoutSeconds];
  if (year === "?") return [withoutSeconds];
  return [
    withDays([minute, hour, day, month, weekday, year]),
    withDays([minute, hour, day, month, countFromOne(weekday), year]),
  ];
}

/** Days of the week from 0 to 7 as the numbers 1 to 7. */
function countFromOne(weekday: string): string {
  return weekday.replace(/(?<![#/\d])[0-7](?!\d)/gu, (day) => String((Number(day) % 7) + 1));
}

/** Leaves one of the two days to the other. */
function withDays(values: readonly string[]): string {
  const [minute, hour, day, month, weekday, year] = values;
  const [first, second] =
    day === "?" && weekday === "?" ? ["*", "?"] : weekday === "*" && day !== "?" ? [day, "?"] : [day, weekday];
  const cleared = first === "*" && second !== "?" ? "?" : first;
  return [minute, hour, cleared, month, second, year].join(" ");
}
