/**
 * sources → model + diagnostics. Reads, never runs; collects everything, stops at nothing.
 *
 *   discover  which files there are             sources/   tsconfig.json, no TypeScript
 *   survey    all sources and their imports     sources/   nothing further happens while none of them changes
 *   gather    facts of each file                sources/   from the cache while a file and its imports are unchanged
 *   extract   source file → facts               extract/   the only step that loads TypeScript
 *   link      facts → model, grants, findings   link/      pure
 */
import { join, resolve } from "node:path";
import { type Diagnostic, sortDiagnostics } from "../diagnostics/diagnostic.ts";
import type { Kind } from "../kinds/kind.ts";
import type { JsonObject } from "../model/json.ts";
import type { Model } from "../model/model.ts";
import { type Conclusion, openRemembered, rememberConclusion } from "./conclusion.ts";
import type { FileFacts } from "./facts.ts";
import { linkFacts } from "./link/link.ts";
import { knownSchemas } from "./schemas/known.ts";
import { discoverFiles } from "./sources/discover.ts";
import { type Memory, surveySources } from "./sources/gather.ts";
import { compileGlobs } from "./sources/glob.ts";
import { openResolver, type Resolver } from "./sources/resolve.ts";
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
  /** Takes the cache's place in a process that analyzes again and again; {@link saveAnalysis} brings it there. */
  readonly memory?: AnalysisMemory;
}

/** What is remembered from one analysis to the next. Starts as `{}`. */
export type AnalysisMemory = Memory;

/** Writes what is remembered to the cache, for the next process. */
export function saveAnalysis(memory: AnalysisMemory): void {
  memory.save?.();
  delete memory.save;
}

/** Forgets one file: the next analysis reads it, and so has everything ready that reading takes when a file changes. */
export function forgetFile(memory: AnalysisMemory): void {
  if (memory.facts) memory.facts = new Map([...memory.facts].slice(1));
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
  /** The JSON Schemas of the types whose syntax alone tells them, by their place as `file:line:column`. */
  readonly knownSchemas: ReadonlyMap<string, JsonObject>;
}

/** Reads the sources of an app. Everything that is wrong with them is a diagnostic; nothing throws. */
export async function analyze(project: AnalyzedProject, kinds: readonly Kind[]): Promise<Analysis> {
  const root = resolve(project.root);
  const tsconfig = readTsconfig(root);
  const discovery = discoverFiles(root, tsconfig);
  const resolver = openResolver({ root, known: new Set(discovery.paths), aliases: tsconfig.aliases });
  const version = `${analysisVersion()} ${tsconfig.verbatimImports} ${kinds.map(({ name }) => name).join()}`;
  const place = { file: join(root, ".iffc/cache/conclusion"), version };
  const remembered = project.cache === false || project.memory ? undefined : openRemembered(place);
  const survey = await surveySources({
    root,
    entries: discovery.paths.filter(project.sources ? compileGlobs(project.sources) : () => true),
    resolver,
    verbatimImports: tsconfig.verbatimImports,
    ...(remembered && { imports: remembered.imports }),
    ...(project.memory && { memory: project.memory }),
    ...(project.cache !== false && { cache: { file: join(root, ".iffc/cache/analysis"), version: analysisVersion() } }),
  });
  const { digests, imports } = survey;
  const recalled = remembered?.recall(digests);
  const conclusion = recalled ?? conclude(await survey.facts(), kinds, resolver);
  if (remembered && !recalled) rememberConclusion(place, { conclusion, imports, digests });
  const found = [...tsconfig.diagnostics, ...discovery.diagnostics, ...survey.diagnostics];
  return {
    model: conclusion.model,
    diagnostics: sortDiagnostics([...found, ...conclusion.diagnostics]),
    files: [...digests.keys()],
    digests,
    knownSchemas: new Map(Object.entries(conclusion.schemas)),
  };
}

function conclude(files: ReadonlyMap<string, FileFacts>, kinds: readonly Kind[], resolver: Resolver): Conclusion {
  const { model, diagnostics } = linkFacts({ files: files.values(), kinds, resolver });
  return { model, diagnostics, schemas: knownSchemas(model, files.values()) };
}
