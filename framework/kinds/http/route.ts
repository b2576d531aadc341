/** What the path of a route means, and how the paths of two routes relate. Pure. */

/** One part of a path, between two slashes. */
export interface Part {
  /** `fixed` is itself, `parameter` one part of any text, `rest` all that follows: at least one part. */
  readonly type: "fixed" | "parameter" | "rest";
  /** The text of a fixed part, the name of the others. */
  readonly text: string;
}

/** What is wrong with a path, and what was most likely meant where that can be told. */
export interface PathFault {
  readonly message: string;
  readonly instead?: string;
}

/**
 * Whether a request can fit two routes of one method: `none` can; every one that can (`same`); some, for which one of
 * the routes is clearly the better fit (`ordered`), or not clearly (`ambiguous`).
 */
export type Overlap = "none" | "same" | "ordered" | "ambiguous";

const parameter = /^\{([A-Za-z][\w-]*)(\+?)\}$/u;
const fixed = /^[\w.~-]+$/u;

/** The parts of a path. */
export function readPath(path: string): readonly Part[] {
  return path
    .split("/")
    .filter((part) => part !== "")
    .map(readPart);
}

function readPart(text: string): Part {
  const [, name, plus] = parameter.exec(text) ?? [];
  if (name === undefined) return { type: "fixed", text };
  return { type: plus === "+" ? "rest" : "parameter", text: name };
}

/** What is wrong with a path on its own. */
export function faultOfPath(path: string): PathFault | undefined {
  const instead = correctPath(path);
  if (path.includes("//")) return { message: `The path ${path} has an empty part.`, instead };
  if (path.endsWith("/") && path !== "/") return { message: `The path ${path} ends with a slash.`, instead };
  const parts = path.split("/").slice(path === "/" ? 2 : 1);
  const bad = parts.find((part) => !isPart(part));
  if (bad !== undefined) {
    const message = `"${bad}" is neither a fixed part nor one parameter in braces.`;
    return instead === path ? { message } : { message, instead };
  }
  return faultOfParameters(readPath(path));
}

function isPart(text: string): boolean {
  return parameter.test(text) || (fixed.test(text) && text !== "." && text !== "..");
}

function faultOfParameters(parts: readonly Part[]): PathFault | undefined {
  const rest = parts.findIndex(({ type }) => type === "rest");
  if (rest >= 0 && rest < parts.length - 1) return { message: `Nothing can come after {${parts[rest]?.text}+}.` };
  const names = parts.filter(({ type }) => type !== "fixed").map(({ text }) => text);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  return twice === undefined ? undefined : { message: `The parameter {${twice}} is in the path twice.` };
}

/** The path as it was most likely meant: single slashes, none at the end, and braces for the `:id` and `*` of others. */
function correctPath(path: string): string {
  const parts = path.split("/").filter((part) => part !== "");
  const braced = parts.map((part) => part.replace(/^:(\w+)$/u, "{$1}").replace(/^\*+$/u, "{path+}"));
  return `/${braced.join("/")}`;
}

const rank = { rest: 0, parameter: 1, fixed: 2 } as const;

/** How the requests of two paths overlap. A fixed part decides between them; a plus alone does so too quietly. */
export function compareRoutes(left: readonly Part[], right: readonly Part[]): Overlap {
  const length = Math.max(left.length, right.length);
  const pairs = Array.from({ length }, (_, index) => [partAt(left, index), partAt(right, index)] as const);
  const steps: number[] = [];
  let decided = false;
  for (const [ours, theirs] of pairs) {
    if (!ours || !theirs) return "none";
    const bothFixed = ours.type === "fixed" && theirs.type === "fixed";
    if (bothFixed && ours.text !== theirs.text) return "none";
    decided ||= (ours.type === "fixed") !== (theirs.type === "fixed");
    steps.push(Math.sign(rank[ours.type] - rank[theirs.type]));
  }
  const winners = new Set(steps.filter((step) => step !== 0));
  if (winners.size === 0) return "same";
  return winners.size === 1 && decided ? "ordered" : "ambiguous";
}

/** The part at a place; a rest goes on for as long as it must. */
function partAt(parts: readonly Part[], index: number): Part | undefined {
  const last = parts.at(-1);
  return parts[index] ?? (last?.type === "rest" ? last : undefined);
}
