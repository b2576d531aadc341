/** An import of zod's namespace by name: `import { z, ZodError } from "zod"`, `import z from "zod/v4"`. */
const statement = /^[ \t]*import\s+(?:(\w+)|\{([^}]*)\})\s+from\s*(["']zod(?:\/[\w/-]+)?["'])/gmu;

/** What stands before the first statement that is not an import. */
const head = /(?:\s|\/\/.*|\/\*[^]*?\*\/|import\b[^;"'`]*?["'][^"'\n]*["'];?|["']use [a-z]+["'];?)*/uy;

/**
 * The text with such imports written as `import * as z`. It is the same object, but the bundler keeps only what is used
 * of it, a fifth of the package, where it keeps everything otherwise. Lines stay where they are.
 */
export function importNamespaces(text: string): string {
  if (!/["']zod/u.test(text)) return text;
  head.lastIndex = 0;
  const end = head.exec(text)?.[0].length ?? 0;
  return text.slice(0, end).replace(statement, rewrite) + text.slice(end);
}

function rewrite(found: string, ...[whole, listed, from]: readonly (string | undefined)[]): string {
  const names = (listed ?? `z as ${whole}`).split(",").map((name) => name.trim());
  const [namespaces, others] = [names.filter(isNamespace), names.filter((name) => name !== "" && !isNamespace(name))];
  if (namespaces.length === 0 || whole === "type") return found;
  const imports = namespaces.map((name) => `import * as ${/\w+$/u.exec(name)?.[0]} from ${from}`);
  if (others.length > 0) imports.push(`import { ${others.join(", ")} } from ${from}`);
  return imports.join("; ") + "\n".repeat(found.split("\n").length - 1);
}

function isNamespace(name: string): boolean {
  return /^z(?:\s+as\s+\w+)?$/u.test(name);
}
