import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Loader, Plugin, PluginBuild } from "esbuild";
import { serialize } from "../../model/json.ts";
import type { Span } from "../../model/model.ts";
import { blank, spanKey } from "./cuts.ts";
import { importNamespaces } from "./namespaces.ts";
import type { ValidatorSource } from "./validators.ts";

/** The modules that exist only during a build, and what is blanked out of the user's files. */
export interface Sources {
  readonly root: string;
  /** The packages that are not bundled. */
  readonly external: readonly string[];
  /** The entrypoint of each function, by its id. */
  readonly entrypoints: ReadonlyMap<string, string>;
  /** What is blanked out of a file whoever imports it, by relative path. */
  readonly cuts: ReadonlyMap<string, readonly Span[]>;
  /** Further variants of a file, by the specifier that {@link variantModule} made. */
  readonly variants: ReadonlyMap<string, readonly Span[]>;
  /** What a validator module stands for. */
  validator(specifier: string): Promise<ValidatorSource>;
}

/** Of modules that exist only during a build: their names in maps and stacks begin with it. */
const namespace = "iffc";

/** Whether an input or the source of a map is no file, but was generated during a build. */
export function isGenerated(input: string): boolean {
  return input.startsWith(`${namespace}:`);
}

function withoutNamespace(specifier: string): string {
  return specifier.slice(namespace.length + 1);
}

/** The specifier of an entrypoint. */
export function entrypointModule(functionId: string): string {
  return `iffc:entrypoint/${functionId}`;
}

/** The specifier of a user's file with ranges blanked out. */
export function variantModule(file: string, cuts: readonly Span[]): string {
  return `iffc:variant/${file}?${spanKey(cuts)}`;
}

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
const framework = fileURLToPath(new URL("../..", import.meta.url));

/** Serves generated modules and the user's files without what the build cuts, all from memory. */
export function sourcesPlugin(sources: Sources): Plugin {
  return {
    name: "iffc",
    setup(build) {
      serveEntrypoints(build, sources);
      serveValidators(build, sources);
      serveFiles(build, sources);
      build.onResolve({ filter: /^iffc$/ }, () => ({ path: join(framework, `index.${extension}`) }));
    },
  };
}

function serveEntrypoints(build: PluginBuild, sources: Sources): void {
  const prefix = entrypointModule("");
  build.onResolve({ filter: /^iffc:entrypoint\// }, ({ path }) => ({ path: withoutNamespace(path), namespace }));
  build.onLoad({ filter: /^entrypoint\//, namespace }, ({ path }) => {
    const contents = sources.entrypoints.get(`${namespace}:${path}`.slice(prefix.length));
    return contents === undefined ? undefined : { contents, loader: "js", resolveDir: sources.root };
  });
}

/** Validators are named by the hash of what they are generated from, so that esbuild sees equal ones as one module. */
function serveValidators(build: PluginBuild, sources: Sources): void {
  const wanted = new Map<string, ValidatorSource>();
  const generated = new Map<string, string>();
  build.onResolve({ filter: /^iffc:validator\// }, async ({ path: specifier }) => {
    const source = await sources.validator(specifier);
    const path = `validator/${hash("sha256", serialize(source)).slice(0, 16)}`;
    wanted.set(path, source);
    return { path, namespace };
  });
  build.onLoad({ filter: /^validator\//, namespace }, async ({ path }) => {
    // The compiler of schemas is loaded only where there are any.
    const { generateValidator } = await import("./compile-validator.ts");
    const source = wanted.get(path);
    const contents = generated.get(path) ?? (source && generateValidator(source));
    if (contents === undefined) return undefined;
    generated.set(path, contents);
    // A validator's own imports are iffc's dependencies, not the user's.
    return { contents, loader: "js", resolveDir: framework };
  });
}

function serveFiles(build: PluginBuild, sources: Sources): void {
  const { root } = sources;
  build.onResolve({ filter: /^iffc:variant\// }, ({ path }) => {
    const [file = "", key = ""] = path.slice("iffc:variant/".length).split("?");
    const same = spanKey(sources.cuts.get(file) ?? []) === key;
    return { path: join(root, file), suffix: same ? "" : `?${key}` };
  });
  build.onLoad({ filter: ownModules(root) }, ({ path, suffix }) => {
    const file = relative(root, path).split(sep).join("/");
    const spans = suffix === "" ? sources.cuts.get(file) : sources.variants.get(`iffc:variant/${file}${suffix}`);
    const text = readFileSync(path, "utf8").replace(/^\uFEFF/u, "");
    return { contents: importNamespaces(blank(text, spans ?? [])), loader: loaderOf(path) };
  });
}

/** Matches the project's own modules: to be asked about each one of the installed packages would take longer than they do. */
export function ownModules(root: string): RegExp {
  const folders = readdirSync(root).filter((name) => name !== "node_modules" && !name.startsWith("."));
  const below = `(?:${folders.map(escape).join("|")})[\\\\/].*`;
  return new RegExp(`^${escape(join(root, sep))}(?:[^\\\\/]*|${below})\\.[cm]?[jt]sx?$`);
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/gu, "\\$&");
}

function loaderOf(path: string): Loader {
  const ending = /\.[cm]?([jt]sx?)$/u.exec(path)?.[1] ?? "ts";
  return ending as Loader;
}
