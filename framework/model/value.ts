/**
 * A value of a plan: a text that is known now, or one that exists only once a resource does.
 * Each target resolves it its own way (CloudFormation intrinsics and parameters, embedded services).
 */
export type Value = string | Reference | Join;

/** An attribute that a resource has once it exists. */
export interface Reference {
  readonly resource: string;
  /** As the resource's kind names it: `arn`, `url`, `name`. */
  readonly attribute: string;
}

/** Several values as one text, without a separator. */
export interface Join {
  readonly join: readonly Value[];
}

/** Refers to an attribute of a resource. */
export function reference(resource: string, attribute: string): Reference {
  return { resource, attribute };
}

/** Joins values into one text. */
export function join(...parts: readonly Value[]): Join {
  return { join: parts };
}

/** The text of a value, with every reference looked up by the given function. */
export function resolveValue(value: Value, lookup: (reference: Reference) => string): string {
  if (typeof value === "string") return value;
  if ("join" in value) return value.join.map((part) => resolveValue(part, lookup)).join("");
  return lookup(value);
}

/** Every reference that a value holds, in order. */
export function referencesOf(value: Value): readonly Reference[] {
  if (typeof value === "string") return [];
  return "join" in value ? value.join.flatMap(referencesOf) : [value];
}
