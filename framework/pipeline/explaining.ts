import { analyzeFindings } from "../diagnostics/catalogue/analyze.ts";
import { buildFindings } from "../diagnostics/catalogue/build.ts";
import { commandFindings } from "../diagnostics/catalogue/commands.ts";
import { localFindings } from "../diagnostics/catalogue/local.ts";
import { planFindings } from "../diagnostics/catalogue/plan.ts";
import { schemaFindings } from "../diagnostics/catalogue/schemas.ts";
import { synthesizeFindings } from "../diagnostics/catalogue/synthesize.ts";
import { testingFindings } from "../diagnostics/catalogue/testing.ts";
import { typeFindings } from "../diagnostics/catalogue/types.ts";
import type { Finding } from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/json.ts";
import { kinds } from "../kinds/registry.ts";
import { awsFindings } from "../targets/aws/errors/findings.ts";

/** Every code that iffc can say, in order. */
export function allFindings(): readonly Finding[] {
  const findings = [
    ...analyzeFindings,
    ...schemaFindings,
    ...typeFindings,
    ...planFindings,
    ...buildFindings,
    ...synthesizeFindings,
    ...localFindings,
    ...awsFindings,
    ...testingFindings,
    ...commandFindings,
    ...kinds.flatMap((kind) => kind.findings),
  ];
  return findings.sort((left, right) => compareText(left.code, right.code));
}

/** The page of a code, however it is written. */
export function explainFinding(code: string): Finding | undefined {
  const wanted = code.toUpperCase().replace(/^(?=\d)/u, "IFFC");
  return allFindings().find((finding) => finding.code === wanted);
}
