import { count } from "../diagnostics/count.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { runPhase } from "../diagnostics/reporter.ts";
import { kinds } from "../kinds/registry.ts";
import type { Plan } from "../model/plan.ts";
import { type Approval, createPlan, type PlanResult } from "../plan/plan.ts";
import type { Snapshot } from "../targets/target.ts";
import { besideTypes, checkTypesOf, diagnosticsOf, type ReadApp, readApp, withTypes } from "./analysis.ts";
import { type App, environmentOf, scopeOf, type Session } from "./app.ts";
import { openTarget } from "./targets.ts";

/** What is planned. */
export interface PlanRequest {
  readonly environment: string;
  /** Which data may be lost. One that names nothing in the plan is an error. */
  readonly approved: readonly Approval[];
  /** Whether type errors stop the plan. @default "check" */
  readonly types?: "check" | "ignore";
  /** Whether a bundle that cannot be loaded stops the build. @default "check" */
  readonly loading?: "check" | "ignore";
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
  const checked = request.types === "ignore" ? Promise.resolve([]) : checkTypesOf(app, session);
  return await besideTypes(checked, async (types) => {
    const code = await readApp(app, session);
    if (hasErrors(code.diagnostics)) {
      return { code, snapshot: {}, diagnostics: withTypes(code.diagnostics, await types) };
    }
    const snapshot = await target.snapshot(scopeOf(app, configured.environment, session));
    const deployed = { approved: request.approved, ...(snapshot.plan && { plan: snapshot.plan }) };
    const input = { app: app.name, ...configured, ...deployed };
    const step = { phase: "plan", describe } as const;
    const { plan, diagnostics } = await runPhase(session.reporter, step, () => createPlan(code.model, input, kinds));
    const findings = [...code.diagnostics, ...diagnostics, ...(await code.schemas.then(() => [], diagnosticsOf))];
    return { plan, code, snapshot, diagnostics: withTypes(findings, await types) };
  });
}

function describe({ plan }: PlanResult): string {
  return `${count(plan.functions.length, "function")}, ${count(plan.changes.length, "change")}`;
}
