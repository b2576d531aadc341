import { existsSync, readFileSync } from "node:fs";
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import { extendsOutside, legacyDecorators, unreadableTsconfig } from "../../diagnostics/catalogue/sources.ts";
import { type Dictionary, entryOf, type Located, textOf } from "../located.ts";
import { compileGlobs, type Matcher } from "./glob.ts";
import { readJson } from "./jsonc.ts";
import { absolutePath, folderOf, joinPath, leavesRoot } from "./paths.ts";
import { makeSource } from "./source.ts";

/** What iffc needs of a `tsconfig.json`: which files there are, and where aliases lead. */
export interface Tsconfig {
  /** Whether a path relative to the root belongs to the project. */
  readonly includes: Matcher;
  readonly aliases: readonly Alias[];
  /** Whether every import that is not marked `type` stays in the output. */
  readonly verbatimImports: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** One entry of `paths`: what stands before and after its `*`, and where it leads. */
export interface Alias {
  readonly prefix: string;
  /** Absent where the alias has no `*`. */
  readonly suffix?: string;
  /** Relative to the root; `*` stands for what the alias's `*` matched. */
  readonly targets: readonly string[];
}

interface Layer {
  readonly folder: string;
  readonly value: Dictionary;
}

const limitOfLayers = 20;

/** Reads the `tsconfig.json` in the root, and what it extends inside the root. Everything is included without one. */
export function readTsconfig(root: string): Tsconfig {
  const diagnostics: Diagnostic[] = [];
  const layers = readLayers({ root, path: "tsconfig.json", diagnostics, depth: 0 });
  for (const { value } of layers) diagnostics.push(...checkDecoratorSettings(value));
  return {
    includes: includedBy(layers),
    aliases: aliasesOf(layers),
    verbatimImports: layers.some(({ value }) => isOn(compilerOption(value, "verbatimModuleSyntax"))),
    diagnostics,
  };
}

interface LayerRequest {
  readonly root: string;
  readonly path: string;
  readonly diagnostics: Diagnostic[];
  readonly depth: number;
}

/** The file and those it extends, nearest first. */
function readLayers(request: LayerRequest): readonly Layer[] {
  const { root, path, diagnostics, depth } = request;
  const absolute = absolutePath(root, path);
  if (depth > limitOfLayers || !existsSync(absolute)) return [];
  const read = readJson(makeSource(path, readFileSync(absolute, "utf8")));
  if (read.value?.type !== "dictionary") {
    diagnostics.push(diagnose(unreadableTsconfig, { at: read.error ?? read.value?.at }));
    return [];
  }
  const bases = entryOf(read.value, "extends")?.value;
  const named = bases === undefined ? [] : bases.type === "list" ? bases.items : [bases];
  const inherited = named.toReversed().flatMap((base) => readBase(base, request));
  return [{ folder: folderOf(path), value: read.value }, ...inherited];
}

function readBase(base: Located, request: LayerRequest): readonly Layer[] {
  const name = textOf(base);
  if (name === undefined || !/^\.{0,2}\//u.test(name)) return [];
  const path = name.startsWith("/") ? name : joinPath(folderOf(request.path), name);
  if (leavesRoot(path)) {
    request.diagnostics.push(diagnose(extendsOutside, { at: base.at }));
    return [];
  }
  const file = path.endsWith(".json") ? path : `${path}.json`;
  return readLayers({ ...request, path: file, depth: request.depth + 1 });
}

function checkDecoratorSettings(value: Dictionary): readonly Diagnostic[] {
  const settings = ["experimentalDecorators", "emitDecoratorMetadata"].map((name) => compilerOptionEntry(value, name));
  return settings
    .filter((entry) => entry !== undefined)
    .filter((entry) => isOn(entry.value))
    .map((entry) => diagnose(legacyDecorators, { at: { ...entry.at, length: entry.name.length + 2 } }));
}

function compilerOptionEntry(value: Dictionary, name: string) {
  const options = entryOf(value, "compilerOptions")?.value;
  return options?.type === "dictionary" ? entryOf(options, name) : undefined;
}

function compilerOption(value: Dictionary, name: string): Located | undefined {
  return compilerOptionEntry(value, name)?.value;
}

function isOn(value: Located | undefined): boolean {
  return value?.type === "scalar" && value.value === true;
}

function textsOf(value: Located | undefined): readonly string[] | undefined {
  if (value?.type !== "list") return undefined;
  return value.items.map(textOf).filter((text) => text !== undefined);
}

/** The value of a top-level setting in the nearest layer that has it, as paths relative to the root. */
function pathsOf(layers: readonly Layer[], name: string): readonly string[] | undefined {
  for (const { folder, value } of layers) {
    const texts = textsOf(entryOf(value, name)?.value);
    if (texts) return texts.map((text) => joinPath(folder, text.replace("${configDir}", ".")));
  }
  return undefined;
}

function includedBy(layers: readonly Layer[]): Matcher {
  const files = pathsOf(layers, "files");
  const include = pathsOf(layers, "include") ?? (files ? [] : ["**/*"]);
  const isIncluded = compileGlobs(include);
  const isExcluded = compileGlobs([...(pathsOf(layers, "exclude") ?? []), ...outputFolders(layers)]);
  const listed = new Set(files);
  return (path) => listed.has(path) || (isIncluded(path) && !isExcluded(path));
}

function outputFolders(layers: readonly Layer[]): readonly string[] {
  const folders = layers.map(({ folder, value }) => {
    const output = textOf(compilerOption(value, "outDir"));
    return output === undefined ? undefined : joinPath(folder, output);
  });
  return folders.filter((folder) => folder !== undefined && folder !== "").slice(0, 1) as readonly string[];
}

function aliasesOf(layers: readonly Layer[]): readonly Alias[] {
  for (const { folder, value } of layers) {
    const paths = compilerOption(value, "paths");
    if (paths?.type !== "dictionary") continue;
    const base = joinPath(folder, textOf(compilerOption(value, "baseUrl")) ?? ".");
    return paths.entries.map((entry) => {
      const [prefix = "", suffix] = entry.name.split("*", 2);
      const targets = (textsOf(entry.value) ?? []).map((target) => joinPath(base, target));
      return { prefix, ...(suffix !== undefined && { suffix }), targets };
    });
  }
  return [];
}
