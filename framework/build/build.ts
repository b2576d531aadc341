/**
 * plan + schemas → artifacts + diagnostics. Writes only below its own folder; equal sources give equal bytes.
 *
 *   entrypoints   one generated module per function
 *   bundle        one run of esbuild over all of them, what they share in chunks
 *   convert       each chunk to CommonJS, once
 *   link          an entry and the chunks that it reaches, in one file
 *   inspect       what went in, and how much
 *   store         under the hash of its content, with a zip where one is asked for
 */
import { cpus } from "node:os";
import { basename } from "node:path";
import { hasErrors, sortDiagnostics, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Artifact } from "../model/artifact.ts";
import type { JsonObject } from "../model/json.ts";
import type { Construction, Plan, PlannedFunction } from "../model/plan.ts";
import type { Model, Span } from "../model/model.ts";
import { registryOf } from "../plan/registry.ts";
import { bundle, type Bundle } from "./bundle.ts";
import { bundleAwaiting } from "./awaiting.ts";
import { convertAll, type Converted } from "./chunks.ts";
import { mergeSpans } from "./cuts.ts";
import { generateEntrypoint } from "./entrypoint.ts";
import { inspect } from "./inspect.ts";
import { link } from "./link.ts";
import { indexMap } from "./map.ts";
import { toDiagnostics } from "./messages.ts";
import { type Sources, variantModule } from "./sources.ts";
import { type BuiltFile, store, storeMaps } from "./store.ts";
import { resolveValidator, type ValidatorSource } from "./validators.ts";

/** Where to build, and what besides the plan goes in. */
export interface BuildInput {
  readonly plan: Plan;
  readonly model: Model;
  /** The project's root, absolute. */
  readonly root: string;
  /** Where artifacts are kept, absolute. */
  readonly folder: string;
  /** By the place of their contract; awaited as late as possible, so that reading them overlaps with bundling. */
  readonly schemas: Promise<ReadonlyMap<string, JsonObject>>;
  /** Whether to make zips: the aws target needs them, the local one does not. */
  readonly zip: boolean;
}

/** The artifacts, sorted by function; none where something is wrong. */
export interface BuildResult {
  readonly artifacts: readonly Artifact[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Builds every function of a plan. */
export async function buildArtifacts(input: BuildInput, kinds: readonly Kind[]): Promise<BuildResult> {
  if (input.plan.functions.length === 0) return { artifacts: [], diagnostics: [] };
  const sources = sourcesOf(input, kinds);
  const bundled = await bundle(sources);
  if ("errors" in bundled) return { artifacts: [], diagnostics: toDiagnostics(bundled.errors, bundled.warnings) };
  const converted = await convertAll(bundled);
  const maps = await storeMaps(input.folder, converted.chunks.values());
  const files = [...linkAll(input.plan, converted, maps), ...(await bundleAwaiting(converted.awaiting, sources))];
  const diagnostics = sortDiagnostics([
    ...toDiagnostics([], bundled.warnings),
    ...inspect(inspected(input.plan, { files, bundled }), bundled, input.root),
  ]);
  if (hasErrors(diagnostics)) return { artifacts: [], diagnostics };
  const artifacts = await forEachConcurrently(files, (file) => store(input.folder, file, input.zip));
  return { artifacts: artifacts.sort((left, right) => (left.function < right.function ? -1 : 1)), diagnostics };
}

function sourcesOf(input: BuildInput, kinds: readonly Kind[]): Sources {
  const registry = registryOf(kinds);
  const cuts = decoratorsByFile(input.model);
  const variants = new Map<string, readonly Span[]>();
  const moduleOf = (step: Construction): string => {
    const spans = mergeSpans([...(cuts.get(step.file) ?? []), ...step.cuts]);
    const specifier = variantModule(step.file, spans);
    variants.set(specifier, spans);
    return specifier;
  };
  const triggers = Map.groupBy(input.plan.triggers, (trigger) => trigger.function);
  const entrypoint = (planned: PlannedFunction): string =>
    generateEntrypoint({ function: planned, triggers: triggers.get(planned.id) ?? [], registry, moduleOf });
  const entrypoints = new Map(input.plan.functions.map((planned) => [planned.id, entrypoint(planned)]));
  const validator = async (specifier: string): Promise<ValidatorSource> =>
    resolveValidator(specifier, await input.schemas, registry);
  return { root: input.root, entrypoints, cuts, variants, validator };
}

/** Our decorators do nothing when they run, so no bundle holds them. */
function decoratorsByFile({ services }: Model): ReadonlyMap<string, readonly Span[]> {
  const byFile = Map.groupBy(services, (service) => service.file);
  return new Map(
    [...byFile].map(([file, group]) => [file, mergeSpans(group.flatMap((service) => service.decorators))]),
  );
}

/** A built file, and the chunks that it was made of. */
type Linked = BuiltFile & { readonly chunks: readonly string[] };

function linkAll(plan: Plan, converted: Converted, maps: ReadonlyMap<string, string>): readonly Linked[] {
  return plan.functions.flatMap(({ id }) => {
    const entry = converted.entries.get(id);
    if (entry === undefined) return [];
    const { code, chunks, parts } = link(entry, converted);
    const mapped = parts.flatMap(({ line, chunk }) => {
      const file = maps.get(chunk);
      return file === undefined ? [] : [{ line, file, url: `../maps/${basename(file)}` }];
    });
    const map = indexMap(mapped);
    return [{ function: id, format: "cjs" as const, code, chunks, map, mapParts: mapped.map(({ file }) => file) }];
  });
}

function inspected(plan: Plan, { files, bundled }: { files: readonly Linked[]; bundled: Bundle }) {
  const places = new Map(plan.functions.map((planned) => [planned.id, planned.declaredAt]));
  return files.flatMap((file) => {
    const declaredAt = places.get(file.function);
    const chunks = file.chunks.filter((name) => bundled.chunks.has(name));
    return declaredAt ? [{ function: file.function, declaredAt, chunks, size: Buffer.byteLength(file.code) }] : [];
  });
}

/** Maps a list with as many at a time as keep the processors busy, in order. */
async function forEachConcurrently<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const remaining = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of remaining) results[index] = await run(item);
  };
  await Promise.all(Array.from({ length: cpus().length * 4 }, lane));
  return results;
}
