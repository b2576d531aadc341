import { concat } from "../../../kinds/cloudformation.ts";
import type { CloudFormationObject, CloudFormationValue } from "../../../kinds/kind.ts";
import type { Reference, Value } from "../../../model/value.ts";

/** Stands in a fragment for an attribute of something else until the stacks are linked. No user text can make one. */
const marker = "iffc::Reference";

/** A plan's value inside a template; references stay open until the stacks are linked. */
export function renderValue(value: Value): CloudFormationValue {
  if (typeof value === "string") return value;
  if ("join" in value) return concat(...value.join.map(renderValue));
  return { [marker]: { resource: value.resource, attribute: value.attribute } };
}

/** The reference that an open place stands for, if it is one. */
export function openReference(value: CloudFormationObject): Reference | undefined {
  return value[marker] as unknown as Reference | undefined;
}

/** Rebuilds a value from the inside out, with every object replaced by what `replace` makes of it; what stays is shared. */
export function mapObjects(
  value: CloudFormationValue,
  replace: (object: CloudFormationObject) => CloudFormationValue,
): CloudFormationValue {
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const mapped = value.map((item) => mapObjects(item, replace));
    return mapped.some((item, index) => item !== value[index]) ? mapped : value;
  }
  const object = value as CloudFormationObject;
  let copy: Record<string, CloudFormationValue> | undefined;
  for (const [key, item] of Object.entries(object)) {
    const mapped = mapObjects(item, replace);
    if (mapped !== item) (copy ??= { ...object })[key] = mapped;
  }
  return replace(copy ?? object);
}

/** Every object inside a value, itself included, outermost first. */
export function objectsIn(value: CloudFormationValue): readonly CloudFormationObject[] {
  const found: CloudFormationObject[] = [];
  const visit = (item: CloudFormationValue): void => {
    if (typeof item !== "object") return;
    if (!Array.isArray(item)) found.push(item as CloudFormationObject);
    Object.values(item).forEach(visit);
  };
  visit(value);
  return found;
}
