import { refuse } from "../diagnostics/failure.ts";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { analyze, type Analysis } from "../analyze/analyze.ts";
import { readSchemas } from "../analyze/schemas/schemas.ts";
import { checkTypes } from "../analyze/types/check.ts";
import { count } from "../diagnostics/count.ts";
import { nothingDeclared } from "../diagnostics/catalogue/config.ts";
import { diagnose, type Diagnostic, hasErrors, sortDiagnostics } from "../diagnostics/diagnostic.ts";
import { runPhase } from "../diagnostics/reporter.ts";
import { kinds } from "../kinds/registry.ts";
import type { JsonObject } from "../model/json.ts";
import type { Model } from "../model/model.ts";
import type { App, Session } from "./app.ts";

/** What the code says, and what is wrong with it. */
export interface Checked {
  readonly model: Model;
  readonly diagnostics: readonly Diagnostic[];
}

/** Code that was read, with the schemas of its contracts on their way. */
export interface ReadApp extends Analysis {
  /** By the place of their contract; rejects with the findings where a type has no form in JSON. */
  readonly schemas: Promise<ReadonlyMap<string, JsonObject>>;
}

/** Reads an app's code and reports everything that is wrong with it, types included. */
export async function checkApp(app: App, session: Session): Promise<Checked> {
  return await besideTypes(checkTypesOf(app, session), async (types) => {
    const { model, diagnostics, schemas } = await readApp(app, session);
    const findings = [...diagnostics, ...(await schemas.then(() => [], diagnosticsOf))];
    return { model, diagnostics: withTypes(findings, await types) };
  });
}

/** Does work while types are checked. Where it fails, the check comes to its end first, so that it disturbs no message. */
export async function besideTypes<Result>(
  types: Promise<readonly Diagnostic[]>,
  work: (types: Promise<readonly Diagnostic[]>) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(types);
  } finally {
    await Promise.allSettled([types]);
  }
}

/** Findings in order, with the compiler's errors but for those where iffc says the same in plainer words. */
export function withTypes(found: readonly Diagnostic[], types: readonly Diagnostic[]): readonly Diagnostic[] {
  const said = new Set(
    found.flatMap(({ at, severity }) => (at && severity === "error" ? [`${at.file}:${at.line}`] : [])),
  );
  return sortDiagnostics([...found, ...types.filter(({ at }) => !at || !said.has(`${at.file}:${at.line}`))]);
}

/** Analyzes an app and starts to read its schemas. */
export async function readApp(app: App, { reporter, signal, memory }: Session): Promise<ReadApp> {
  const describe = ({ model }: Analysis): string =>
    [
      count(model.services.length, "class"),
      count(model.handlers.length, "handler"),
      count(model.resources.length, "resource"),
    ].join(", ");
  const sources = app.config.sources ? { sources: app.config.sources } : {};
  const analysis = await runPhase(reporter, { phase: "analyze", describe }, () =>
    analyze({ root: app.root, ...sources, ...(memory && { memory: memory.analysis }) }, kinds),
  );
  const schemas = schemasOf(app, analysis);
  // Whoever waits for the schemas sees why there are none; until then it is nobody's unhandled rejection.
  schemas.catch(() => undefined);
  signal.throwIfAborted();
  const { model, diagnostics } = analysis;
  const isEmpty = model.services.length === 0 && !hasErrors(diagnostics);
  return { ...analysis, schemas, diagnostics: isEmpty ? [...diagnostics, diagnose(nothingDeclared)] : diagnostics };
}

async function schemasOf(app: App, analysis: Analysis): Promise<ReadonlyMap<string, JsonObject>> {
  const tsconfig = tsconfigOf(app);
  const { schemas, diagnostics } = await readSchemas(analysis.model, {
    root: app.root,
    ...(tsconfig !== undefined && { tsconfig }),
    known: analysis.knownSchemas,
    fingerprint: (file) => analysis.digests.get(file) ?? "",
    cache: join(app.root, ".iffc/cache"),
  });
  if (hasErrors(diagnostics)) throw refuse(diagnostics);
  return schemas;
}

/** Asks the project's own compiler. */
export async function checkTypesOf(app: App, { reporter, signal }: Session): Promise<readonly Diagnostic[]> {
  const tsconfig = tsconfigOf(app);
  if (tsconfig === undefined) return [];
  const check = { root: app.root, tsconfig, signal };
  return await runPhase(reporter, { phase: "types" }, async () => {
    const diagnostics = await checkTypes(check);
    signal.throwIfAborted();
    return diagnostics;
  });
}

function tsconfigOf({ root }: App): string | undefined {
  const file = join(root, "tsconfig.json");
  return existsSync(file) ? file : undefined;
}

/** The findings behind a failure; anything else is thrown on. */
export function diagnosticsOf(error: unknown): readonly Diagnostic[] {
  const { diagnostics } = error as { diagnostics?: readonly Diagnostic[] };
  if (diagnostics === undefined || diagnostics.length === 0) throw error;
  return diagnostics;
}
