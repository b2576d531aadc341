/**
 * model + settings + what is deployed → plan + diagnostics. Pure: no I/O, and nothing after it decides anything.
 *
 *   triggers    ids, the resource that each listens to, the implicit resources that only triggers ask for
 *   functions   which handlers share one, memory and time, what its entrypoint constructs, its environment
 *   resources   options settled against everything that listens
 *   grants      verbs and triggers → actions on ARNs, each with the lines that need it
 *   limits      what AWS would refuse, found before the first call
 *   changes     compared with the plan that is deployed
 *   losses      changes that lose data, against those that were approved
 */
import { createHash } from "node:crypto";
import { type Diagnostic, sortDiagnostics } from "../diagnostics/diagnostic.ts";
import type { Kind } from "../kinds/kind.ts";
import { serialize } from "../model/json.ts";
import type { FunctionOptions, Model } from "../model/model.ts";
import type { Environment, Plan } from "../model/plan.ts";
import { planChanges } from "./changes.ts";
import { openContext } from "./context.ts";
import { planFunctions } from "./functions.ts";
import { checkLimits } from "./limits.ts";
import { planResources } from "./resources.ts";
import { planTriggers } from "./triggers.ts";

/** What a plan is made for. */
export interface Settings {
  readonly app: string;
  readonly environment: Environment;
  /** What functions get unless their service or handler says otherwise. */
  readonly functions: FunctionOptions;
}

/** What is deployed now, and what may happen to it. */
export interface Deployed {
  /** The plan of the last successful deploy; absent before the first. */
  readonly plan?: Plan;
  /** Which data may be lost, each loss by itself. */
  readonly approved: readonly Approval[];
}

/** The loss of one resource's data, approved. */
export interface Approval {
  readonly action: "replace" | "remove";
  /** The resource's id: `Orders.orders`. */
  readonly id: string;
}

/** A plan, and what is wrong with it. */
export interface PlanResult {
  readonly plan: Plan;
  readonly diagnostics: readonly Diagnostic[];
}

/** Decides everything that one environment will hold. */
export function createPlan(model: Model, input: Settings & Deployed, kinds: readonly Kind[]): PlanResult {
  const context = openContext(model, input, kinds);
  const triggers = planTriggers(context);
  const resources = planResources(context, triggers);
  const functions = planFunctions(context, triggers, resources);
  checkLimits(context, functions, triggers);
  const content = {
    schemaVersion: 1 as const,
    app: input.app,
    environment: input.environment,
    resources,
    functions,
    triggers,
  };
  const { changes, diagnostics } = planChanges(content, input, context.registry);
  const digest = createHash("sha256")
    .update(serialize({ ...content, changes }))
    .digest("hex");
  return {
    plan: { ...content, changes, digest },
    diagnostics: sortDiagnostics([...context.diagnostics, ...diagnostics]),
  };
}
