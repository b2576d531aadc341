import type { Colors } from "./terminal.ts";

/** A line as a function wrote it. */
export interface Logged {
  readonly function: string;
  readonly text: string;
  /** Milliseconds since 1970; left out where lines are shown as they come. */
  readonly at?: number;
}

/** Fields that a line of its own tells, or that only machines read. */
const told: ReadonlySet<string> = new Set(["timestamp", "level", "message", "requestId", "handler", "error"]);

/** A logged line for people: a structured one as its level, message and fields, with the error's stack below. */
export function drawLog(colors: Colors, { function: name, text, at }: Logged): string {
  const time = at === undefined ? "" : `${new Date(at).toISOString()} `;
  return `${colors.dim(time + name)} ${drawText(colors, text)}`;
}

function drawText(colors: Colors, text: string): string {
  if (/^(?:START|END|REPORT|INIT_START) /u.test(text)) return colors.dim(text.trimEnd());
  const entry = parseEntry(text);
  if (!entry) return text;
  const fields = Object.entries(entry).filter(([field]) => !told.has(field));
  const rest = fields.map(([field, value]) => ` ${field}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const stack = drawError(entry["error"], "  ");
  return `${drawLevel(colors, entry.level)} ${entry.message}${colors.dim(rest.join(""))}${stack}`;
}

function drawLevel(colors: Colors, level: string): string {
  const word = level.toUpperCase();
  if (word === "ERROR" || word === "FATAL") return colors.red(word);
  return word === "WARN" ? colors.yellow(word) : colors.dim(word);
}

interface Entry {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** A structured line, as iffc and Lambda's JSON format write it; nothing for any other. */
function parseEntry(text: string): Entry | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const value = JSON.parse(text) as Partial<Entry>;
    return typeof value.level === "string" && typeof value.message === "string" ? (value as Entry) : undefined;
  } catch {
    return undefined;
  }
}

/** An error's stack, or what it says where it has none, and its causes. */
function drawError(error: unknown, indent: string): string {
  if (typeof error !== "object" || error === null) return "";
  const { name, message, stack, cause } = error as Readonly<Record<string, unknown>>;
  const said = typeof stack === "string" ? stack : `${String(name)}: ${String(message)}`;
  const lines = said.split("\n").map((line) => `\n${indent}${line}`);
  return lines.join("") + (cause === undefined ? "" : drawError(cause, `${indent}  `));
}
