import { readdirSync, readFileSync } from "node:fs";
import { ambiguousCase, javascriptHandler, unreadableFile } from "../../diagnostics/catalogue/sources.ts";
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import { compareText } from "../../model/json.ts";
import { absolutePath } from "./paths.ts";
import { makeSource } from "./source.ts";
import type { Tsconfig } from "./tsconfig.ts";

/** The files of the app, before anything is known of what they hold. */
export interface Discovery {
  /** Relative paths of TypeScript sources, sorted. */
  readonly paths: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

const typescript = /\.(?:[cm]?ts|tsx)$/u;
const javascript = /\.(?:[cm]?js|jsx)$/u;
const leftOut = /\.d\.(?:[cm]?ts)$|\.d\.[^/]+\.ts$|\.(?:test|spec)\.(?:[cm]?ts|tsx)$/u;
const configuration = "iffc.config.ts";

/** Lists the files under the root that the tsconfig includes; tests, declarations, packages and dot folders aside. */
export function discoverFiles(root: string, tsconfig: Tsconfig): Discovery {
  const found: string[] = [];
  const diagnostics: Diagnostic[] = [];
  listFolder({ root, folder: "", found, diagnostics });
  const included = found.filter((path) => tsconfig.includes(path)).sort(compareText);
  const paths = included.filter((path) => typescript.test(path) && !leftOut.test(path) && path !== configuration);
  const scripts = included.filter((path) => javascript.test(path));
  return {
    paths,
    diagnostics: [...diagnostics, ...checkCase(paths), ...scripts.flatMap((path) => checkScript(root, path))],
  };
}

interface Listing {
  readonly root: string;
  readonly folder: string;
  readonly found: string[];
  readonly diagnostics: Diagnostic[];
}

function listFolder(listing: Listing): void {
  const { root, folder, found, diagnostics } = listing;
  for (const entry of readEntries(listing)) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!entry.name.startsWith(".") && entry.name !== "node_modules")
        listFolder({ root, folder: path, found, diagnostics });
    } else if (typescript.test(entry.name) || javascript.test(entry.name)) {
      found.push(path);
    }
  }
}

function readEntries({ root, folder, diagnostics }: Listing) {
  try {
    return readdirSync(absolutePath(root, folder), { withFileTypes: true });
  } catch (error) {
    diagnostics.push(diagnoseUnreadable(folder === "" ? "." : folder, error));
    return [];
  }
}

/** Says that a file or folder cannot be read, and why. */
export function diagnoseUnreadable(path: string, error: unknown): Diagnostic {
  const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
  const at = { file: path, line: 1, column: 1, length: 0 };
  return diagnose(unreadableFile, { at, message: `${path} cannot be read (${reason}).` });
}

function checkCase(paths: readonly string[]): readonly Diagnostic[] {
  const first = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const path of paths) {
    const folded = path.toLowerCase();
    const other = first.get(folded);
    if (other === undefined) first.set(folded, path);
    else diagnostics.push(diagnoseCase(path, other));
  }
  return diagnostics;
}

function diagnoseCase(path: string, other: string): Diagnostic {
  const place = (file: string) => ({ file, line: 1, column: 1, length: 0 });
  const related = [{ message: "the other file", at: place(other) }];
  return diagnose(ambiguousCase, { at: place(path), message: `${other} and ${path} differ in case only.`, related });
}

const importsIffc = /from\s*["']iffc["']/u;
const decorates = /^\s*@\w/mu;

function checkScript(root: string, path: string): readonly Diagnostic[] {
  try {
    const { text } = makeSource(path, readFileSync(absolutePath(root, path), "utf8"));
    const found = importsIffc.exec(text);
    if (!found || !decorates.test(text)) return [];
    const before = text.slice(0, found.index).split("\n");
    const at = { file: path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, length: found[0].length };
    return [diagnose(javascriptHandler, { at })];
  } catch (error) {
    return [diagnoseUnreadable(path, error)];
  }
}
