import { hash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { isForbidden } from "../check/origin.ts";
import { type Member, memberOf } from "../store/archive.ts";
import { type PlacedPackage, placePackages } from "./place.ts";
import { type ForeignPackage, isForPlatform, nativeParts } from "./platform.ts";

/** Some packages as they are shipped. */
export interface GatheredPackages {
  /** In the order of their names. */
  readonly members: readonly Member[];
  /** Equal for equal files. */
  readonly digest: string;
  /** Bytes unzipped. */
  readonly size: number;
  /** Every file that was read, absolute. */
  readonly files: readonly string[];
  /** The packages that are needed and not installed. */
  readonly missing: readonly string[];
  /** The packages that are installed for other platforms only. */
  readonly foreign: readonly ForeignPackage[];
}

/** Gathers packages, with what they need, for the functions' platform. */
export function gatherPackages(root: string, names: readonly string[]): GatheredPackages {
  const { packages, missing } = placePackages(root, names);
  const installed = new Set(packages.map(({ name }) => name));
  const contents = packages.map((found) => ({ found, files: readPackage(found) }));
  const foreign = contents.flatMap(({ found, files }): readonly ForeignPackage[] => {
    const { name, description } = found;
    const parts = nativeParts(description).filter(([part]) => !installed.has(part));
    const runs = files.flatMap((file) => file.runs ?? []);
    const isForeign = parts.length > 0 || (runs.length > 0 && !runs.includes(true));
    return isForeign ? [{ name, parts: parts.map((part) => part.join("@")) }] : [];
  });
  const files = contents.flatMap((content) => content.files);
  const members = files
    .filter(({ runs }) => runs !== false)
    .map(({ place, content, executable }) => memberOf(place, content, executable));
  members.sort((left, right) => (left.name < right.name ? -1 : 1));
  return {
    members,
    digest: hash("sha256", JSON.stringify(members.map(({ name, mode, digest }) => [name, mode, digest]))),
    size: members.reduce((sum, { size }) => sum + size, 0),
    files: files.map(({ file }) => file),
    missing,
    foreign,
  };
}

interface PackageFile {
  readonly file: string;
  readonly place: string;
  readonly content: Buffer;
  readonly executable: boolean;
  /** Of native modules: whether it is one for the functions' platform. */
  readonly runs?: boolean;
}

/** The files of a package that functions may need: not its own packages, which have places of their own. */
function readPackage({ folder, place }: PlacedPackage): readonly PackageFile[] {
  const visit = (current: string): readonly PackageFile[] =>
    readdirSync(current, { withFileTypes: true }).flatMap((entry) => {
      const file = join(current, entry.name);
      if (entry.isDirectory()) return entry.name === "node_modules" ? [] : visit(file);
      const inside = relative(folder, file).split(sep).join("/");
      if (!entry.isFile() || isForbidden(inside) || /\.d\.[cm]?ts$/u.test(inside)) return [];
      const content = readFileSync(file);
      const executable = (statSync(file).mode & 0o100) !== 0;
      const native = file.endsWith(".node") && { runs: isForPlatform(content) };
      return [{ file, place: `${place}/${inside}`, content, executable, ...native }];
    });
  return visit(folder);
}
