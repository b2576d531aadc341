/**
 * Packages that are not bundled but shipped as they are installed: where each comes to lie in the zip, what of it goes
 * in, and whether that runs where functions run.
 */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fits, type PackageDescription } from "./platform.ts";

/** An installed package, and where it lies in a function. */
export interface PlacedPackage {
  readonly name: string;
  /** On this machine, absolute, links followed. */
  readonly folder: string;
  /** In the zip: `node_modules/sharp`. */
  readonly place: string;
  readonly description: PackageDescription;
}

/** Packages with all that they need to run, or the names of those that are not installed. */
export interface Placement {
  readonly packages: readonly PlacedPackage[];
  readonly missing: readonly string[];
}

/**
 * Places packages and what they depend on so that Node finds for each the same as here: side by side, and where two
 * versions of one are in use, the second below who needs it. Optional ones for another platform are left out.
 */
export function placePackages(root: string, names: readonly string[]): Placement {
  const placed = new Map<string, PlacedPackage>();
  const missing: string[] = [];
  const waiting: PlacedPackage[] = [];
  const add = (name: string, from: { readonly folder: string; readonly place: string }, optional: boolean): void => {
    const folder = findPackage(from.folder, name);
    if (folder === undefined) {
      if (!optional) missing.push(name);
      return;
    }
    const description = describe(folder);
    if (visibleFrom(from.place, name, placed)?.folder === folder || (optional && !fits(description))) return;
    const top = `node_modules/${name}`;
    const place = placed.has(top) ? join(from.place, top) : top;
    const found = { name, folder, place, description };
    placed.set(place, found);
    waiting.push(found);
  };
  for (const name of names) add(name, { folder: root, place: "" }, false);
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = next.description;
    const optional = { ...optionalDependencies, ...peerDependencies };
    for (const name of Object.keys({ ...dependencies, ...optional })) add(name, next, Object.hasOwn(optional, name));
  }
  return { packages: [...placed.values()], missing };
}

/** The folder of an installed package as Node finds it from another folder. */
export function findPackage(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (dirname(folder) === folder) return undefined;
  }
}

/** What Node finds in the zip by a name, from a place in it. */
function visibleFrom(place: string, name: string, placed: ReadonlyMap<string, PlacedPackage>) {
  for (let folder = place; ; folder = dirname(folder)) {
    const found = placed.get(join(folder, "node_modules", name));
    if (found || folder === "" || folder === ".") return found;
  }
}

function describe(folder: string): PackageDescription {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageDescription;
}
