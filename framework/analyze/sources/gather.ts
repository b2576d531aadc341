import { readFileSync } from "node:fs";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { compareText } from "../../model/json.ts";
import type { FileFacts } from "../facts.ts";
import { type Cache, type CacheEntry, readCache, writeCache } from "./cache.ts";
import { digestClosures, type Node } from "./closure.ts";
import { diagnoseUnreadable } from "./discover.ts";
import { absolutePath } from "./paths.ts";
import type { Resolver } from "./resolve.ts";
import { makeSource, type Source } from "./source.ts";

/** What facts are wanted of, and where they may be remembered. */
export interface Request {
  readonly root: string;
  /** The files to start from, relative to the root. What they import is gathered as well. */
  readonly entries: readonly string[];
  readonly resolver: Resolver;
  /** Whether imports that are not marked `type` count as used. */
  readonly verbatimImports: boolean;
  /** Absent where nothing is to be remembered. */
  readonly cache?: { readonly file: string; readonly version: string };
  /** What files import while they have a hash, as far as that is known without their facts. */
  readonly imports?: ReadonlyMap<string, KnownImports>;
  /** Takes the cache's place in a process that gathers again and again. */
  readonly memory?: Memory;
  /**
   * Opens what reads changed files.
   *
   * @default the one that loads TypeScript
   */
  readonly openExtractor?: () => Promise<Extractor>;
}

/** What a file imports while it has a hash. */
export interface KnownImports {
  readonly hash: string;
  readonly specifiers: readonly string[];
}

/** The facts of the last gathering; `save` brings them to the cache. */
export interface Memory {
  version?: string;
  facts?: Cache;
  save?: () => void;
}

/** All files that were asked for or are imported by them. */
export interface Survey {
  readonly diagnostics: readonly Diagnostic[];
  /** By path, sorted: a hash of the file and all that it imports. */
  readonly digests: ReadonlyMap<string, string>;
  readonly imports: ReadonlyMap<string, KnownImports>;
  /** The facts of the files by path, sorted: from the cache where a file and all that it imports are unchanged. */
  facts(): Promise<ReadonlyMap<string, FileFacts>>;
}

