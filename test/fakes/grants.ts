import { compareText } from "../../framework/model/json.ts";
import { analyzeFiles, type ProjectFiles } from "./project.ts";
import { recordCalls } from "./recorded.ts";

/** What a program is granted, beside what it does when it runs. */
export interface Comparison {
  /** The codes of the errors that keep it from being deployed, each once. */
  readonly errors: readonly string[];
  /** What it does and is not granted: `Orders.run: Orders.jobs send`. */
  readonly missing: readonly string[];
  /** What it is granted and did not do. */
  readonly unused: readonly string[];
}

/** Analyzes a program, runs it, and compares the two. */
export async function compareGrants(files: ProjectFiles): Promise<Comparison> {
  const { model, diagnostics } = await analyzeFiles(files);
  const calls = await recordCalls(files, model);
  const granted = model.handlers.flatMap(({ id, uses }) =>
    uses.map(({ resource, verb }) => `${id}: ${resource} ${verb}`),
  );
  const done = [...calls].flatMap(([id, found]) => found.map((call) => `${id}: ${call}`));
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
  return { errors: distinct(errors), missing: without(done, granted), unused: without(granted, done) };
}

/** A comparison in a word or two. */
export function verdictOf({ errors, missing, unused }: Comparison): string {
  if (errors.length > 0) return `refused ${errors.join(", ")}`;
  if (missing.length > 0) return `MISSING ${missing.join(", ")}`;
  return unused.length > 0 ? `more, ${unused.join(", ")}` : "exact";
}

function without(items: readonly string[], others: readonly string[]): readonly string[] {
  return distinct(items.filter((item) => !others.includes(item)));
}

function distinct(items: readonly string[]): readonly string[] {
  return [...new Set(items)].sort(compareText);
}
