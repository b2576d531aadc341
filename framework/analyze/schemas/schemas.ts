/**
 * contracts of a model → JSON Schemas + diagnostics. Effect: reads the files that the contracts stand in, on another
 * thread, and keeps what it found under the fingerprint of each file and everything that it imports.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { contractNotJson } from "../../diagnostics/catalogue/schemas.ts";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { type JsonObject, serialize } from "../../model/json.ts";
import { formatLocation } from "../../model/location.ts";
import type { Contract, Model } from "../../model/model.ts";
import type { SchemaAnswer, SchemaTask } from "./worker.ts";

/** Raised with every change to what is stored or how schemas are made. */
const cacheVersion = 1;

/** Where to read, and how to tell that nothing changed. */
export interface SchemaSources {
  readonly root: string;
  readonly tsconfig?: string;
  /** A hash over a file and everything that it imports, by its relative path. */
  fingerprint(file: string): string;
  /** Absolute path of the folder for what may be deleted at any time. */
  readonly cache: string;
}

/** The schemas by the place of their contract, as `file:line:column`. */
export interface SchemaResult {
  readonly schemas: ReadonlyMap<string, JsonObject>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the JSON Schema of every contract of a model. */
export async function readSchemas(model: Model, sources: SchemaSources): Promise<SchemaResult> {
  const contracts = contractsOf(model);
  if (contracts.length === 0) return { schemas: new Map(), diagnostics: [] };
  const known = await readCache(sources);
  const keys = contracts.map((contract) => keyOf(contract, sources));
  const missing = contracts.filter((_, index) => !known.has(keys[index] as string));
  const fresh = await answer(missing, sources);
  const answers = new Map(
    contracts.map((contract, index) => [contract, known.get(keys[index] as string) ?? fresh.get(contract)]),
  );
  if (fresh.size > 0)
    await writeCache(
      sources,
      new Map(contracts.map((contract, index) => [keys[index] as string, answers.get(contract)])),
    );
  return collect(answers);
}

function contractsOf(model: Model): readonly Contract[] {
  const all = [
    ...model.resources.flatMap((resource) => resource.contracts),
    ...model.handlers.flatMap((handler) => handler.triggers.flatMap((trigger) => trigger.contracts)),
  ];
  return [...new Map(all.map((contract) => [formatLocation(contract.at), contract])).values()];
}

function collect(answers: ReadonlyMap<Contract, SchemaAnswer | undefined>): SchemaResult {
  const schemas = new Map<string, JsonObject>();
  const diagnostics: Diagnostic[] = [];
  for (const [contract, found] of answers) {
    if (found && "schema" in found) schemas.set(formatLocation(contract.at), found.schema);
    else diagnostics.push(diagnose(contractNotJson, { at: contract.at, message: describe(contract, found?.failure) }));
  }
  return { schemas, diagnostics };
}

function describe(contract: Contract, failure = "It could not be read."): string {
  const text = contract.type.length > 60 ? `${contract.type.slice(0, 57)}...` : contract.type;
  return `The type "${text}" cannot be checked when it arrives. ${failure}`;
}

async function answer(
  contracts: readonly Contract[],
  sources: SchemaSources,
): Promise<ReadonlyMap<Contract, SchemaAnswer>> {
  if (contracts.length === 0) return new Map();
  const places = contracts.map((contract) => contract.at);
  const workerData: SchemaTask = {
    root: sources.root,
    places,
    ...(sources.tsconfig !== undefined && { tsconfig: sources.tsconfig }),
  };
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), { workerData });
  const answers = await new Promise<readonly SchemaAnswer[]>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  await worker.terminate();
  return new Map(contracts.map((contract, index) => [contract, answers[index] as SchemaAnswer]));
}

function keyOf(contract: Contract, sources: SchemaSources): string {
  const parts = [cacheVersion, formatLocation(contract.at), sources.fingerprint(contract.at.file)];
  return createHash("sha256").update(serialize(parts)).digest("hex");
}

function cacheFile(sources: SchemaSources): string {
  return join(sources.cache, "schemas.json");
}

async function readCache(sources: SchemaSources): Promise<ReadonlyMap<string, SchemaAnswer>> {
  try {
    return new Map(
      Object.entries(JSON.parse(await readFile(cacheFile(sources), "utf8")) as Record<string, SchemaAnswer>),
    );
  } catch {
    return new Map();
  }
}

/** A cache that cannot be written costs time and nothing else. */
async function writeCache(
  sources: SchemaSources,
  answers: ReadonlyMap<string, SchemaAnswer | undefined>,
): Promise<void> {
  const file = cacheFile(sources);
  const draft = `${file}.${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(draft, serialize(Object.fromEntries(answers)));
    await rename(draft, file);
  } catch {
    return;
  }
}
