/**
 * contracts of a model → JSON Schemas + diagnostics. What analysis could not tell by syntax alone is asked of the
 * schema generator. Effect: reads the files that these contracts stand in, on another thread, and keeps what it found
 * under the fingerprint of each file and everything that it imports.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { contractNotJson, unknownFormat } from "../../diagnostics/catalogue/schemas.ts";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { textFormats } from "../../model/formats.ts";
import { type JsonObject, serialize } from "../../model/json.ts";
import { formatLocation } from "../../model/location.ts";
import type { Contract, Model } from "../../model/model.ts";
import { didYouMean } from "../suggest.ts";
import { unknownFormats } from "./formats.ts";
import { contractsOf } from "./known.ts";
import type { SchemaAnswer, SchemaTask } from "./worker.ts";

/** Raised with every change to what is stored or how schemas are made. */
const cacheVersion = 3;

/** Where to read, and how to tell that nothing changed. */
export interface SchemaSources {
  readonly root: string;
  readonly tsconfig?: string;
  /** A hash over a file and everything that it imports, by its relative path. */
  fingerprint(file: string): string;
  /** Schemas that need not be read, by the place of their contract. */
  readonly known?: ReadonlyMap<string, JsonObject>;
  /** Absolute path of the folder for what may be deleted at any time. */
  readonly cache: string;
}

/** The schemas by the place of their contract, as `file:line:column`. */
export interface SchemaResult {
  readonly schemas: ReadonlyMap<string, JsonObject>;
  readonly diagnostics: readonly Diagnostic[];
}

type Answers = ReadonlyMap<Contract, SchemaAnswer | undefined>;

/** Reads the JSON Schema of every contract of a model. */
export async function readSchemas(model: Model, sources: SchemaSources): Promise<SchemaResult> {
  const contracts = contractsOf(model);
  const asked = contracts.filter(({ at }) => !sources.known?.has(formatLocation(at)));
  const answers = asked.length === 0 ? new Map<Contract, SchemaAnswer>() : await answerAll(asked, sources);
  const known = contracts.flatMap((contract): [Contract, SchemaAnswer][] => {
    const schema = sources.known?.get(formatLocation(contract.at));
    return schema ? [[contract, { schema }]] : [];
  });
  return collect(new Map([...known, ...answers]));
}

/** Answers from the cache, and from the sources what it does not hold. */
async function answerAll(contracts: readonly Contract[], sources: SchemaSources): Promise<Answers> {
  const remembered = await readCache(sources);
  const keys = new Map(contracts.map((contract) => [contract, keyOf(contract, sources)]));
  const missing = [...keys].filter(([, key]) => !remembered.has(key)).map(([contract]) => contract);
  const fresh = await askWorker(missing, sources);
  const answers = [...keys].map(([contract, key]) => ({
    contract,
    key,
    answer: remembered.get(key) ?? fresh.get(contract),
  }));
  if (fresh.size > 0) await writeCache(sources, new Map(answers.map(({ key, answer }) => [key, answer])));
  return new Map(answers.map(({ contract, answer }) => [contract, answer]));
}

function collect(answers: Answers): SchemaResult {
  const schemas = new Map<string, JsonObject>();
  const diagnostics: Diagnostic[] = [];
  for (const [contract, found] of answers) {
    if (found && "schema" in found) {
      schemas.set(formatLocation(contract.at), found.schema);
      diagnostics.push(...unknownFormats(found.schema).map((name) => refuseFormat(contract, name)));
    } else
      diagnostics.push(diagnose(contractNotJson, { at: contract.at, message: describe(contract, found?.failure) }));
  }
  return { schemas, diagnostics };
}

function refuseFormat(contract: Contract, name: string): Diagnostic {
  const message = `The type "${shorten(contract.type)}" names the format "${name}", which iffc does not check.`;
  const hint = `${didYouMean(name, Object.keys(textFormats))} Anything else can be said with \`@pattern\`.`;
  return diagnose(unknownFormat, { at: contract.at, message, hint });
}

function describe(contract: Contract, failure = "It could not be read."): string {
  return `The type "${shorten(contract.type)}" cannot be checked when it arrives. ${failure}`;
}

function shorten(type: string): string {
  return type.length > 60 ? `${type.slice(0, 57)}...` : type;
}

async function askWorker(
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
