import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseSync } from "oxc-parser";

/** What was seen of an app: proof that the walk went everywhere. */
export interface Walked {
  readonly files: number;
  readonly nodes: number;
  /** Calls of a property, such as `this.queue.send(...)`. */
  readonly calls: number;
}

/** Parses files and all that they import from the app itself, and visits every node once. */
export function walkFiles(entries: readonly string[]): Walked {
  const files = new Set(entries);
  const seen = { nodes: 0, calls: 0 };
  for (const file of files) {
    const { program, module } = parseSync(file, readFileSync(file, "utf8"));
    for (const { moduleRequest } of module.staticImports) {
      const imported = resolveImport(file, moduleRequest.value);
      if (imported !== undefined) files.add(imported);
    }
    visit(program, seen);
  }
  return { files: files.size, ...seen };
}

function resolveImport(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const path = join(dirname(from), specifier);
  return [path, `${path}.ts`, join(path, "index.ts")].find((candidate) => existsSync(candidate));
}

function visit(value: unknown, seen: { nodes: number; calls: number }): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) visit(item, seen);
    return;
  }
  const node = value as Readonly<Record<string, unknown>>;
  if (typeof node["type"] === "string") seen.nodes++;
  if (node["type"] === "CallExpression" && (node["callee"] as { type?: unknown }).type === "MemberExpression")
    seen.calls++;
  for (const key in node) visit(node[key], seen);
}
