/**
 * plain type → JSON Schema: the same, key for key, as the schema generator makes of it, whose own rules (where keywords
 * go, when a union is flat) are kept.
 */
import { compareText, type JsonObject } from "../../model/json.ts";
import { type Definition, definitionOfValues, valuesOf } from "./values.ts";
import { identityOf, type ObjectType, type PlainType, type Property, settle, unionOf, type UnionType } from "./type.ts";

/** Types that refer to one another many times grow without limit when they are written out. */
const limitOfSize = 5_000;

/** The schema of a plain type; nothing where it would be very large, or where types that are joined share a property. */
export function schemaOf(type: PlainType): JsonObject | undefined {
  let size = 0;
  const define = (part: PlainType): Definition | undefined => {
    size += 1;
    return size > limitOfSize ? undefined : definitionOf(part, define);
  };
  return define(type);
}

type Define = (type: PlainType) => Definition | undefined;

function definitionOf(type: PlainType, define: Define): Definition | undefined {
  switch (type.form) {
    case "keyword":
      if (type.name === "undefined") return { not: {} };
      return type.name === "any" || type.name === "unknown" ? {} : { type: type.name };
    case "literal":
      return { type: typeof type.value, const: type.value };
    case "alias":
      return define(type.type);
    case "annotated":
      return defined(define(type.type), (definition) => ({ ...definition, ...(type.annotations as Definition) }));
    case "array":
      return defined(define(type.item), (items) => ({ type: "array", items }));
    case "tuple":
      return tupleDefinition(type.items, define);
    case "union":
      return unionDefinition(type, define);
    case "intersection":
      return joinAll({ type: "object", additionalProperties: false }, type.parts, define);
    case "object":
    default:
      return joinAll(objectDefinition(type, define), type.bases, define);
  }
}

function defined(
  definition: Definition | undefined,
  then: (definition: Definition) => Definition,
): Definition | undefined {
  return definition && then(definition);
}

function defineAll(types: readonly PlainType[], define: Define): readonly Definition[] | undefined {
  const definitions = types.map(define);
  return definitions.every((definition) => definition !== undefined) ? definitions : undefined;
}

function tupleDefinition(items: readonly PlainType[], define: Define): Definition | undefined {
  const [first] = items;
  if (!first) return { type: "array", minItems: 0, maxItems: 0 };
  const count = items.length;
  if (items.every((item) => identityOf(item) === identityOf(first))) {
    return defined(define(first), (definition) => ({
      type: "array",
      items: definition,
      minItems: count,
      maxItems: count,
    }));
  }
  const definitions = defineAll(items, define);
  return definitions && { type: "array", minItems: count, items: definitions, maxItems: count };
}

const primitive: ReadonlySet<string> = new Set(["string", "number", "boolean", "null"]);

function unionDefinition(union: UnionType, define: Define): Definition | undefined {
  const names = union.parts.map((part) => (part.form === "keyword" ? part.name : ""));
  if (names.every((name) => primitive.has(name))) return { type: [...new Set(names)] };
  const values = valuesOf(union);
  if (values) return definitionOfValues(values);
  const definitions = defineAll(union.parts, define);
  if (!definitions) return undefined;
  const flat = definitions.flatMap((definition) => {
    const isUnion = Object.keys(definition).length === 1 && Array.isArray(definition["anyOf"]);
    return isUnion ? (definition["anyOf"] as readonly Definition[]) : [definition];
  });
  return flat.length > 1 ? { anyOf: flat } : flat[0];
}

function objectDefinition({ properties, rest }: ObjectType, define: Define): Definition | undefined {
  const prepared = properties.map(withoutUndefined);
  const definitions = defineAll(
    prepared.map(({ type }) => type),
    define,
  );
  const additional = rest ? define(rest) : false;
  if (!definitions || additional === undefined) return undefined;
  const required = prepared.filter((property) => property.required).map(({ name }) => name);
  const isOpen = rest?.form === "keyword" && rest.name === "any";
  return {
    type: "object",
    ...(prepared.length > 0 && {
      properties: Object.fromEntries(prepared.map(({ name }, index) => [name, definitions[index] ?? {}])),
    }),
    ...(required.length > 0 && { required }),
    ...(!isOpen && { additionalProperties: additional }),
  };
}

/** A property that may be undefined need not be there. */
function withoutUndefined(property: Property): Property {
  const type = settle(property.type);
  if (type.form === "keyword" && type.name === "undefined") return { ...property, required: false };
  const { isFound, rest } = type.form === "union" ? removeUndefined(type) : { isFound: false, rest: type };
  return isFound ? { ...property, type: annotatedLike(property.type, rest), required: false } : property;
}

function annotatedLike(original: PlainType, type: PlainType): PlainType {
  return original.form === "annotated" ? { ...original, type } : type;
}

/** The type without undefined, also in the unions that it is made of. */
function removeUndefined({ parts }: UnionType): { readonly isFound: boolean; readonly rest: PlainType } {
  let isFound = false;
  const kept = parts.flatMap((part): readonly PlainType[] => {
    const inner = settle(part);
    const isUndefined = inner.form === "keyword" && inner.name === "undefined";
    if (isUndefined) isFound = true;
    if (inner.form !== "union") return isUndefined ? [] : [part];
    const removed = removeUndefined(inner);
    isFound ||= removed.isFound;
    return [annotatedLike(part, removed.rest)];
  });
  const [first] = kept;
  if (!first) return { isFound, rest: { form: "keyword", name: "undefined" } };
  return { isFound, rest: kept.length === 1 ? first : unionOf(kept) };
}

/** An object with the properties of others: what it extends, or what it is the intersection of. */
function joinAll(own: Definition | undefined, others: readonly PlainType[], define: Define): Definition | undefined {
  return others.reduce<Definition | undefined>((joined, other) => {
    const definition = joined && define(settle(other));
    return joined && definition && join(joined, definition);
  }, own);
}

function join(definition: Definition, other: Definition): Definition | undefined {
  if (definition["additionalProperties"] !== false || other["additionalProperties"] !== false) return undefined;
  const own = (definition["properties"] ?? {}) as Definition;
  const joined = (other["properties"] ?? {}) as Definition;
  if (Object.keys(joined).some((name) => Object.hasOwn(own, name))) return undefined;
  const names = [definition, other].flatMap(({ required }) => (required ?? []) as readonly string[]);
  return {
    ...definition,
    properties: { ...joined, ...own },
    ...(other["required"] !== undefined && { required: [...new Set(names)].sort(compareText) }),
  };
}
