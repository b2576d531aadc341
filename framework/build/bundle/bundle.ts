import { join } from "node:path";
import {
  build,
  type BuildFailure,
  type BuildOptions,
  type BuildResult,
  type Message,
  type Metafile,
  type OutputFile,
} from "esbuild";
import { entrypointModule, type Sources, sourcesPlugin } from "../modules/sources.ts";

/** One output of the bundler: an entrypoint, or what several of them share. */
export interface Chunk {
  /** A name that is unique in the build and equal for equal content: `chunk-Q7XK2.js`. */
  readonly name: string;
  readonly code: string;
  readonly map: string;
  /** The chunks that it may load, by name. */
  readonly imports: readonly string[];
  /** The names that it exports. */
  readonly exports: readonly string[];
  /** Whether it is a module that some code imports lazily: its exports are handed out as a whole. */
  readonly lazy: boolean;
  /** The packages that it loads when it runs, of those that are not bundled. */
  readonly packages: readonly string[];
  /** Bytes of each input in it. */
  readonly inputs: Metafile["outputs"][string]["inputs"];
}

/** The chunks of a build. */
export interface Bundle {
  readonly chunks: ReadonlyMap<string, Chunk>;
  /** The chunk that serves each function, by the function's id. */
  readonly entries: ReadonlyMap<string, string>;
  readonly metafile: Metafile;
  readonly warnings: readonly Message[];
}

/** What the bundler found wrong in the user's sources. */
export interface BundleFailure {
  readonly errors: readonly Message[];
  readonly warnings: readonly Message[];
}

/** Never written: esbuild names its outputs, and its maps their sources, relative to it. */
export const outputFolder = ".iffc";

/** What every run of esbuild here agrees on. Node's own fields first would pick CommonJS builds half as large again. */
export const bundling = {
  platform: "node",
  target: "node22",
  // Nor are esbuild's conditions replaced: without its "module" many packages resolve to CommonJS.
  mainFields: ["module", "main"],
  bundle: true,
  minify: true,
  legalComments: "none",
  charset: "utf8",
  logLevel: "silent",
  // Off by default in esbuild, though what they name is missing from the bundle.
  logOverride: {
    "unsupported-require-call": "warning",
    "unsupported-dynamic-import": "warning",
    "indirect-require": "warning",
  },
  loader: { ".txt": "text", ".md": "text", ".html": "text", ".sql": "text" },
} satisfies BuildOptions;

/** One run of the bundler over some sources. */
export type RunBundler = (sources: Sources) => Promise<BuildResult<ReturnType<typeof optionsFor>>>;

/** Bundles all functions in one run; what they share is parsed, minified and mapped once. */
export async function bundle(
  sources: Sources,
  run: RunBundler = (given) => build(optionsFor(given)),
): Promise<Bundle | BundleFailure> {
  try {
    const result = await run(sources);
    return collect(result.outputFiles, result.metafile, { root: sources.root, warnings: result.warnings });
  } catch (error) {
    if (isBuildFailure(error)) return { errors: error.errors, warnings: error.warnings };
    throw error;
  }
}

/** How functions are bundled. */
export function optionsFor(sources: Sources) {
  const ids = [...sources.entrypoints.keys()];
  return {
    ...bundling,
    absWorkingDir: sources.root,
    entryPoints: ids.map((id) => ({ in: entrypointModule(id), out: encodeURIComponent(id) })),
    external: [...sources.external],
    format: "esm",
    splitting: true,
    outdir: join(sources.root, outputFolder),
    chunkNames: "chunk-[hash]",
    sourcemap: "external",
    sourcesContent: false,
    metafile: true,
    write: false,
    plugins: [sourcesPlugin(sources)],
  } as const satisfies BuildOptions;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

function collect(
  files: readonly OutputFile[],
  metafile: Metafile,
  { root, warnings }: { readonly root: string; readonly warnings: readonly Message[] },
): Bundle {
  const contents = new Map(files.map((file) => [file.path, file]));
  const chunks = new Map<string, Chunk>();
  const entries = new Map<string, string>();
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (path.endsWith(".map")) continue;
    const name = nameOf(path);
    const absolute = join(root, path);
    const code = contents.get(absolute)?.text ?? "";
    const imports = output.imports
      .filter(({ external }) => external !== true)
      .map(({ path: imported }) => nameOf(imported));
    const map = contents.get(`${absolute}.map`)?.text ?? "";
    const entry = output.entryPoint?.split(entrypointModule(""))[1];
    const packages = packagesIn(output.imports);
    const lazy = output.entryPoint !== undefined && entry === undefined;
    chunks.set(name, { name, code, map, imports, exports: output.exports, lazy, packages, inputs: output.inputs });
    if (entry !== undefined) entries.set(entry, name);
  }
  return { chunks, entries, metafile, warnings };
}

/** The names of packages among imports: Node's own modules too, as far as these are written without `node:`. */
function packagesIn(imports: Metafile["outputs"][string]["imports"]): readonly string[] {
  const names = imports.flatMap(({ path, external }) =>
    external === true ? (/^(?:@[^/]+\/)?[^/]+/u.exec(path) ?? []) : [],
  );
  return [...new Set(names)];
}

/** The name by which chunks import each other, whatever folder they are said to be in. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
