/** Whether a path relative to the project's root is meant by any of the patterns of a `tsconfig.json`. */
export type Matcher = (path: string) => boolean;

/**
 * Compiles `include` or `exclude` patterns: `*` and `?` stay within a folder, `**` crosses folders, and a pattern
 * without a wildcard in its last part also means everything below it.
 */
export function compileGlobs(patterns: readonly string[]): Matcher {
  const expressions = patterns.map((pattern) => new RegExp(`^${expressionOf(pattern)}$`, "u"));
  return (path) => expressions.some((expression) => expression.test(path));
}

function expressionOf(pattern: string): string {
  const parts = pattern.split("/").filter((part) => part !== "" && part !== ".");
  const body = parts.map((part, index) => partExpression(part, index === parts.length - 1)).join("");
  const last = parts.at(-1) ?? "";
  return /[*?]/u.test(last) ? body : `${body}(?:/.*)?`;
}

function partExpression(part: string, last: boolean): string {
  if (part === "**") return last ? ".*" : "(?:[^/]+/)*";
  const escaped = part.replace(/[.+^${}()|[\]\\]/gu, String.raw`\$&`);
  const expression = escaped.replace(/\*/gu, "[^/]*").replace(/\?/gu, "[^/]");
  return last ? expression : `${expression}/`;
}
