/**
 * Types that can be read by their syntax alone, in the terms in which the schema generator thinks: what it makes of a
 * type depends on where an alias stands and which annotations are written where, so that both are kept.
 */
import { type JsonObject, serialize } from "../../model/json.ts";

/** A plain type. */
export type PlainType =
  | { readonly form: "keyword"; readonly name: Keyword }
  | { readonly form: "literal"; readonly value: string | number | boolean }
  | { readonly form: "array"; readonly item: PlainType }
  | { readonly form: "tuple"; readonly items: readonly PlainType[] }
  | UnionType
  | { readonly form: "intersection"; readonly parts: readonly PlainType[] }
  | ObjectType
  /** A declared name for a type; two aliases of one type are not the same. */
  | { readonly form: "alias"; readonly id: string; readonly type: PlainType }
  /** A type with keywords of JSON Schema from the comment before it. */
  | AnnotatedType;

/** What is written as one word. */
export type Keyword = "string" | "number" | "boolean" | "null" | "any" | "unknown" | "undefined";

/** One of several types, each different from the others. */
export interface UnionType {
  readonly form: "union";
  readonly parts: readonly PlainType[];
}

/** A type with keywords of JSON Schema. */
export interface AnnotatedType {
  readonly form: "annotated";
  readonly type: PlainType;
  readonly annotations: JsonObject;
}

/** An interface or an object type that is written out. */
export interface ObjectType {
  readonly form: "object";
  readonly id: string;
  /** What it extends, in order. */
  readonly bases: readonly PlainType[];
  readonly properties: readonly Property[];
  /** The type of properties that are not listed; absent where there can be none. */
  readonly rest?: PlainType;
}

/** A property of an object type. */
export interface Property {
  readonly name: string;
  readonly type: PlainType;
  readonly required: boolean;
}

/** A union of types; those of unions inside of it belong to it, and each counts once. */
export function unionOf(types: readonly PlainType[]): UnionType {
  const flat = types.flatMap((type) => (type.form === "union" ? type.parts : [type]));
  return { form: "union", parts: [...new Map(flat.map((type) => [identityOf(type), type])).values()] };
}

/** The type inside of aliases and annotations. */
export function settle(type: PlainType): PlainType {
  return type.form === "alias" || type.form === "annotated" ? settle(type.type) : type;
}

/** A text that two types share if they are the same type. */
export function identityOf(type: PlainType): string {
  switch (type.form) {
    case "keyword":
      return type.name;
    case "literal":
      return JSON.stringify(type.value);
    case "array":
      return `${identityOf(type.item)}[]`;
    case "tuple":
      return `[${type.items.map(identityOf).join(",")}]`;
    case "union":
      return `(${type.parts.map(identityOf).join("|")})`;
    case "intersection":
      return `(${type.parts.map(identityOf).join("&")})`;
    case "annotated":
      return `${identityOf(type.type)} ${serialize(type.annotations)}`;
    case "alias":
    case "object":
    default:
      return type.id;
  }
}