/** The facts of all files that were asked for or are imported by them. */
export interface Gathered {
  /** By path, sorted. */
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The part of the analysis that needs TypeScript; it is loaded only if a file changed. */
export interface Extractor {
  importsOf(source: Source): readonly string[];
  /** The facts of the given files; their imports have been seen by `importsOf` or are in `sources`. */
  extract(paths: readonly string[], sources: ReadonlyMap<string, Source>): ReadonlyMap<string, FileFacts>;
}

interface Reading {
  readonly sources: Map<string, Source>;
  readonly nodes: Map<string, Node>;
  readonly imports: Map<string, KnownImports>;
  readonly diagnostics: Diagnostic[];
  /** What the cache holds; read on first use. */
  remembered(): Cache;
  /** Opens the extractor on first use. */
  extractor(): Promise<Extractor>;
}

/** Gathers facts: from the cache where a file and all that it imports are unchanged, from the sources otherwise. */
export async function gatherFacts(request: Request): Promise<Gathered> {
  const survey = await surveySources(request);
  return { files: await survey.facts(), diagnostics: survey.diagnostics };
}

/** Reads all sources, and no facts before they are asked for. */
export async function surveySources(request: Request): Promise<Survey> {
  const reading: Reading = {
    sources: new Map(),
    nodes: new Map(),
    imports: new Map(),
    diagnostics: [],
    remembered: once(() => remember(request)),
    extractor: once(request.openExtractor ?? (() => loadExtractor(request))),
  };
  await readClosure(request, reading);
  const unsorted = digestClosures(reading.nodes);
  const digests = new Map([...unsorted].sort(([left], [right]) => compareText(left, right)));
  const { diagnostics, imports } = reading;
  return { diagnostics, digests, imports, facts: () => readFacts(digests, reading, request) };
}

async function readFacts(
  digests: ReadonlyMap<string, string>,
  reading: Reading,
  request: Request,
): Promise<ReadonlyMap<string, FileFacts>> {
  const { sources } = reading;
  const remembered = reading.remembered();
  const stale = [...digests].filter(([path, digest]) => remembered.get(path)?.digest !== digest).map(([path]) => path);
  const fresh = stale.length === 0 ? new Map() : (await reading.extractor()).extract(stale, sources);
  const cache = mergeCache(digests, { remembered, fresh, sources });
  if (stale.length > 0 || cache.size !== remembered.size) keep(request, cache);
  return new Map([...cache].map(([path, entry]) => [path, entry.facts]));
}

function once<Result extends object>(make: () => Result): () => Result {
  let made: Result | undefined;
  return () => (made ??= make());
}

function remember({ memory, ...request }: Request): Cache {
  const version = cacheVersion(request);
  if (memory?.facts && memory.version === version) return memory.facts;
  const facts = request.cache ? readCache(request.cache.file, version) : new Map();
  if (memory) Object.assign(memory, { version, facts });
  return facts;
}

function keep({ memory, ...request }: Request, facts: Cache): void {
  const { cache } = request;
  const save = (): void => {
    if (cache) writeCache(cache.file, cacheVersion(request), facts);
  };
  if (memory) Object.assign(memory, { facts, save });
  else save();
}

function cacheVersion({ cache, verbatimImports }: Request): string {
  return `${cache?.version} ${verbatimImports}`;
}

/** TypeScript takes longer to load than everything else takes in a project that did not change. */
async function loadExtractor(request: Request): Promise<Extractor> {
  const { openExtractor } = await import("../extract/extract.ts");
  return openExtractor(request);
}

/** Reads the entries and everything that they import. */
async function readClosure(request: Request, reading: Reading): Promise<void> {
  const pending = [...request.entries];
  const seen = new Set(pending);
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const source = readSource(request.root, path, reading.diagnostics);
    if (!source) continue;
    const specifiers = knownImports(source, request, reading) ?? (await reading.extractor()).importsOf(source);
    const imports = resolveAll(specifiers, path, request.resolver);
    reading.sources.set(path, source);
    reading.imports.set(path, { hash: source.hash, specifiers });
    reading.nodes.set(path, { path, hash: source.hash, imports });
    for (const target of imports) {
      if (seen.has(target)) continue;
      seen.add(target);
      pending.push(target);
    }
  }
}

function knownImports({ path, hash }: Source, request: Request, reading: Reading): readonly string[] | undefined {
  const known = request.imports?.get(path);
  if (known?.hash === hash) return known.specifiers;
  const remembered = reading.remembered().get(path);
  return remembered?.hash === hash ? remembered.facts.imports : undefined;
}

/** The project files that some specifiers of a file mean, each once. */
function resolveAll(specifiers: readonly string[], from: string, resolver: Resolver): readonly string[] {
  const targets = specifiers.map((specifier) => resolver.resolve(specifier, from));
  return [...new Set(targets.filter((target) => target !== undefined))];
}

function readSource(root: string, path: string, diagnostics: Diagnostic[]): Source | undefined {
  try {
    return makeSource(path, readFileSync(absolutePath(root, path), "utf8"));
  } catch (error) {
    diagnostics.push(diagnoseUnreadable(path, error));
    return undefined;
  }
}

interface Parts {
  readonly remembered: Cache;
  readonly fresh: ReadonlyMap<string, FileFacts>;
  readonly sources: ReadonlyMap<string, Source>;
}

function mergeCache(digests: ReadonlyMap<string, string>, { remembered, fresh, sources }: Parts): Cache {
  const cache = new Map<string, CacheEntry>();
  for (const [path, digest] of digests) {
    const facts = fresh.get(path) ?? remembered.get(path)?.facts;
    const source = sources.get(path);
    if (facts && source) cache.set(path, { hash: source.hash, digest, facts });
  }
  return cache;
}
