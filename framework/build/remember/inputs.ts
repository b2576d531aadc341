import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import type { Metafile } from "esbuild";
import { compareText } from "../../model/json.ts";
import { isFramework } from "../check/origin.ts";
import { isGenerated } from "../modules/sources.ts";
import { isOlderThan, type Stamp, stampOf } from "../store/stamp.ts";

/** Everything on the disk that decided what a build made: while none of it changes, the same build gives the same. */
export interface Inputs {
  /** Files by absolute path; "" where there was none. */
  readonly files: Readonly<Record<string, Stamp>>;
  /** The hash of the names in each folder of the user's: a new file may stand in the way of an old one. */
  readonly folders: Readonly<Record<string, string>>;
}

/** What inputs are found by. */
export interface InputsQuery {
  readonly root: string;
  /** Milliseconds since 1970. */
  readonly moment: number;
  /** The files of packages that were not bundled, absolute. */
  readonly shipped: readonly string[];
}

/** The inputs of a bundle; `undefined` where one of them changed after the moment. */
export function inputsOf({ inputs }: Metafile, { root, moment, shipped }: InputsQuery): Inputs | undefined {
  const paths = Object.keys(inputs).filter((input) => !isGenerated(input));
  const sources = [...new Set(paths.map((input) => resolve(root, input.replace(/\?.*$/u, ""))))];
  const own = sources.filter((file) => !isInstalled(file) && !isFramework(file));
  const folders = [...new Set(own.flatMap((file) => foldersUpTo(root, file)))];
  const decisive = [
    ...sources,
    ...shipped,
    ...sources.filter(isInstalled).map(packageOf),
    ...folders.flatMap((folder) => ["package.json", "tsconfig.json"].map((name) => join(folder, name))),
    ...folders.flatMap((folder) => extended(join(folder, "tsconfig.json"))),
    ...[".package-lock.json", ".modules.yaml", ".yarn-state.yml"].map((name) => join(root, "node_modules", name)),
  ];
  const stamps = [...new Set(decisive)].map((file) => [file, stampOf(file) ?? ""] as const);
  if (stamps.some(([, stamp]) => stamp !== "" && !isOlderThan(stamp, moment))) return undefined;
  return {
    files: Object.fromEntries(stamps),
    folders: Object.fromEntries(folders.map((folder) => [folder, namesIn(folder)])),
  };
}

/** Whether everything is as it was. */
export function areUnchanged({ files, folders }: Inputs): boolean {
  return (
    Object.entries(files).every(([file, stamp]) => (stampOf(file) ?? "") === stamp) &&
    Object.entries(folders).every(([folder, names]) => namesIn(folder) === names)
  );
}

const installed = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/u;

function isInstalled(file: string): boolean {
  return installed.test(file);
}

function packageOf(file: string): string {
  return join(installed.exec(file)?.[1] ?? "", "package.json");
}

/** The folder of a file and those above it: up to the project's root, or to the package of the workspace that it is in. */
function foldersUpTo(root: string, file: string): readonly string[] {
  const inside = file.startsWith(join(root, sep));
  const folders: string[] = [];
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    folders.push(folder);
    const ends = inside ? folder === root : stampOf(join(folder, "package.json")) !== undefined;
    if (ends || folder === dirname(folder)) return folders;
  }
}

/** The configurations that one extends: relative ones, which are the ones that are edited. */
function extended(file: string): readonly string[] {
  const found = new Set<string>();
  const visit = (current: string): void => {
    for (const [, path = ""] of textOf(current).matchAll(/"(\.{1,2}\/[^"]*)"/gu)) {
      const target = resolve(dirname(current), path.endsWith(".json") ? path : `${path}.json`);
      if (found.has(target) || stampOf(target) === undefined) continue;
      found.add(target);
      visit(target);
    }
  };
  visit(file);
  return [...found];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function namesIn(folder: string): string {
  const hash = createHash("sha256");
  try {
    const names = readdirSync(folder).filter((name) => !name.startsWith("."));
    for (const name of names.sort(compareText)) hash.update(`${name}\n`);
  } catch {
    return "";
  }
  return hash.digest("hex");
}
