import { externalForeign, externalMissing } from "../../diagnostics/catalogue/build.ts";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Location } from "../../model/location.ts";
import { type GatheredPackages, gatherPackages } from "./gather.ts";
import { findPackage } from "./place.ts";
import { type ForeignPackage, installCommand, platform } from "./platform.ts";

/** A function, and what it loads when it runs. */
export interface Loading {
  readonly function: string;
  readonly declaredAt: Location;
  /** The names of packages that are not bundled, sorted. */
  readonly packages: readonly string[];
}

/** What one function ships besides its bundle. */
export interface Shipped {
  /** Where its packages are installed, absolute, by their names. */
  readonly folders: Readonly<Record<string, string>>;
  /** Absent where no zip is made. */
  readonly gathered?: GatheredPackages;
}

/** What functions ship besides their bundles, by function, and what is wrong with it. */
export interface Shipping {
  readonly shipped: ReadonlyMap<string, Shipped>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds the packages that functions load, and gathers them where a zip is made. Each set of them is gathered once. */
export function shipPackages(
  functions: readonly Loading[],
  { root, zip }: { readonly root: string; readonly zip: boolean },
): Shipping {
  const groups = Map.groupBy(
    functions.filter(({ packages }) => packages.length > 0),
    ({ packages }) => packages.join(),
  );
  const shipped = new Map<string, Shipped>();
  const diagnostics = [...groups.values()].flatMap((group) => {
    const [first] = group as [Loading];
    const found = first.packages.map((name) => [name, findPackage(root, name)] as const);
    const folders = Object.fromEntries(
      found.flatMap(([name, folder]) => (folder === undefined ? [] : [[name, folder]])),
    );
    const gathered = zip ? gatherPackages(root, first.packages) : undefined;
    for (const { function: id } of group) shipped.set(id, { folders, ...(gathered && { gathered }) });
    const missing = gathered?.missing ?? first.packages.filter((name) => !Object.hasOwn(folders, name));
    return [...describeMissing(missing, first), ...describeForeign(gathered?.foreign ?? [], first)];
  });
  return { shipped, diagnostics };
}

function describeMissing(names: readonly string[], { function: id, declaredAt: at }: Loading): readonly Diagnostic[] {
  return names.map((name) => {
    const message = `\`${name}\`, which "${id}" loads and \`build.external\` keeps out of its bundle, is not installed.`;
    return diagnose(externalMissing, { at, message, hint: `Run \`npm install ${name}\`.` });
  });
}

function describeForeign(
  found: readonly ForeignPackage[],
  { function: id, declaredAt: at }: Loading,
): readonly Diagnostic[] {
  const where = `${platform.os} on ${platform.cpu}`;
  return found.map((foreign) => {
    const message = `\`${foreign.name}\`, which "${id}" loads, is not installed for ${where}, where functions run.`;
    return diagnose(externalForeign, { at, message, hint: `Run \`${installCommand(foreign)}\`.` });
  });
}
