/**
 * plan + schemas → artifacts + diagnostics. Writes only below its own folder; equal sources give equal bytes.
 *
 *   remember/     what the last build made of what: where nothing has changed, nothing else is done
 *   modules/      one generated entrypoint per function, the user's files as it needs them
 *   bundle/       one run of esbuild over all of them, what they share in chunks
 *   link/         each chunk to CommonJS, once; a function's chunk and those that it reaches, in one file
 *   packages/     what is not bundled but shipped as it is installed, for the functions' platform
 *   check/        what went in, where it came from, and how much
 *   store/        under the hash of its content, with a zip where one is asked for; what nobody uses any more goes
 *
 * `make.ts` is the way through them. Two doors besides: `smoke.ts` loads what was built, `trace.ts` leads back from it
 * to the sources.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Artifact } from "../model/artifact.ts";
import type { JsonObject } from "../model/json.ts";
import type { Model } from "../model/model.ts";
import type { Plan } from "../model/plan.ts";
import { isIntact, keptFiles, manifestFile, readManifest, requestOf, writeManifest } from "./remember/manifest.ts";
import type { BuildMemory } from "./memory.ts";
import { leaseArtifacts, pruneArtifacts } from "./store/prune.ts";
import { openShelf } from "./store/shelf.ts";

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
  /** The packages that are not bundled but shipped as they are installed. */
  readonly external?: readonly string[];
  /** Whether to make zips: the aws target needs them, the local one does not. */
  readonly zip: boolean;
  /** Takes the manifest's place in a process that builds again and again. */
  readonly memory?: BuildMemory;
}

/** The artifacts, sorted by function; none where something is wrong. */
export interface BuildResult {
  readonly artifacts: readonly Artifact[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Builds every function of a plan. */
export async function buildArtifacts(input: BuildInput, kinds: readonly Kind[]): Promise<BuildResult> {
  if (input.plan.functions.length === 0) return { artifacts: [], diagnostics: [] };
  if (input.memory) return await buildAgain({ ...input, memory: input.memory }, kinds);
  const file = manifestFile(input.folder, input.plan);
  const earlier = readManifest(file);
  if (earlier && isIntact(earlier) && earlier.request === requestOf(input, await input.schemas)) {
    return { artifacts: earlier.artifacts, diagnostics: earlier.diagnostics };
  }
  // The bundler is not even loaded where there is nothing to bundle.
  const { makeArtifacts } = await import("./make.ts");
  const shelf = openShelf(keptFiles(earlier));
  const { artifacts, diagnostics, inputs } = await makeArtifacts(input, kinds, { ...input, shelf });
  if (inputs) {
    const request = requestOf(input, await input.schemas);
    writeManifest(file, { request, inputs, artifacts, diagnostics, kept: Object.fromEntries(shelf.kept) });
    // Another build may just be reusing what the last one made.
    pruneArtifacts(input.folder, Object.keys(earlier?.kept ?? {}));
  }
  return { artifacts, diagnostics };
}

/** Builds with what is remembered of the last time: unchanged files are not even parsed, nor written again. */
async function buildAgain(
  input: BuildInput & { readonly memory: BuildMemory },
  kinds: readonly Kind[],
): Promise<BuildResult> {
  const { memory } = input;
  const [{ makeArtifacts }, { openBundler }] = await Promise.all([import("./make.ts"), import("./bundle/bundler.ts")]);
  memory.bundler ??= openBundler();
  const shelf = openShelf(memory.kept ?? keptFiles(readManifest(manifestFile(input.folder, input.plan))));
  const { artifacts, diagnostics } = await makeArtifacts(input, kinds, { ...input, shelf });
  memory.kept = shelf.kept;
  memory.used = new Set([...(memory.used ?? []), ...shelf.kept.keys()]);
  leaseArtifacts(input.folder, memory.used);
  return { artifacts, diagnostics };
}
