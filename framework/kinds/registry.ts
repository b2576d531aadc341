/** Finds kinds by the names that sources and models use. */
import { compareText } from "../model/json.ts";
import * as definitions from "./definitions.ts";
import type { Kind, ResourceDefinition, TriggerDefinition } from "./kind.ts";

/** Every kind, in the order of their names. */
export const kinds: readonly Kind[] = Object.values<Kind>(definitions).sort((left, right) =>
  compareText(left.name, right.name),
);

/** What a decorator's name stands for. */
export type Decorator =
  | { readonly role: "resource"; readonly kind: Kind; readonly definition: ResourceDefinition }
  | { readonly role: "trigger"; readonly kind: Kind; readonly definition: TriggerDefinition };

/** The kind of a name. */
export function kindNamed(name: string, among: readonly Kind[] = kinds): Kind | undefined {
  return among.find((kind) => kind.name === name);
}

/** What the decorator that the package exports under a name declares. */
export function decoratorNamed(name: string, among: readonly Kind[] = kinds): Decorator | undefined {
  for (const kind of among) {
    if (kind.resource?.decorator === name) return { role: "resource", kind, definition: kind.resource };
    const definition = kind.triggers.find((trigger) => Object.hasOwn(trigger.decorators, name));
    if (definition) return { role: "trigger", kind, definition };
  }
  return undefined;
}
