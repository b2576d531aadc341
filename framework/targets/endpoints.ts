import type { Kind } from "../kinds/kind.ts";
import type { Endpoint, Outputs } from "../model/outputs.ts";
import type { Plan } from "../model/plan.ts";
import { registryOf } from "../plan/registry.ts";

/** The outputs of a deployed plan, once the attributes of its resources are known. Pure. */
export function outputsOf(plan: Plan, resources: Outputs["resources"], kinds: readonly Kind[]): Outputs {
  return {
    schemaVersion: 1,
    app: plan.app,
    environment: plan.environment.name,
    endpoints: describeTriggers(plan, resources, kinds),
    resources,
    functions: Object.fromEntries(plan.functions.map(({ id, name }) => [id, name])),
  };
}

function describeTriggers(plan: Plan, resources: Outputs["resources"], kinds: readonly Kind[]): readonly Endpoint[] {
  const registry = registryOf(kinds);
  return plan.triggers.map((trigger) => {
    const definition = registry.trigger(trigger.kind, trigger.decorator);
    const attributes = trigger.resource === undefined ? undefined : resources[trigger.resource];
    return { handler: trigger.handler, ...definition.describe(trigger, attributes ?? {}) };
  });
}
