import { analyzeFindings } from "../diagnostics/catalogue/analyze.ts";
import { buildFindings } from "../diagnostics/catalogue/build.ts";
import { commandFailures } from "../diagnostics/catalogue/commands.ts";
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

/** Every code that iffc can say, in order. */
export function catalogue(): readonly CatalogueEntry[] {
  const entries: CatalogueEntry[] = [
    ...analyzeFindings,
    ...schemaFindings,
    ...typeFindings,
    ...planFindings,
    ...buildFindings,
    ...synthesizeFindings,
    logicalIdTwice,
    ...localFindings,
    ...awsFailures,
    ...localFailures,
    ...testingFailures,
    ...commandFailures,
    ...kinds.flatMap((kind) => kind.findings),
  ];
  return entries.sort((left, right) => compareText(left.code, right.code));
}

/** The page of a code, however it is written. */
export function explainCode(code: string): CatalogueEntry | undefined {
  const wanted = code.toUpperCase().replace(/^(?=\d)/u, "IFFC");
  return catalogue().find((entry) => entry.code === wanted);
}
