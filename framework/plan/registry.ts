import type { Kind, ResourceDefinition, TriggerDefinition } from "../kinds/kind.ts";
import type { PlannedTrigger } from "../model/plan.ts";

/** Finds a kind's definitions by the names that the model uses. */
export interface Registry {
  resource(kind: string): ResourceDefinition;
  trigger(kind: string, decorator: string): TriggerDefinition;
  /** How people name a trigger; undefined where a plan of before names a kind that is gone since. */
  labelOf(trigger: PlannedTrigger): string | undefined;
}

/** Looks definitions up in a list of kinds. A model that names an unknown kind was not made with that list: a bug. */
export function registryOf(kinds: readonly Kind[]): Registry {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  const named = (name: string): Kind => {
    const kind = byName.get(name);
    if (!kind) throw new Error(`The model names the kind "${name}", which is not registered.`);
    return kind;
  };
  const triggerOf = (kind: Kind | undefined, decorator: string): TriggerDefinition | undefined =>
    kind?.triggers.find((trigger) => Object.hasOwn(trigger.decorators, decorator));
  return {
    resource(kind) {
      const definition = named(kind).resource;
      if (!definition) throw new Error(`The kind "${kind}" has no resource.`);
      return definition;
    },
    trigger(kind, decorator) {
      const definition = triggerOf(named(kind), decorator);
      if (!definition) throw new Error(`The kind "${kind}" has no trigger "${decorator}".`);
      return definition;
    },
    labelOf: (trigger) => triggerOf(byName.get(trigger.kind), trigger.decorator)?.describe(trigger, {}).label,
  };
}
