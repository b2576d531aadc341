import { compareText, serialize } from "../model/json.ts";

/** Whether two values read differently once they are written down. */
export function differs(left: unknown, right: unknown): boolean {
  return serialize(left ?? null) !== serialize(right ?? null);
}

/** What is told elsewhere, as permissions are, or means nothing to people. */
const untold = new Set(["grants", "construction", "logicalId"]);

/** What differs between two versions of a planned thing, for people: `memory: 512 → 1024, timeout: 10 → 30`. */
export function describeDifferences(before: unknown, after: unknown): string {
  const parts = differencesBetween(before, after, "");
  return parts.length > 0 ? parts.join(", ") : "what it uses";
}

function differencesBetween(before: unknown, after: unknown, path: string): readonly string[] {
  if (!differs(before, after)) return [];
  // The address of a resource, which its client gets by itself.
  if (path.startsWith("environment.") && (isRecord(before) || isRecord(after))) return [];
  if (!isRecord(before) || !isRecord(after)) return [`${path}: ${show(before)} → ${show(after)}`];
  const names = new Set([...Object.keys(before), ...Object.keys(after)].filter((name) => !untold.has(name)));
  return [...names]
    .sort(compareText)
    .flatMap((name) =>
      differencesBetween(before[name], after[name], path === "" || path === "properties" ? name : `${path}.${name}`),
    );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const longest = 60;

/** A value as one short text. */
export function show(value: unknown): string {
  if (value === undefined) return "none";
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
