import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { notPinned } from "../diagnostics/catalogue/config.ts";
import { configMissing, configShape } from "../diagnostics/catalogue/sources.ts";
import { invalidName } from "../diagnostics/catalogue/values.ts";
import { type Diagnostic, diagnose, hasErrors, sortDiagnostics } from "../diagnostics/diagnostic.ts";
import { type AppProperties, appOptions, isName } from "../options.ts";
import type { CallFacts } from "./facts.ts";
import { type Entry, entryOf, type Located } from "./located.ts";
import { quote } from "./read/quote.ts";
import { readOptions } from "./read/reader.ts";
import { type Gathered, gatherFacts } from "./sources/gather.ts";
import { openResolver } from "./sources/resolve.ts";
import { readTsconfig } from "./sources/tsconfig.ts";
import { analysisVersion } from "./version.ts";

/** A configuration that was read. */
export interface ReadConfig {
  /** Absent where anything in it is wrong. Timeouts are in seconds. */
  readonly config?: AppProperties;
  readonly diagnostics: readonly Diagnostic[];
}

const file = "iffc.config.ts";

/** Reads `iffc.config.ts` in a folder without running it; its parent folders do not count. */
export async function readConfig(folder: string): Promise<ReadConfig> {
  const root = resolve(folder);
  if (!existsSync(join(root, file))) {
    return { diagnostics: [diagnose(configMissing, { message: `There is no ${file} in ${root}.` })] };
  }
  const { files, diagnostics: unreadable } = await gatherConfig(root);
  const found = [...unreadable, ...[...files.values()].flatMap(({ diagnostics }) => diagnostics)];
  const { config, diagnostics } = readCall(files.get(file)?.exportedCall);
  const isBroken = hasErrors(found);
  const all = sortDiagnostics(isBroken ? found : [...found, ...diagnostics]);
  return config && !hasErrors(all) ? { config, diagnostics: all } : { diagnostics: all };
}

function gatherConfig(root: string): Promise<Gathered> {
  const resolver = openResolver({ root, known: new Set(), aliases: readTsconfig(root).aliases });
  const cache = { file: join(root, ".iffc/cache/config"), version: analysisVersion() };
  return gatherFacts({ root, entries: [file], resolver, verbatimImports: false, cache });
}

function readCall(call: CallFacts | undefined): ReadConfig {
  const at = call?.at ?? { file, line: 1, column: 1, length: 0 };
  if (call?.name !== "defineApp") return { diagnostics: [diagnose(configShape, { at })] };
  const diagnostics: Diagnostic[] = [];
  const [options] = call.arguments;
  const config = readOptions(options, appOptions, { subject: "defineApp", at, diagnostics });
  return { config: config as unknown as AppProperties, diagnostics: [...diagnostics, ...checkEnvironments(options)] };
}

/** What the shape of the options cannot say of environments. */
function checkEnvironments(options: Located | undefined): readonly Diagnostic[] {
  const environments = options?.type === "dictionary" ? entryOf(options, "environments")?.value : undefined;
  if (environments?.type !== "dictionary") return [];
  return environments.entries.flatMap((entry) => [...checkName(entry), ...checkPlace(entry)]);
}

/** The names of environments end up in the names of what is deployed. */
function checkName({ name, at }: Entry): readonly Diagnostic[] {
  if (isName(name)) return [];
  const message = `\`${quote(name)}\` cannot be the name of an environment.`;
  const hint = "Use lower-case letters, digits and single hyphens, a letter first, at most 32.";
  return [diagnose(invalidName, { at, message, hint })];
}

/** An environment on AWS is pinned to its account and its region. */
function checkPlace({ name, at, value }: Entry): readonly Diagnostic[] {
  if (value.type !== "dictionary") return [];
  const target = entryOf(value, "target")?.value;
  if (target?.type !== "scalar" || target.value !== "aws") return [];
  const missing = ["account", "region"].filter((option) => !entryOf(value, option));
  if (missing.length === 0) return [];
  const message = `\`${quote(name)}\` does not name its ${missing.join(" and its ")}.`;
  return [diagnose(notPinned, { at, message })];
}
