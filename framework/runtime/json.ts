/** JSON from outside: a value, or why the text is not taken. */
export type Parsed = { readonly value: unknown } | { readonly problem: string };

/** How deep lists and objects may lie in each other, well below what recursive code can follow. */
const maxDepth = 500;

/**
 * Parses a text that anyone may have written. Refused, besides what is not JSON: keys that can change the prototype of
 * objects when they are copied by assignment, and nesting of more than 500 levels. Never throws.
 */
export function parseJson(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text);
    const problem = isHarmless(text) ? undefined : findProblem(value);
    return problem === undefined ? { value } : { problem };
  } catch {
    return { problem: "is not valid JSON" };
  }
}

/** Whether the text alone shows that nothing has to be searched: it is short and has none of the keys, not even escaped. */
function isHarmless(text: string): boolean {
  return (
    text.length < 2 * maxDepth && !text.includes("__proto__") && !text.includes("constructor") && !text.includes("\\u")
  );
}

function findProblem(root: unknown): string | undefined {
  let objects = [root].filter(isObject);
  for (let depth = 1; objects.length > 0; depth += 1) {
    if (depth > maxDepth) return "is nested too deep";
    if (objects.some(isDangerous)) return "has a forbidden key";
    objects = objects.flatMap((object) => Object.values(object)).filter(isObject);
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isDangerous(object: object): boolean {
  const { hasOwn } = Object;
  return hasOwn(object, "__proto__") || (hasOwn(object, "constructor") && typeof object.constructor === "object");
}
