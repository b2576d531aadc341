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
  type Finding,
  type Related,
} from "./diagnostics/diagnostic.ts";
export { count } from "./diagnostics/count.ts";
export { IffcError } from "./diagnostics/error.ts";
export { catalogue, explainCode } from "./pipeline/explaining.ts";
export { drawFrame } from "./diagnostics/frame.ts";
export type { Event, Phase, Reporter } from "./diagnostics/reporter.ts";
export type { Artifact } from "./model/artifact.ts";
export { formatLocation, type Location } from "./model/location.ts";
export type { Model } from "./model/model.ts";
export type { Endpoint, Outputs } from "./model/outputs.ts";
export type { Change, Plan } from "./model/plan.ts";
export { checkApp, type Checked } from "./pipeline/analysis.ts";
export { folderFull } from "./diagnostics/catalogue/commands.ts";
export { failure } from "./diagnostics/failure.ts";
export { findRoot, openApp, type App, type Session } from "./pipeline/app.ts";
export { buildApp, deployApp, destroyApp, type DeployAppRequest, type DeployedApp } from "./pipeline/deploying.ts";
export { startDev, type DevRequest, type DevSession } from "./pipeline/developing.ts";
export { planApp, type PlannedApp, type PlanRequest } from "./pipeline/planning.ts";
export { invokeHandler, readLogs, type InvokeRequest, type LogRequest } from "./pipeline/running.ts";
export { synthesizeApp, type SynthesizedApp } from "./pipeline/synthesizing.ts";
export type { Invocation, LogLine, Removal } from "./targets/target.ts";
