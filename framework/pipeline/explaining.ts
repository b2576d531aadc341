import { analyzeFindings } from "../diagnostics/catalogue/analyze.ts";
import { buildFailures, buildFindings } from "../diagnostics/catalogue/build.ts";
import { commandFailures } from "../diagnostics/catalogue/commands.ts";
import { configFindings } from "../diagnostics/catalogue/config.ts";
import { localFindings } from "../diagnostics/catalogue/local.ts";
import { planFindings } from "../diagnostics/catalogue/plan.ts";
import { schemaFindings } from "../diagnostics/catalogue/schemas.ts";
import { logicalIdTwice, synthesizeFindings } from "../diagnostics/catalogue/synthesize.ts";
import { testingFailures } from "../diagnostics/catalogue/testing.ts";
import { typeFindings } from "../diagnostics/catalogue/types.ts";
import type { CatalogueEntry } from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/json.ts";
import { kinds } from "../kinds/registry.ts";
import { awsFailures } from "../targets/aws/errors/failures.ts";
import { localFailures } from "../targets/local/failures.ts";

/** The codes of one part of iffc. */
export interface CatalogueSection {
  readonly title: string;
  /** In the order of their codes. */
  readonly entries: readonly CatalogueEntry[];
}

/** Every code that iffc can say, by the part that says it, in order. */
export function catalogue(): readonly CatalogueSection[] {
  const parts: Readonly<Record<string, readonly CatalogueEntry[]>> = {
    "Code and configuration": [...analyzeFindings, ...configFindings, ...schemaFindings, ...typeFindings],
    Plan: planFindings,
    ...Object.fromEntries(kinds.map(({ name, findings }) => [`Plan: ${name}`, findings])),
    Build: [...buildFindings, ...buildFailures],
    Templates: [logicalIdTwice, ...synthesizeFindings],
    AWS: awsFailures,
    "This machine": [...localFindings, ...localFailures],
    "Unit tests": testingFailures,
    "Command line": commandFailures,
  };
  return Object.entries(parts)
    .map(([title, entries]) => ({
      title,
      entries: entries.toSorted((left, right) => compareText(left.code, right.code)),
    }))
    .filter(({ entries }) => entries.length > 0)
    .sort(({ entries: [left] }, { entries: [right] }) => compareText(left?.code ?? "", right?.code ?? ""));
}

/** The page of a code, however it is written: `IFFC2011`, `iffc2011`, `2011`. */
export function explainCode(code: string): CatalogueEntry | undefined {
  const wanted = code.toUpperCase().replace(/^(?=\d)/u, "IFFC");
  return catalogue()
    .flatMap(({ entries }) => entries)
    .find((entry) => entry.code === wanted);
}
