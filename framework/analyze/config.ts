import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { configMissing, configShape } from "../diagnostics/catalogue/sources.ts";
import { type Diagnostic, diagnose, hasErrors, sortDiagnostics } from "../diagnostics/diagnostic.ts";
import { type AppProperties, appOptions } from "../options.ts";
import { readOptions } from "./read/reader.ts";
import { gatherFacts } from "./sources/gather.ts";
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
  if (!existsSync(join(root, file)))
    return { diagnostics: [diagnose(configMissing, { message: `There is no ${file} in ${root}.` })] };
  const { aliases } = readTsconfig(root);
  const resolver = openResolver({ root, known: new Set(), aliases });
  const cache = { file: join(root, ".iffc/cache/config"), version: analysisVersion() };
  const gathered = await gatherFacts({ root, entries: [file], resolver, verbatimImports: false, cache });
  const facts = gathered.files.get(file);
  const found = [...gathered.diagnostics, ...[...gathered.files.values()].flatMap(({ diagnostics }) => diagnostics)];
  const call = facts?.exportedCall;
  const at = call?.at ?? { file, line: 1, column: 1, length: 0 };
  if (call?.name !== "defineApp")
    return { diagnostics: sortDiagnostics([...found, ...(facts ? [diagnose(configShape, { at })] : [])]) };
  const diagnostics: Diagnostic[] = [];
  const config = readOptions(call.arguments[0], appOptions, { subject: "defineApp", at, diagnostics });
  const all = sortDiagnostics([...found, ...diagnostics]);
  return hasErrors(all) ? { diagnostics: all } : { config: config as unknown as AppProperties, diagnostics: all };
}
