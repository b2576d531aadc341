import { retentionFor } from "../../../kinds/cloudformation.ts";
import type { AwsContext, AwsTriggerContext, Fragment, Kind, Tags } from "../../../kinds/kind.ts";
import type { Plan, PlannedFunction, PlannedResource, PlannedTrigger } from "../../../model/plan.ts";
import { reference } from "../../../model/value.ts";
import { registryOf } from "../../../plan/registry.ts";
import type { Contribution } from "./fold.ts";
import { type CodeReference, synthesizeFunction } from "./function.ts";
import { placeFunction, placeResource, placeTrigger } from "./stack.ts";
import { renderValue } from "./value.ts";

/** What synthesis reads besides the plan. */
export interface SynthesisInputs {
  readonly kinds: readonly Kind[];
  /** The code reference that the live template holds, or for a new function that of its first artifact. */
  readonly code: (functionId: string) => CodeReference;
}

/** The fragment of every resource, function and trigger, with its owner and its place. */
export function contributeFragments(plan: Plan, { kinds, code }: SynthesisInputs): readonly Contribution[] {
  const registry = registryOf(kinds);
  const context = openContext(plan);
  const known = indexOf(plan);
  const resources = plan.resources.map((resource) => ({
    place: placeResource(plan, resource),
    owner: resource,
    fragment: registry.resource(resource.kind).aws(resource, context),
  }));
  const triggers = plan.triggers.map((trigger) => {
    const started = functionOf(known, trigger);
    const definition = registry.trigger(trigger.kind, trigger.decorator);
    const fragment = definition.aws(
      trigger,
      openTriggerContext(plan, { trigger, started, resource: known.resources.get(trigger.resource ?? "") }, context),
    );
    return { place: placeTrigger(plan, trigger, started), owner: trigger, fragment, function: started.id };
  });
  const startedBy = Map.groupBy(triggers, (trigger) => trigger.function);
  const functions = plan.functions.map((planned) => {
    const started = startedBy.get(planned.id) ?? [];
    const parts = { planned, code: code(planned.id), ...collectSenders(started.map(({ fragment }) => fragment)) };
    return { place: placeFunction(plan, planned), owner: planned, fragment: synthesizeFunction(parts, context) };
  });
  return [...resources, ...functions, ...triggers];
}

/** Those that fragments name, or nothing where none of them works asynchronously. */
function collectSenders(fragments: readonly Fragment[]): Pick<Fragment, "deadLetters"> {
  const named = fragments.flatMap(({ deadLetters }) => (deadLetters ? [deadLetters] : []));
  return named.length > 0 ? { deadLetters: named.flat() } : {};
}

function openContext({ app, environment }: Plan): AwsContext {
  return {
    app,
    environment,
    value: renderValue,
    retention: retentionFor(environment.posture),
    tags: (id) => tagsOf({ "iffc:app": app, "iffc:environment": environment.name, "iffc:resource": tagValue(id) }),
  };
}

function tagsOf(map: Readonly<Record<string, string>>): Tags {
  return { map, list: Object.entries(map).map(([Key, Value]) => ({ Key, Value })) };
}

/** The id as far as a tag can say it: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
function tagValue(id: string): string {
  return id.replace(/[^\p{L}\p{Z}\p{N}_.:/=+@-]/gu, "_").slice(0, 256);
}

/** A plan's functions and resources by their ids. */
interface Index {
  readonly functions: ReadonlyMap<string, PlannedFunction>;
  readonly resources: ReadonlyMap<string, PlannedResource>;
}

function indexOf({ functions, resources }: Plan): Index {
  return {
    functions: new Map(functions.map((planned) => [planned.id, planned])),
    resources: new Map(resources.map((resource) => [resource.id, resource])),
  };
}

/** A trigger, the function that it starts, and the resource that it listens to. */
interface Listening {
  readonly trigger: PlannedTrigger;
  readonly started: PlannedFunction;
  readonly resource: PlannedResource | undefined;
}

function openTriggerContext(
  plan: Plan,
  { trigger, started, resource }: Listening,
  context: AwsContext,
): AwsTriggerContext {
  const isBeside = placeTrigger(plan, trigger, started).name === placeFunction(plan, started).name;
  return {
    ...context,
    function: started,
    alias: renderValue(reference(started.id, "alias")),
    deadLetters: renderValue(reference(started.id, "deadLetters")),
    ...(isBeside && { aliasId: `${started.logicalId}Alias`, roleId: `${started.logicalId}Role` }),
    ...(resource && { resource }),
  };
}

/** The function that a trigger starts; a plan without it was not made by the planner: a bug. */
function functionOf({ functions }: Index, trigger: PlannedTrigger): PlannedFunction {
  const started = functions.get(trigger.function);
  if (!started) throw new Error(`The trigger "${trigger.id}" starts "${trigger.function}", which is not planned.`);
  return started;
}
