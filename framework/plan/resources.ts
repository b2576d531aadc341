import { diagnose } from "../diagnostics/diagnostic.ts";
import type { Listener, Report, ResourceDefinition } from "../kinds/kind.ts";
import { compareText, type JsonObject } from "../model/json.ts";
import type { Location } from "../model/location.ts";
import type { PlannedResource, PlannedTrigger } from "../model/plan.ts";
import { fixedChanges } from "./changes.ts";
import type { PlanContext } from "./context.ts";
import { timeoutOf } from "./functions.ts";
import { logicalIdOf, resourceName } from "./names.ts";

/** A resource before its options are settled, declared by a field or asked for by triggers. */
interface Declared {
  readonly id: string;
  readonly kind: string;
  readonly service?: string;
  readonly properties: JsonObject;
  readonly declaredAt: Location;
}

/** Settles every declared resource and every one that triggers make for the whole app. */
export function planResources(context: PlanContext, triggers: readonly PlannedTrigger[]): readonly PlannedResource[] {
  const declared = [...context.model.resources, ...implicitResources(context, triggers)];
  const listening = Map.groupBy(triggers, (trigger) => trigger.resource);
  const planned = declared.map((resource) => planResource(context, resource, listening.get(resource.id) ?? []));
  return planned.sort((left, right) => compareText(left.id, right.id));
}

function implicitResources(context: PlanContext, triggers: readonly PlannedTrigger[]): readonly Declared[] {
  const found = new Map<string, Declared>();
  for (const trigger of triggers) {
    const definition = context.registry.trigger(trigger.kind, trigger.decorator);
    if (definition.listensTo !== "app" || trigger.resource === undefined || found.has(trigger.resource)) continue;
    found.set(trigger.resource, {
      id: trigger.resource,
      kind: trigger.kind,
      properties: {},
      declaredAt: trigger.declaredAt,
    });
  }
  return [...found.values()];
}

function planResource(context: PlanContext, declared: Declared, triggers: readonly PlannedTrigger[]): PlannedResource {
  const definition = context.registry.resource(declared.kind);
  const listeners = triggers.map((trigger) => ({ trigger, timeout: timeoutOf(context, trigger.function) }));
  const { app, environment } = context.settings;
  return {
    id: declared.id,
    kind: declared.kind,
    tier: definition.tier,
    ...(declared.service !== undefined && { service: declared.service }),
    logicalId: logicalIdOf(declared.id),
    name: resourceName(app, environment.name, declared.id),
    stateful: definition.stateful,
    properties: settle(context, definition, { declared, listeners }),
    declaredAt: declared.declaredAt,
  };
}

function settle(
  context: PlanContext,
  definition: ResourceDefinition,
  { declared, listeners }: { readonly declared: Declared; readonly listeners: readonly Listener[] },
): JsonObject {
  const report: Report = (finding, occurrence) => {
    context.diagnostics.push(diagnose(finding, { at: declared.declaredAt, ...occurrence }));
  };
  const settled = definition.settle?.(declared.properties, listeners, report) ?? declared.properties;
  const deployed = context.settings.plan?.resources.find(
    ({ id, kind }) => id === declared.id && kind === declared.kind,
  );
  const isLocal = context.settings.environment.target === "local";
  if (isLocal || !deployed || fixedChanges(definition, deployed.properties, settled).length > 0) return settled;
  return definition.update?.(settled, deployed.properties, report) ?? settled;
}
