/**
 * sources → model + diagnostics. Reads, never runs; collects everything, stops at nothing.
 *
 *   discover  which files there are             sources/   tsconfig.json, no TypeScript
 *   gather    facts of each file                sources/   from the cache while a file and its imports are unchanged
 *   extract   source file → facts               extract/   the only step that loads TypeScript
 *   link      facts → model, grants, findings   link/      pure
 */
import { join, resolve } from "node:path";
import { type Diagnostic, sortDiagnostics } from "../diagnostics/diagnostic.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Model } from "../model/model.ts";
import { linkFacts } from "./link/link.ts";
import { discoverFiles } from "./sources/discover.ts";
import { gatherFacts } from "./sources/gather.ts";
import { compileGlobs } from "./sources/glob.ts";
import { openResolver } from "./sources/resolve.ts";
import { readTsconfig } from "./sources/tsconfig.ts";
import { analysisVersion } from "./version.ts";

/** The app to analyze. */
export interface AnalyzedProject {
  /** The folder that holds `iffc.config.ts`. */
  readonly root: string;
  /**
   * The files that declare the app, as patterns relative to the root.
   *
   * @default all files that `tsconfig.json` includes
   */
  readonly sources?: readonly string[];
  /**
   * Whether facts are remembered under `.iffc/cache`.
   *
   * @default true
   */
  readonly cache?: boolean;
}

/** What the sources declare. */
export interface Analysis {
  readonly model: Model;
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every source that the model depends on, relative to the root, sorted. */
  readonly files: readonly string[];
  /** By path: a hash of the file and all that it imports, which tells whether anything read from it still holds. */
  readonly digests: ReadonlyMap<string, string>;
}

/** Reads the sources of an app. Everything that is wrong with them is a diagnostic; nothing throws. */
export async function analyze(project: AnalyzedProject, kinds: readonly Kind[]): Promise<Analysis> {
  const root = resolve(project.root);
  const tsconfig = readTsconfig(root);
  const discovery = discoverFiles(root, tsconfig);
  const isMeant = project.sources ? compileGlobs(project.sources) : () => true;
  const entries = discovery.paths.filter(isMeant);
  const resolver = openResolver({ root, known: new Set(discovery.paths), aliases: tsconfig.aliases });
  const gathered = await gatherFacts({
    root,
    entries,
    resolver,
    verbatimImports: tsconfig.verbatimImports,
    ...(project.cache !== false && { cache: { file: join(root, ".iffc/cache/analysis"), version: analysisVersion() } }),
  });
  const linked = linkFacts({ files: gathered.files.values(), kinds, resolver });
  return {
    model: linked.model,
    diagnostics: sortDiagnostics([
      ...tsconfig.diagnostics,
      ...discovery.diagnostics,
      ...gathered.diagnostics,
      ...linked.diagnostics,
    ]),
    files: [...gathered.files.keys()],
    digests: gathered.digests,
  };
}
