import { concurrencyZero, environmentTooLarge, logicalIdTaken, timeoutTooLong } from "../diagnostics/catalogue/plan.ts";
import { diagnose } from "../diagnostics/diagnostic.ts";
import type { Location } from "../model/location.ts";
import type { PlannedFunction, PlannedTrigger } from "../model/plan.ts";
import { referencesOf } from "../model/value.ts";
import type { PlanContext } from "./context.ts";
import { logicalIdOf } from "./names.ts";

/** Bytes for all variables together, as JSON: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const environmentLimit = 4096;
/** What an address that is not known yet may take: an SQS URL with names at their longest. */
const unknownValueLength = 180;

/** Reports what AWS would refuse about the functions, before the first call. */
export function checkLimits(
  context: PlanContext,
  functions: readonly PlannedFunction[],
  triggers: readonly PlannedTrigger[],
): void {
  checkLogicalIds(context, triggers);
  for (const planned of functions) {
    checkEnvironmentSize(context, planned);
    checkTimeout(context, planned);
    if (planned.concurrency === 0) context.diagnostics.push(diagnose(concurrencyZero, { at: planned.declaredAt }));
  }
}

/** The first trigger of a handler shares the handler's id; further ones have ids of their own. */
function checkLogicalIds(context: PlanContext, triggers: readonly PlannedTrigger[]): void {
  const further = triggers.filter(({ id, handler }) => id !== handler);
  const known = new Map<string, { readonly id: string; readonly declaredAt: Location }>();
  for (const item of [...context.model.resources, ...context.model.handlers, ...further]) {
    const logicalId = logicalIdOf(item.id).toLowerCase();
    const other = known.get(logicalId);
    known.set(logicalId, other ?? item);
    if (!other) continue;
    const message = `"${item.id}" and "${other.id}" would share the logical id ${logicalIdOf(item.id)}.`;
    const related = [{ message: `"${other.id}" is declared here`, at: other.declaredAt }];
    context.diagnostics.push(diagnose(logicalIdTaken, { at: item.declaredAt, message, related }));
  }
}

function checkEnvironmentSize(context: PlanContext, planned: PlannedFunction): void {
  const known = Object.fromEntries(
    Object.entries(planned.environment).map(([name, value]) => [
      name,
      typeof value === "string" ? value : "x".repeat(referencesOf(value).length * unknownValueLength),
    ]),
  );
  const size = Buffer.byteLength(JSON.stringify(known));
  if (size <= environmentLimit * 0.9) return;
  const severity = size > environmentLimit ? ("error" as const) : ("warning" as const);
  const message = `The environment of "${planned.id}" takes ${size} of ${environmentLimit} bytes.`;
  context.diagnostics.push(diagnose(environmentTooLarge, { at: planned.declaredAt, message, severity }));
}

function checkTimeout(context: PlanContext, planned: PlannedFunction): void {
  for (const handler of context.functions.get(planned.id) ?? []) {
    for (const trigger of handler.triggers) {
      const { max } = context.registry.trigger(trigger.kind, trigger.decorator).timeout;
      if (planned.timeout <= max) continue;
      const message = `"${planned.id}" may take ${planned.timeout} s, but @${trigger.decorator} allows ${max} s.`;
      context.diagnostics.push(diagnose(timeoutTooLong, { at: trigger.declaredAt, message }));
    }
  }
}
