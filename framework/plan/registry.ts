import type { Kind, ResourceDefinition, TriggerDefinition } from "../kinds/kind.ts";

/** Finds a kind's definitions by the names that the model uses. */
export interface Registry {
  resource(kind: string): ResourceDefinition;
  trigger(kind: string, decorator: string): TriggerDefinition;
}

/** Looks definitions up in a list of kinds. A model that names an unknown kind was not made with that list: a bug. */
export function registryOf(kinds: readonly Kind[]): Registry {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  const named = (name: string): Kind => {
    const kind = byName.get(name);
    if (!kind) throw new Error(`The model names the kind "${name}", which is not registered.`);
    return kind;
  };
  return {
    resource(kind) {
      const definition = named(kind).resource;
      if (!definition) throw new Error(`The kind "${kind}" has no resource.`);
      return definition;
    },
    trigger(kind, decorator) {
      const definition = named(kind).triggers.find((trigger) => Object.hasOwn(trigger.decorators, decorator));
      if (!definition) throw new Error(`The kind "${kind}" has no trigger "${decorator}".`);
      return definition;
    },
  };
}
