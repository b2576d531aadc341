import { hash } from "node:crypto";
import { join } from "node:path";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Artifact } from "../../model/artifact.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Model } from "../../model/model.ts";
import type { Plan } from "../../model/plan.ts";
import { areUnchanged, type Inputs } from "./inputs.ts";
import { readRecord, writeRecord } from "./record.ts";
import { isKept, type Kept, type KeptFiles } from "../store/shelf.ts";

/** What a build remembers of itself, for the next one. */
export interface Manifest {
  /** The hash of everything that was asked for, what is on the disk aside. */
  readonly request: string;
  readonly inputs: Inputs;
  readonly artifacts: readonly Artifact[];
  /** Warnings: a build with errors is not remembered. */
  readonly diagnostics: readonly Diagnostic[];
  readonly kept: Readonly<Record<string, Kept>>;
}

/** Where the manifest of an environment lies; each target has its own artifacts to remember. */
export function manifestFile(folder: string, { environment }: Plan): string {
  return join(folder, `${encodeURIComponent(environment.name)}.${environment.target}.manifest`);
}

/** What decides a build, what is on the disk aside. */
export interface BuildRequest {
  readonly plan: Plan;
  readonly model: Model;
  readonly zip: boolean;
  readonly external?: readonly string[];
}

/** What is asked of a build: equal for requests that lead to the same artifacts as long as no file changes. */
export function requestOf(
  { plan, model, zip, external = [] }: BuildRequest,
  schemas: ReadonlyMap<string, JsonObject>,
): string {
  const { functions, triggers } = plan;
  const decorators = model.services.map(({ file, decorators: spans }) => [file, spans]);
  return hash("sha256", JSON.stringify([functions, triggers, decorators, zip, external, [...schemas]]));
}

/** Reads the manifest of an earlier build. */
export function readManifest(file: string): Manifest | undefined {
  return readRecord(file) as Manifest | undefined;
}

/** Writes a manifest. */
export function writeManifest(file: string, manifest: Manifest): void {
  writeRecord(file, manifest);
}

/** Whether nothing that an earlier build read or wrote has changed since. */
export function isIntact({ inputs, kept }: Manifest): boolean {
  return areUnchanged(inputs) && Object.entries(kept).every(([file, known]) => isKept(file, known));
}

/** The files of an earlier build. */
export function keptFiles(manifest: Manifest | undefined): KeptFiles {
  return new Map(Object.entries(manifest?.kept ?? {}));
}
