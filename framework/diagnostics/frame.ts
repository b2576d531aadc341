import type { Location } from "../model/location.ts";

/** The lines around a place: two above, the line itself, and a row of carets under what is meant. */
export function drawFrame(text: string, at: Location): string {
  const lines = text.split(/\r\n|\r|\n/u);
  const first = Math.max(1, at.line - 2);
  const width = String(at.line).length;
  const rows: string[] = [];
  for (let line = first; line <= at.line; line++) {
    rows.push(`${String(line).padStart(width)} | ${printable(lines[line - 1] ?? "")}`.trimEnd());
  }
  const indent = printable((lines[at.line - 1] ?? "").slice(0, at.column - 1)).replace(/[^\t]/gu, " ");
  const room = (lines[at.line - 1] ?? "").length - at.column + 1;
  const carets = "^".repeat(Math.max(1, Math.min(at.length, room)));
  rows.push(`${" ".repeat(width)} | ${indent}${carets}`);
  return rows.join("\n");
}

/** The text with dots in place of what must not be shown, such as secrets. */
export function hidePlaces(text: string, places: readonly Location[]): string {
  const lines = text.split("\n");
  for (const { line, column, length } of places) {
    const whole = lines[line - 1] ?? "";
    const [start, end] = [column - 1, Math.min(whole.length, column - 1 + length)];
    lines[line - 1] = `${whole.slice(0, start)}${"•".repeat(Math.max(0, end - start))}${whole.slice(end)}`;
  }
  return lines.join("\n");
}

/** The text with control characters, which could steer a terminal, made visible. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}
