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
  /**
   * Opens what reads changed files.
   *
   * @default the one that loads TypeScript
   */
  readonly openExtractor?: () => Promise<Extractor>;
}

/** The facts of all files that were asked for or are imported by them. */
export interface Gathered {
  /** By path, sorted. */
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly resolver: Resolver;
  readonly diagnostics: readonly Diagnostic[];
  /** By path: a hash of the file and all that it imports. */
  readonly digests: ReadonlyMap<string, string>;
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
  readonly diagnostics: Diagnostic[];
  /** Opens the extractor on first use. */
  extractor(): Promise<Extractor>;
}

/** Gathers facts: from the cache where a file and all that it imports are unchanged, from the sources otherwise. */
export async function gatherFacts(request: Request): Promise<Gathered> {
  const remembered = request.cache ? readCache(request.cache.file, cacheVersion(request)) : new Map();
  const reading: Reading = { sources: new Map(), nodes: new Map(), diagnostics: [], extractor: lazyExtractor(request) };
  await readClosure(request, remembered, reading);
  const digests = digestClosures(reading.nodes);
  const stale = [...digests].filter(([path, digest]) => remembered.get(path)?.digest !== digest).map(([path]) => path);
  const fresh = stale.length === 0 ? new Map() : (await reading.extractor()).extract(stale, reading.sources);
  const cache = mergeCache(digests, { remembered, fresh, sources: reading.sources });
  if (request.cache && (stale.length > 0 || cache.size !== remembered.size)) {
    writeCache(request.cache.file, cacheVersion(request), cache);
  }
  const files = new Map([...cache].map(([path, entry]) => [path, entry.facts]));
  return { files, resolver: request.resolver, diagnostics: reading.diagnostics, digests };
}

function cacheVersion({ cache, verbatimImports }: Request): string {
  return `${cache?.version} ${verbatimImports}`;
}

function lazyExtractor(request: Request): () => Promise<Extractor> {
  const open = request.openExtractor ?? (() => loadExtractor(request));
  let opened: Promise<Extractor> | undefined;
  return () => (opened ??= open());
}

/** TypeScript takes longer to load than everything else takes in a project that did not change. */
async function loadExtractor(request: Request): Promise<Extractor> {
  const { openExtractor } = await import("../extract/extract.ts");
  return openExtractor(request);
}

/** Reads the entries and everything that they import. */
async function readClosure(request: Request, remembered: Cache, reading: Reading): Promise<void> {
  const pending = [...request.entries];
  const seen = new Set(pending);
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const source = readSource(request.root, path, reading.diagnostics);
    if (!source) continue;
    reading.sources.set(path, source);
    const known = remembered.get(path);
    const specifiers =
      known?.hash === source.hash ? known.facts.imports : (await reading.extractor()).importsOf(source);
    const imports = resolveAll(specifiers, path, request.resolver);
    reading.nodes.set(path, { path, hash: source.hash, imports });
    for (const target of imports) {
      if (seen.has(target)) continue;
      seen.add(target);
      pending.push(target);
    }
  }
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
  for (const path of [...digests.keys()].sort(compareText)) {
    const facts = fresh.get(path) ?? remembered.get(path)?.facts;
    const digest = digests.get(path);
    const source = sources.get(path);
    if (facts && digest !== undefined && source) cache.set(path, { hash: source.hash, digest, facts });
  }
  return cache;
}
