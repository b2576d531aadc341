/** A copy of the framework's sources, and what is added to it to have one kind more. */
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const root = join(import.meta.dirname, "../..");
const copied = ["framework", "cli", "package.json", "tsconfig.json", ".tsconfig.build.json", ".vitest.config.ts"];

/** Where the sources of the copy lie; it goes when it is disposed of. */
export interface Copy extends Disposable {
  readonly path: string;
  /** What differs from the original: files that are new, and the lines that were added to known ones. */
  differences(): Differences;
}

/** Files by their path relative to the root. */
export interface Differences {
  readonly added: readonly string[];
  readonly changed: Readonly<Record<string, readonly string[]>>;
}

/** Copies the sources as they are. */
export function copyFramework(): Copy {
  const path = mkdtempSync(join(tmpdir(), "iffc-kind-"));
  for (const name of copied) cpSync(join(root, name), join(path, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(path, "node_modules"));
  const original = readAll(path);
  return {
    path,
    differences: () => compare(original, readAll(path)),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Adds a kind as `framework/README.md` says: its folder, and one line in each of two lists. */
export function addKind(copy: Copy, name: string): void {
  const kinds = join(copy.path, "framework/kinds");
  cpSync(join(import.meta.dirname, "kinds", name), join(kinds, name), { recursive: true });
  appendFileSync(join(kinds, "index.ts"), `export * from "./${name}/decorator.ts";\n`);
  appendFileSync(join(kinds, "definitions.ts"), `export { ${name} } from "./${name}/kind.ts";\n`);
}

function readAll(path: string): ReadonlyMap<string, string> {
  const files = copied.flatMap((name) =>
    name.includes(".")
      ? [join(path, name)]
      : readdirSync(join(path, name), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name)),
  );
  return new Map(files.map((file) => [relative(path, file), readFileSync(file, "utf8")]));
}

function compare(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Differences {
  const changed = [...before].flatMap(([file, text]) => {
    const now = after.get(file) ?? "";
    if (now === text) return [];
    const added = now.startsWith(text) ? now.slice(text.length).trimEnd().split("\n") : ["(rewritten)"];
    return [[file, added] as const];
  });
  return { added: [...after.keys()].filter((file) => !before.has(file)).sort(), changed: Object.fromEntries(changed) };
}
