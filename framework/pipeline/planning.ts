import { count } from "../diagnostics/count.ts";
import { type Diagnostic, hasErrors, sortDiagnostics } from "../diagnostics/diagnostic.ts";
import { runPhase } from "../diagnostics/reporter.ts";
import { kinds } from "../kinds/registry.ts";
import type { Plan } from "../model/plan.ts";
import { createPlan, type PlanResult } from "../plan/plan.ts";
import type { Snapshot } from "../targets/target.ts";
import { type ReadApp, checkTypesOf, diagnosticsOf, readApp } from "./analysis.ts";
import { type App, environmentOf, scopeOf, type Session } from "./app.ts";
import { openTarget } from "./targets.ts";

/** What is planned. */
export interface PlanRequest {
  readonly environment: string;
  /** Ids of stateful resources that may be replaced or removed. */
  readonly approved: readonly string[];
  /** Whether type errors stop the plan. @default "check" */
  readonly types?: "check" | "ignore";
}

/** A plan with everything that later steps need; no plan where the code itself is wrong. */
export interface PlannedApp {
  readonly plan?: Plan;
  readonly diagnostics: readonly Diagnostic[];
  readonly code: ReadApp;
  readonly snapshot: Snapshot;
}

/** Reads an app and what is deployed, and decides what a deploy would do. Changes nothing. */
export async function planApp(app: App, request: PlanRequest, session: Session): Promise<PlannedApp> {
  const configured = environmentOf(app, request.environment);
  const target = await openTarget(configured.environment);
  const types = request.types === "ignore" ? [] : checkTypesOf(app, session);
  const code = await readApp(app, session);
  if (hasErrors(code.diagnostics))
    return { code, snapshot: {}, diagnostics: sortDiagnostics([...code.diagnostics, ...(await types)]) };
  const snapshot = await target.snapshot(scopeOf(app, configured.environment, session));
  const input = {
    app: app.name,
    ...configured,
    approved: request.approved,
    ...(snapshot.plan && { plan: snapshot.plan }),
  };
  const step = { phase: "plan", describe } as const;
  const { plan, diagnostics } = await runPhase(session.reporter, step, () => createPlan(code.model, input, kinds));
  const findings = await code.schemas.then(() => [], diagnosticsOf);
  return {
    plan,
    code,
    snapshot,
    diagnostics: sortDiagnostics([...code.diagnostics, ...diagnostics, ...findings, ...(await types)]),
  };
}

function describe({ plan }: PlanResult): string {
  return `${count(plan.functions.length, "function")}, ${count(plan.changes.length, "change")}`;
}
