import type { Json } from "../../model/json.ts";
import type { PlainType, UnionType } from "./type.ts";

/** A schema under construction. */
export type Definition = Record<string, Json>;

/** A value that a type allows, or all texts. */
type Value = string | number | boolean | null | typeof anyText;
const anyText = Symbol("string");

/** The values of a union of nothing else than values, texts and null; aliases are followed. */
export function valuesOf({ parts }: UnionType): readonly Value[] | undefined {
  const found = parts.map((part): readonly Value[] | undefined => {
    const inner = withoutAlias(part);
    if (inner.form === "union") return valuesOf(inner);
    if (inner.form === "literal") return [inner.value];
    if (inner.form !== "keyword") return undefined;
    return inner.name === "null" ? [null] : inner.name === "string" ? [anyText] : undefined;
  });
  return found.every((values) => values !== undefined) ? found.flat() : undefined;
}

function withoutAlias(type: PlainType): PlainType {
  return type.form === "alias" ? withoutAlias(type.type) : type;
}

/** The schema of some values: texts among all texts say nothing of their own. */
export function definitionOfValues(given: readonly Value[]): Definition {
  const values = [...new Set(given)].filter((value) => value !== anyText);
  const hasText = given.includes(anyText);
  if (hasText && values.every((value) => value === null || typeof value === "string")) {
    return { type: values.includes(null) ? ["string", "null"] : "string" };
  }
  const types = [...new Set(values.map((value) => (value === null ? "null" : typeof value)))];
  const [type = null] = types;
  const [value = null] = values;
  const definition: Definition =
    types.length === 1 && values.length === 1
      ? { type, const: value }
      : { type: types.length === 1 ? type : types, enum: values };
  return hasText ? { anyOf: [{ type: "string" }, definition] } : definition;
}
