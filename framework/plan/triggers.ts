import { diagnose } from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/json.ts";
import type { Contract, Handler, Trigger } from "../model/model.ts";
import type { PlannedTrigger } from "../model/plan.ts";
import type { PlanContext } from "./context.ts";
import { logicalIdOf } from "./names.ts";

/** Names every trigger, joins it with what it listens to and the function it starts, and checks them together. */
export function planTriggers(context: PlanContext): readonly PlannedTrigger[] {
  const triggers = [...context.functions].flatMap(([id, handlers]) =>
    handlers.flatMap((handler) =>
      handler.triggers.map((trigger, index) => planTrigger(context, { handler, function: id }, { trigger, index })),
    ),
  );
  checkTogether(context, triggers);
  return triggers.sort((left, right) => compareText(left.id, right.id));
}

function planTrigger(
  context: PlanContext,
  started: { readonly handler: Handler; readonly function: string },
  { trigger, index }: { readonly trigger: Trigger; readonly index: number },
): PlannedTrigger {
  const definition = context.registry.trigger(trigger.kind, trigger.decorator);
  const { handler } = started;
  const id = index === 0 ? handler.id : `${handler.id}#${index + 1}`;
  const implicit = definition.listensTo === "app" ? context.registry.resource(trigger.kind).implicitId : undefined;
  const resource = trigger.resource ?? implicit;
  return {
    id,
    kind: trigger.kind,
    decorator: trigger.decorator,
    tier: definition.tier,
    logicalId: logicalIdOf(id),
    handler: handler.id,
    function: started.function,
    ...(resource !== undefined && { resource }),
    properties: trigger.properties,
    contracts: definition.contracts === "resource" ? contractsOf(context, trigger) : trigger.contracts,
    declaredAt: trigger.declaredAt,
  };
}

/** What the trigger's resource carries is what its handler gets. */
function contractsOf(context: PlanContext, trigger: Trigger): readonly Contract[] {
  return context.model.resources.find((resource) => resource.id === trigger.resource)?.contracts ?? [];
}

/** Lets each definition look at all of its triggers at once: conflicting routes and the like. */
function checkTogether(context: PlanContext, triggers: readonly PlannedTrigger[]): void {
  const groups = Map.groupBy(triggers, (trigger) => context.registry.trigger(trigger.kind, trigger.decorator));
  for (const [definition, group] of groups) {
    definition.checkAll?.(group, context.settings.environment, (finding, occurrence) => {
      context.diagnostics.push(diagnose(finding, occurrence));
    });
  }
}
