import { existsSync, lstatSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { absolutePath, relativePath } from "./paths.ts";

/** Finds packages of the same workspace: those that `node_modules` holds as a link to a folder outside of it. */
export interface Workspace {
  /** The path that an import of a package means in a folder, both relative to the root; it may lack an extension. */
  find(specifier: string, folder: string): string | undefined;
}

interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
}

interface Manifest {
  readonly exports?: unknown;
  readonly types?: unknown;
  readonly main?: unknown;
}

/** Opens the workspace around a root; every package is looked up once per importing folder. */
export function openWorkspace(root: string): Workspace {
  const packages = new Map<string, Package | undefined>();
  const lookUp = (name: string, folder: string): Package | undefined => {
    const key = `${folder}\0${name}`;
    if (!packages.has(key)) packages.set(key, findPackage(name, absolutePath(root, folder)));
    return packages.get(key);
  };
  return {
    find(specifier, folder) {
      const [, name, rest = ""] = /^((?:@[^/]+\/)?[^@./#][^/]*)(\/.*)?$/u.exec(specifier) ?? [];
      const found = name === undefined || name.includes(":") ? undefined : lookUp(name, folder);
      const target = found && targetOf(found.manifest, `.${rest}`);
      return found && target !== undefined ? relativePath(root, join(found.folder, target)) : undefined;
    },
  };
}

function findPackage(name: string, start: string): Package | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(candidate)) return openPackage(candidate);
    if (dirname(folder) === folder) return undefined;
  }
}

function openPackage(path: string): Package | undefined {
  if (!lstatSync(path).isSymbolicLink()) return undefined;
  const folder = realpathSync(path);
  if (folder.split(sep).includes("node_modules")) return undefined;
  return { folder, manifest: readManifest(join(folder, "package.json")) };
}

/** A manifest that cannot be read names nothing. */
function readManifest(file: string): Manifest {
  try {
    return JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/u, "")) as Manifest;
  } catch {
    return {};
  }
}

/** The file that a manifest names for a subpath: sources, where a condition or field leads to them. */
function targetOf(manifest: Manifest, subpath: string): string | undefined {
  const exported = exportOf(manifest.exports, subpath);
  if (exported !== undefined) return exported;
  if (manifest.exports !== undefined) return undefined;
  if (subpath !== ".") return subpath;
  return [manifest.types, manifest.main].find((field): field is string => typeof field === "string") ?? "./index";
}

function exportOf(exported: unknown, subpath: string): string | undefined {
  if (typeof exported !== "object" || exported === null) return subpath === "." ? firstSource(exported) : undefined;
  const entries = Object.entries(exported);
  if (!entries.some(([key]) => key.startsWith("."))) return subpath === "." ? firstSource(exported) : undefined;
  for (const [key, target] of entries) {
    if (key === subpath) return firstSource(target);
    const [prefix = "", suffix] = key.split("*", 2);
    if (suffix === undefined || !subpath.startsWith(prefix) || !subpath.endsWith(suffix)) continue;
    const star = subpath.slice(prefix.length, subpath.length - suffix.length);
    return firstSource(target)?.replace("*", () => star);
  }
  return undefined;
}

/** The first target of any condition that is a TypeScript source, else the first of all. */
function firstSource(target: unknown): string | undefined {
  const targets = flatten(target);
  return targets.find((path) => /(?<!\.d)\.[cm]?tsx?$/u.test(path)) ?? targets[0];
}

function flatten(target: unknown): readonly string[] {
  if (typeof target === "string") return [target];
  return typeof target === "object" && target !== null ? Object.values(target).flatMap(flatten) : [];
}
