import { readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Loader, Plugin, PluginBuild } from "esbuild";
import { serialize } from "../model/json.ts";
import type { Span } from "../model/model.ts";
import { blank, spanKey } from "./cuts.ts";
import { generateValidator, type ValidatorSource } from "./validators.ts";

/** The modules that exist only during a build, and what is blanked out of the user's files. */
export interface Sources {
  readonly root: string;
  /** The entrypoint of each function, by its id. */
  readonly entrypoints: ReadonlyMap<string, string>;
  /** What is blanked out of a file whoever imports it, by relative path. */
  readonly cuts: ReadonlyMap<string, readonly Span[]>;
  /** Further variants of a file, by the specifier that {@link variantModule} made. */
  readonly variants: ReadonlyMap<string, readonly Span[]>;
  /** What a validator module stands for. */
  validator(specifier: string): Promise<ValidatorSource>;
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
const framework = fileURLToPath(new URL("..", import.meta.url));

/** Serves generated modules and the user's files without what the build cuts, all from memory. */
export function sourcesPlugin(sources: Sources): Plugin {
  return {
    name: "iffc",
    setup(build) {
      serveEntrypoints(build, sources);
      serveValidators(build, sources);
      serveVariants(build, sources);
      build.onResolve({ filter: /^iffc$/ }, () => ({ path: join(framework, `index.${extension}`) }));
      build.onResolve({ filter: /^file:/ }, ({ path }) => ({ path: fileURLToPath(path) }));
    },
  };
}

function serveEntrypoints(build: PluginBuild, { entrypoints, root }: Sources): void {
  build.onResolve({ filter: /^iffc:entrypoint\// }, ({ path }) => ({ path, namespace: "iffc-entrypoint" }));
  build.onLoad({ filter: /./, namespace: "iffc-entrypoint" }, ({ path }) => {
    const contents = entrypoints.get(path.slice(entrypointModule("").length));
    return contents === undefined ? undefined : { contents, loader: "js", resolveDir: root };
  });
}

/** Validators are named by what they are generated from, so that esbuild sees equal ones as one module. */
function serveValidators(build: PluginBuild, sources: Sources): void {
  build.onResolve({ filter: /^iffc:validator\// }, async ({ path }) => {
    const source = await sources.validator(path);
    return { path: serialize(source), namespace: "iffc-validator" };
  });
  build.onLoad({ filter: /./, namespace: "iffc-validator" }, ({ path }) => {
    const contents = generateValidator(JSON.parse(path) as ValidatorSource);
    // A validator's own imports are iffc's dependencies, not the user's.
    return { contents, loader: "js", resolveDir: framework };
  });
}

function serveVariants(build: PluginBuild, { root, cuts, variants }: Sources): void {
  const absolute = new Map([...cuts].map(([file, spans]) => [join(root, file), spans]));
  build.onResolve({ filter: /^iffc:variant\// }, ({ path }) => {
    const [file = "", key = ""] = path.slice("iffc:variant/".length).split("?");
    const same = spanKey(cuts.get(file) ?? []) === key;
    return { path: join(root, file), suffix: same ? "" : `?${key}` };
  });
  build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path, suffix }) => {
    const file = path
      .slice(root.length + 1)
      .split(sep)
      .join("/");
    const spans = suffix === "" ? absolute.get(path) : variants.get(`iffc:variant/${file}${suffix}`);
    if (!spans) return undefined;
    const text = await readFile(path, "utf8");
    return { contents: blank(text.replace(/^\uFEFF/u, ""), spans), loader: loaderOf(path) };
  });
}

function loaderOf(path: string): Loader {
  const ending = /\.[cm]?([jt]sx?)$/u.exec(path)?.[1] ?? "ts";
  return ending as Loader;
}
