import type { ClassFacts } from "../facts.ts";
import { fileOf, type Project } from "./project.ts";

const importers = new WeakMap<Project, ReadonlySet<string>>();

/**
 * Whether a bundle may hold the class's file with other handlers cut out: only if nothing else in the bundle could
 * import the whole file beside it, which would be a second module with classes and state of its own.
 */
export function isDivisible(facts: ClassFacts, project: Project): boolean {
  return !importedFiles(project).has(fileOf(facts.key));
}

/** The files that are imported as values by any file of the project, themselves included. */
function importedFiles(project: Project): ReadonlySet<string> {
  const known = importers.get(project);
  if (known) return known;
  const targets = project.files.flatMap(({ path, valueImports }) =>
    valueImports.map((specifier) => project.resolver.resolve(specifier, path)),
  );
  const found = new Set(targets.filter((target) => target !== undefined));
  importers.set(project, found);
  return found;
}
