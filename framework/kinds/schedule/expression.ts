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
  readonly steps: boolean;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** The last day of the week, the last such day of the month, or the first to fifth. */
const lastOrNth = new RegExp(`^(?:\\?|[1-7]?L|(?:[1-7]|${days.join("|")})#[1-5])$`, "u");

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
const fields: readonly Field[] = [
  { name: "minute", min: 0, max: 59, steps: true },
  { name: "hour", min: 0, max: 23, steps: true },
  { name: "day of the month", min: 1, max: 31, alone: /^(?:\?|L|(?:[1-9]|[12]\d|3[01])W)$/u, steps: true },
  { name: "month", min: 1, max: 12, names: months, steps: true },
  { name: "day of the week", min: 1, max: 7, names: days, alone: lastOrNth, steps: false },
  { name: "year", min: 1970, max: 2199, steps: true },
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
  const [first = Number.NaN, last = first, ...more] = range.split("-").map((end) => numberOf(end, field));
  return more.length === 0 && first <= last;
}

function isStep(text: string, { max, steps }: Field): boolean {
  return steps && /^[1-9]\d*$/u.test(text) && Number(text) <= max;
}

/** The number that a text stands for; not a number, which is neither less nor more than any, where it is none. */
function numberOf(text: string, { min, max, names = [] }: Field): number {
  const named = names.indexOf(text);
  if (named >= 0) return named + min;
  const number = /^\d{1,4}$/u.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : Number.NaN;
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
function withDays([minute, hour, day = "", month, weekday = "", year]: readonly string[]): string {
  return [minute, hour, dayBeside(day, weekday), month, weekdayBeside(day, weekday), year].join(" ");
}

function dayBeside(day: string, weekday: string): string {
  if (day === "?" && weekday === "?") return "*";
  return day === "*" && weekday !== "?" && weekday !== "*" ? "?" : day;
}

function weekdayBeside(day: string, weekday: string): string {
  return weekday === "*" && day !== "?" ? "?" : weekday;
}
