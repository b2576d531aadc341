import { existsSync, statSync } from "node:fs";
import { absolutePath, folderOf, joinPath } from "./paths.ts";
import { openWorkspace } from "./workspace.ts";
import type { Alias } from "./tsconfig.ts";

/** Finds the file of the project or workspace that an import means; nothing where it leads into a package. */
export interface Resolver {
  /** Both paths are relative to the root. */
  resolve(specifier: string, from: string): string | undefined;
}

/** What resolution depends on. */
export interface Resolution {
  readonly root: string;
  /** Files known to exist, so that the disk is asked for the others only. */
  readonly known: ReadonlySet<string>;
  readonly aliases: readonly Alias[];
}

const written: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};
const extensions = [".ts", ".tsx", ".mts", ".cts"];
const isSource = /(?<!\.d)\.(?:[cm]?ts|tsx)$/u;

/** Opens a resolver that remembers what it found. */
export function openResolver(resolution: Resolution): Resolver {
  const { root, known, aliases } = resolution;
  const answers = new Map<string, boolean>();
  const workspace = openWorkspace(root);

  const exists = (path: string): boolean => {
    if (known.has(path)) return true;
    const remembered = answers.get(path);
    if (remembered !== undefined) return remembered;
    const answer = isFile(absolutePath(root, path));
    answers.set(path, answer);
    return answer;
  };
  const find = (path: string): string | undefined => candidates(path).find(exists);

  const locate = (specifier: string, folder: string): string | undefined => {
    if (/^\.{1,2}(?:\/|$)/u.test(specifier)) return find(joinPath(folder, specifier));
    const aliased = aliasTargets(specifier, aliases)
      .map(find)
      .find((path) => path !== undefined);
    if (aliased !== undefined) return aliased;
    const path = workspace.find(specifier, folder);
    return path === undefined ? undefined : find(path);
  };
  const resolved = new Map<string, Map<string, string | undefined>>();

  return {
    resolve(specifier, from) {
      if (specifier === "iffc" || specifier.startsWith("iffc/")) return undefined;
      const folder = folderOf(from);
      const here = resolved.get(folder) ?? new Map<string, string | undefined>();
      resolved.set(folder, here);
      if (!here.has(specifier)) here.set(specifier, locate(specifier, folder));
      return here.get(specifier);
    },
  };
}

function isFile(absolute: string): boolean {
  return existsSync(absolute) && statSync(absolute).isFile();
}

/** The files that a path without or with an extension may mean, best first. */
function candidates(path: string): readonly string[] {
  if (/(?:^|\/)node_modules\//u.test(path)) return [];
  const extension = /\.[cm]?jsx?$/u.exec(path)?.[0];
  const replaced = extension === undefined ? [] : (written[extension] ?? []);
  const stem = extension === undefined ? path : path.slice(0, -extension.length);
  return [
    ...(isSource.test(path) ? [path] : []),
    ...replaced.map((candidate) => `${stem}${candidate}`),
    ...extensions.map((candidate) => `${path}${candidate}`),
    ...extensions.map((candidate) => joinPath(path, `index${candidate}`)),
  ];
}

/** Where `paths` leads: an exact entry first, then the one with the longest prefix. */
function aliasTargets(specifier: string, aliases: readonly Alias[]): readonly string[] {
  const exact = aliases.find(({ prefix, suffix }) => suffix === undefined && prefix === specifier);
  if (exact) return exact.targets;
  const matching = aliases.filter(({ prefix, suffix }) => matches(specifier, prefix, suffix));
  const best = matching.sort((left, right) => right.prefix.length - left.prefix.length)[0];
  if (!best) return [];
  const star = specifier.slice(best.prefix.length, specifier.length - (best.suffix ?? "").length);
  return best.targets.map((target) => target.replace("*", () => star));
}

function matches(specifier: string, prefix: string, suffix: string | undefined): boolean {
  if (suffix === undefined) return false;
  const room = specifier.length >= prefix.length + suffix.length;
  return room && specifier.startsWith(prefix) && specifier.endsWith(suffix);
}
