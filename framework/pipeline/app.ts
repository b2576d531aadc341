import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { didYouMean } from "../analyze/suggest.ts";
import { readConfig } from "../analyze/config.ts";
import { noApp, noEnvironment } from "../diagnostics/catalogue/commands.ts";
import { notPinned } from "../diagnostics/catalogue/config.ts";
import { diagnose } from "../diagnostics/diagnostic.ts";
import { failure, refuse } from "../diagnostics/failure.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import type { FunctionOptions } from "../model/model.ts";
import type { Environment } from "../model/plan.ts";
import type { AppProperties } from "../options.ts";
import type { Scope } from "../targets/target.ts";
import type { Memory } from "./memory.ts";

/** An app: a folder with a configuration that was read. */
export interface App {
  /** The folder of `iffc.config.ts`, absolute. */
  readonly root: string;
  readonly name: string;
  readonly config: AppProperties;
}

/** Who is told what happens, and what stops it. */
export interface Session {
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** Present in a process that goes on, such as `iffc dev`. */
  readonly memory?: Memory;
}

const configFile = "iffc.config.ts";

/** The nearest folder, from this one upwards, that holds an app. */
export function findRoot(folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, configFile))) return current;
    if (dirname(current) === current) return undefined;
  }
}

/**
 * Opens the app around a folder.
 *
 * @throws IffcError `IFFC9001` where there is none; the findings of its configuration where that is wrong
 */
export async function openApp(folder: string): Promise<App> {
  const root = findRoot(folder);
  if (root === undefined) throw failure(noApp);
  const { config, diagnostics } = await readConfig(root);
  if (!config) throw refuse(diagnostics);
  return { root, name: config.name, config };
}

/** An environment of an app, and what its functions get by default. */
export interface ConfiguredEnvironment {
  readonly environment: Environment;
  readonly functions: FunctionOptions;
}

/** Where the local target pretends to be, unless the configuration says where the app really goes. */
const localRegion = "us-east-1";

/**
 * The environment of a name; `local` is always there.
 *
 * @throws IffcError `IFFC9002` for a name that the configuration does not have, `IFFC1092` without account and region
 */
export function environmentOf(app: App, name: string): ConfiguredEnvironment {
  const options = app.config.environments[name] ?? (name === "local" ? { target: "local" as const } : undefined);
  if (!options) {
    const names = [...new Set(["local", ...Object.keys(app.config.environments)])];
    throw failure(noEnvironment, {
      message: `There is no environment "${name}".`,
      hint: didYouMean(name, names),
    });
  }
  const functions = options.functions ?? {};
  if (options.target === "local") {
    return { environment: { name, target: "local", region: localRegion, posture: "local" }, functions };
  }
  const { account, region, posture = "protected" } = options;
  if (account === undefined || region === undefined) {
    throw refuse([diagnose(notPinned, { message: `\`${name}\` does not name its account and its region.` })]);
  }
  const pinned = { name, target: "aws", account, region, posture } as const;
  return { environment: pinned, functions };
}

/** What a target is asked about. */
export function scopeOf(app: App, environment: Environment, { reporter, signal }: Session): Scope {
  return { app: app.name, environment, root: app.root, reporter, signal };
}
