/**
 * What tools are made of; the command line is one of them.
 *
 *   source ─analyze▶ model ─plan▶ plan ─build▶ artifacts ─┬─ synthesize ▶ templates ─ deploy ▶ outputs   target aws
 *                                                         └─ provision ▶ run              ▶ outputs   target local
 *
 *   analyze     sources → model + findings        reads code and never runs it; never stops at the first finding
 *   plan        model + what is deployed → plan   pure; everything is decided here and nothing after it
 *   build       plan → artifacts                  equal sources give equal bytes
 *   synthesize  plan + artifacts → templates      pure; a fold of fragments
 *   deploy      → outputs                         the only effects; every one of them is in the plan that was shown
 *
 * Findings about the user's code are data (`Diagnostic`); an operation that failed throws an `IffcError`. Nothing here
 * prints: what happens is told to a `Reporter`.
 */
export {
  diagnose,
  exitCodeOf,
  hasErrors,
  type Diagnostic,
  type CatalogueEntry,
  type Finding,
  type Occurrence,
  type Related,
} from "./diagnostics/diagnostic.ts";
export { count } from "./diagnostics/count.ts";
export { type Failure, type Fault, IffcError } from "./diagnostics/error.ts";
export { catalogue, type CatalogueSection, explainCode } from "./pipeline/explaining.ts";
export { drawFrame, hidePlaces } from "./diagnostics/frame.ts";
export type { Event, Phase, Reporter } from "./diagnostics/reporter.ts";
export type { Artifact } from "./model/artifact.ts";
export { formatLocation, type Location } from "./model/location.ts";
export type { Model } from "./model/model.ts";
export type { Endpoint, Outputs } from "./model/outputs.ts";
export type { Change, Plan } from "./model/plan.ts";
export { checkApp, type Checked, type ReadApp } from "./pipeline/analysis.ts";
export {
  codeUnknown,
  eventUnreadable,
  folderFull,
  machineRefused,
  nameRefused,
  notConfirmed,
  usageWrong,
} from "./diagnostics/catalogue/commands.ts";
export { type AppProperties, isName } from "./options.ts";
export { didYouMean, suggest } from "./analyze/suggest.ts";
export { failure, type FailureDetails, type FailureEntry } from "./diagnostics/failure.ts";
export { findRoot, openApp, type App, type Session } from "./pipeline/app.ts";
export { buildApp, type BuiltApp, deployApp, type DeployAppRequest, type DeployedApp } from "./pipeline/deploying.ts";
export { startDev, type DevRequest, type DevSession } from "./pipeline/developing.ts";
export { planApp, type PlannedApp, type PlanRequest } from "./pipeline/planning.ts";
export { confirmationOf, type Confirmation, destroyApp, type DestroyRequest } from "./pipeline/removing.ts";
export { invokeHandler, readLogs, type InvokeRequest, type LogRequest } from "./pipeline/running.ts";
export type { Approval } from "./plan/plan.ts";
export { synthesizeApp, type SynthesizedApp } from "./pipeline/synthesizing.ts";
export type { Stack } from "./targets/aws/synthesize/stack.ts";
export type { Invocation, LogLine, Removal, Snapshot } from "./targets/target.ts";
