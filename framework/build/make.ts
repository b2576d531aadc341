import { realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { type Diagnostic, hasErrors, sortDiagnostics } from "../diagnostics/diagnostic.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Artifact } from "../model/artifact.ts";
import type { Plan } from "../model/plan.ts";
import { bundleAwaiting } from "./bundle/awaiting.ts";
import { type Bundle, bundle } from "./bundle/bundle.ts";
import { type Conversions, convertAll, type Converted, reach } from "./link/chunks.ts";
import { type Inputs, inputsOf } from "./remember/inputs.ts";
import { type Inspected, inspect } from "./check/inspect.ts";
import { type LinkedFile, linkAll } from "./link/link.ts";
import { indexMap, type MapSection, type SourceMap } from "./link/map.ts";
import type { BuildMemory } from "./memory.ts";
import { toDiagnostics } from "./check/messages.ts";
import { type ModulesInput, sourcesOf } from "./modules/modules.ts";
import { type Loading, type Shipped, shipPackages, type Shipping } from "./packages/ship.ts";
import { readRecord, writeRecord } from "./remember/record.ts";
import { lengthOf } from "./store/rope.ts";
import { type BuiltFile, store, storeMap, storeModuleType, type Store } from "./store/store.ts";

/** What a build made. */
export interface Made {
  readonly artifacts: readonly Artifact[];
  readonly diagnostics: readonly Diagnostic[];
  /** What it read, if that stood still meanwhile. */
  readonly inputs?: Inputs;
}

/** Bundles, links and stores every function of a plan. */
export async function makeArtifacts(
  given: ModulesInput & { readonly memory?: BuildMemory },
  kinds: readonly Kind[],
  shelves: Store,
): Promise<Made> {
  const started = Date.now();
  // The bundler follows links, so that a module is one module whatever way leads to it.
  const input = { ...given, root: realpathSync(given.root) };
  const sources = sourcesOf(input, kinds);
  const { memory } = input;
  const bundled = await bundle(sources, memory?.bundler?.run);
  if ("errors" in bundled) return { artifacts: [], diagnostics: toDiagnostics(bundled.errors, bundled.warnings) };
  const converted = await convertRemembered(bundled, shelves.folder, memory);
  const linked = linkAll(bundled, converted);
  const awaiting = await bundleAwaiting(converted.awaiting, sources);
  const { shipped, diagnostics: unshippable } = shipPackages(loadingIn(input, bundled), {
    root: input.root,
    zip: shelves.zip,
  });
  const diagnostics = sortDiagnostics([
    ...toDiagnostics([], bundled.warnings),
    ...unshippable,
    ...inspect(inspected(input.plan, [...linked, ...awaiting], { bundled, shipped }), {
      bundle: bundled,
      root: input.root,
      services: new Set(input.model.services.filter(({ role }) => role === "service").map(({ file }) => file)),
    }),
  ]);
  if (hasErrors(diagnostics)) return { artifacts: [], diagnostics };
  storeModuleType(shelves);
  const files = [...mapped(linked, converted, shelves), ...awaiting];
  const artifacts = files.map((file) => store(shelves, withPackages(file, shipped.get(file.function))));
  const read = [...shipped.values()].flatMap(({ gathered }) => gathered?.files ?? []);
  const inputs = memory ? undefined : inputsOf(bundled.metafile, { root: input.root, moment: started, shipped: read });
  return { artifacts: artifacts.sort(byFunction), diagnostics, ...(inputs && { inputs }) };
}

/** Only chunks that the last build did not have are converted. */
async function convertRemembered(bundled: Bundle, folder: string, memory: BuildMemory | undefined): Promise<Converted> {
  const file = join(folder, "chunks.cache");
  const known = memory?.conversions ?? (readRecord(file) as Conversions | undefined) ?? {};
  const { converted, conversions } = await convertAll(bundled, known);
  if (memory) memory.conversions = conversions;
  else if (Object.keys(conversions).some((key) => !Object.hasOwn(known, key))) writeRecord(file, conversions);
  return converted;
}

/** Files with their maps: a function's own part in each, the parts that many share stored once. */
function mapped(linked: readonly LinkedFile[], { chunks }: Converted, shelves: Store): readonly BuiltFile[] {
  const stored = new Map<string, string>();
  const shared = (name: string): string => {
    const file = stored.get(name) ?? storeMap(shelves, chunks.get(name)?.map ?? "");
    stored.set(name, file);
    return file;
  };
  return linked.map(({ function: id, content, chunks: placed }) => {
    const withMap = placed.filter(({ name }) => (chunks.get(name)?.map ?? "") !== "");
    const parts = withMap.filter(({ own }) => !own).map(({ name }) => shared(name));
    const sections = withMap.map(({ name, line, own }): MapSection => {
      if (own) return { line, map: JSON.parse(chunks.get(name)?.map ?? "") as SourceMap };
      return { line, url: `../maps/${basename(shared(name))}` };
    });
    return { function: id, format: "cjs", content, map: indexMap(sections), mapParts: parts };
  });
}

/** The packages that each function loads, of those that are not bundled. */
function loadingIn({ plan, external = [] }: ModulesInput, bundled: Bundle): readonly Loading[] {
  return plan.functions.map(({ id, declaredAt }) => {
    const loaded = new Set(reach(bundled.entries.get(id) ?? "", bundled.chunks).flatMap(({ packages }) => packages));
    return { function: id, declaredAt, packages: external.filter((name) => loaded.has(name)).toSorted() };
  });
}

function withPackages(file: BuiltFile, shipped: Shipped | undefined): BuiltFile {
  return shipped ? { ...file, shipped } : file;
}

function inspected(
  plan: Plan,
  files: readonly (LinkedFile | BuiltFile)[],
  { bundled, shipped }: { readonly bundled: Bundle; readonly shipped: Shipping["shipped"] },
): readonly Inspected[] {
  const functions = new Map(plan.functions.map((planned) => [planned.id, planned]));
  return files.flatMap(({ function: id, content }) => {
    const planned = functions.get(id);
    if (!planned) return [];
    const chunks = reach(bundled.entries.get(id) ?? "", bundled.chunks).map(({ name }) => name);
    const classes = planned.construction.map(({ file }) => file);
    const size = lengthOf(content) + (shipped.get(id)?.gathered?.size ?? 0);
    return [{ function: id, declaredAt: planned.declaredAt, chunks, classes, size }];
  });
}

function byFunction(left: Artifact, right: Artifact): number {
  return left.function < right.function ? -1 : 1;
}
