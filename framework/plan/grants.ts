import { diagnose } from "../diagnostics/diagnostic.ts";
import type { Permission } from "../kinds/kind.ts";
import { compareText, serialize } from "../model/json.ts";
import { compareLocations, type Location } from "../model/location.ts";
import type { Handler, Use } from "../model/model.ts";
import type { Grant, PlannedResource, PlannedTrigger } from "../model/plan.ts";
import type { PlanContext } from "./context.ts";

/** What has been planned already. */
export interface Known {
  readonly resources: ReadonlyMap<string, PlannedResource>;
  /** Triggers by the handler that they start. */
  readonly triggers: ReadonlyMap<string, readonly PlannedTrigger[]>;
}

/** Exactly what some handlers' uses and triggers need, one grant per reason, sorted. */
export function planGrants(context: PlanContext, handlers: readonly Handler[], known: Known): readonly Grant[] {
  const used = handlers.flatMap((handler) => handler.uses.flatMap((use) => grantsOfUse(context, use, known)));
  const triggers = handlers.flatMap((handler) => known.triggers.get(handler.id) ?? []);
  const triggered = triggers.flatMap((trigger) => grantsOfTrigger(context, trigger, known));
  return mergeGrants([...used, ...triggered]);
}

function grantsOfUse(context: PlanContext, use: Use, known: Known): readonly Grant[] {
  const resource = resourceNamed(known, use.resource);
  const verb = context.registry.resource(resource.kind).verbs[use.verb];
  if (!verb) return [];
  verb.check?.(resource, use.argument, (finding, occurrence) => {
    context.diagnostics.push(diagnose(finding, { at: use.at[0], ...occurrence }));
  });
  return toGrants(verb.grants(resource, use.argument), { reason: use.verb, resource: resource.id, at: use.at });
}

function grantsOfTrigger(context: PlanContext, trigger: PlannedTrigger, known: Known): readonly Grant[] {
  const definition = context.registry.trigger(trigger.kind, trigger.decorator);
  if (!definition.grants || trigger.resource === undefined) return [];
  const resource = resourceNamed(known, trigger.resource);
  const reason = { reason: `@${trigger.decorator}`, resource: resource.id, at: [trigger.declaredAt] };
  return toGrants(definition.grants(resource), reason);
}

/** A planned resource; a model that uses what it does not declare was not made by analyze: a bug. */
export function resourceNamed(known: Known, id: string): PlannedResource {
  const resource = known.resources.get(id);
  if (!resource) throw new Error(`The model uses "${id}", which it does not declare.`);
  return resource;
}

function toGrants(
  permissions: readonly Permission[],
  why: { readonly reason: string; readonly resource: string; readonly at: readonly Location[] },
): readonly Grant[] {
  return permissions.map(({ actions, on }) => ({ actions: actions.toSorted(compareText), resources: on, ...why }));
}

/** Grants alike in everything but their places become one with all the places. */
function mergeGrants(grants: readonly Grant[]): readonly Grant[] {
  const merged = new Map<string, Grant>();
  for (const grant of grants) {
    const key = serialize([grant.resource, grant.reason, grant.actions, grant.resources]);
    const known = merged.get(key);
    merged.set(key, known ? { ...known, at: uniquePlaces([...known.at, ...grant.at]) } : grant);
  }
  return [...merged].sort(([left], [right]) => compareText(left, right)).map(([, grant]) => grant);
}

function uniquePlaces(places: readonly Location[]): readonly Location[] {
  return places
    .toSorted(compareLocations)
    .filter((place, index, all) => index === 0 || compareLocations(all[index - 1] as Location, place) !== 0);
}
