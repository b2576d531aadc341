import type { FileFacts } from "../facts.ts";
import { fileOf, type Project } from "./project.ts";

/** The keys of the units that run when some files are loaded, with all that these files import as values. */
export function unitsAtLoad(keys: Iterable<string>, project: Project): readonly string[] {
  const files = loaded([...keys].map(fileOf), project);
  return files.flatMap(({ units }) => units.filter(({ atLoad }) => atLoad).map(({ key }) => key));
}

function loaded(paths: readonly string[], { files, resolver }: Project): readonly FileFacts[] {
  const byPath = indexOf(files);
  const found = new Set<FileFacts>();
  const pending = [...paths];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const file = byPath.get(path);
    if (!file || found.has(file)) continue;
    found.add(file);
    for (const specifier of file.valueImports) {
      const target = resolver.resolve(specifier, path);
      if (target !== undefined) pending.push(target);
    }
  }
  return [...found];
}

const indexes = new WeakMap<readonly FileFacts[], ReadonlyMap<string, FileFacts>>();

function indexOf(files: readonly FileFacts[]): ReadonlyMap<string, FileFacts> {
  const index = indexes.get(files) ?? new Map(files.map((file) => [file.path, file]));
  indexes.set(files, index);
  return index;
}
