/**
 * The vocabulary in which a kind says what its decorator accepts. A shape is data: the analyzer reads a decorator's
 * argument against it (ranges, unknown names, "did you mean"), and nothing else needs to know the kind.
 */
import type { Finding } from "../diagnostics/diagnostic.ts";

/** The options of a decorator, by name. */
export interface Shape {
  readonly [name: string]: Option<unknown>;
}

/** One option: what it accepts and what it is when left out. */
export interface Option<Value> {
  readonly rule: Rule;
  /** Filled in when the option is left out. */
  readonly default?: Value;
  readonly required?: boolean;
}

/** What an option accepts. */
export type Rule =
  | { readonly type: "text"; readonly pattern?: RegExp; readonly expects?: string; readonly maxLength?: number }
  | { readonly type: "integer"; readonly min: number; readonly max: number; readonly unit?: string }
  | { readonly type: "duration"; readonly min: number; readonly max: number }
  | { readonly type: "boolean" }
  | { readonly type: "choice"; readonly of: readonly string[] }
  | { readonly type: "list"; readonly of: Rule }
  | { readonly type: "record"; readonly of: Rule; readonly check?: EntryCheck }
  | { readonly type: "object"; readonly shape: Shape }
  | { readonly type: "either"; readonly of: readonly Rule[] };

/** Looks at one entry of a record whose value keeps its rule; nothing where all is well. Pure. */
export type EntryCheck = (name: string, value: unknown) => EntryProblem | undefined;

/** What is wrong with an entry, and whether it is its name or its value. */
export interface EntryProblem {
  readonly finding: Finding;
  readonly message: string;
  readonly on: "name" | "value";
}

/** The value that reading a shape gives: what has a default or is required is always there. */
export type Read<S extends Shape> = {
  readonly [Name in keyof S as S[Name] extends Always ? Name : never]: ValueOf<S[Name]>;
} & {
  readonly [Name in keyof S as S[Name] extends Always ? never : Name]?: ValueOf<S[Name]>;
};

type ValueOf<O> = O extends Option<infer Value> ? Value : never;
type Always = { readonly required: true } | { readonly default: unknown };

/** A length of time as it is written in code: `"30 seconds"`, `"1 hour"`, `"14 days"`. */
export type Duration = `${number} ${"second" | "minute" | "hour" | "day"}${"" | "s"}`;

type Made<Value, D> = D extends undefined ? Option<Value> : { readonly rule: Rule; readonly default: Value };

function make<Value, D extends Value | undefined>(rule: Rule, fallback: D): Made<Value, D> {
  return { rule, ...(fallback !== undefined && { default: fallback }) } as Made<Value, D>;
}

/** The same option, which may not be left out. */
export function required<Value>(option: Option<Value>): Option<Value> & { readonly required: true } {
  return { ...option, required: true };
}

/** A text, of the given pattern; `expects` says the pattern in words. */
export function text(limits: { pattern?: RegExp; expects?: string; maxLength?: number } = {}): Option<string> {
  return { rule: { type: "text", ...limits } };
}

/** A whole number within inclusive bounds. */
export function integer<D extends number | undefined = undefined>(limits: {
  min: number;
  max: number;
  unit?: string;
  default?: D;
}): Made<number, D> {
  const { default: fallback, ...rest } = limits;
  return make<number, D>({ type: "integer", ...rest }, fallback as D);
}

/** A length of time, written as {@link Duration} and read as whole seconds; bounds and default are in seconds. */
export function duration<D extends number | undefined = undefined>(limits: {
  min: number;
  max: number;
  default?: D;
}): Made<number, D> {
  return make<number, D>({ type: "duration", min: limits.min, max: limits.max }, limits.default as D);
}

/** True or false. */
export function boolean<D extends boolean | undefined = undefined>(fallback?: D): Made<boolean, D> {
  return make<boolean, D>({ type: "boolean" }, fallback as D);
}

/** One of a few texts. */
export function choice<const Of extends readonly string[], D extends Of[number] | undefined = undefined>(
  of: Of,
  fallback?: D,
): Made<Of[number], D> {
  return make<Of[number], D>({ type: "choice", of }, fallback as D);
}

/** A list whose items all keep one rule. */
export function list<Item>(of: Option<Item>): Option<readonly Item[]> {
  return { rule: { type: "list", of: of.rule } };
}

/** An object with names of the user's choosing; `check` looks at each entry. */
export function record<Item>(of: Option<Item>, check?: EntryCheck): Option<Readonly<Record<string, Item>>> {
  return { rule: { type: "record", of: of.rule, ...(check && { check }) } };
}

/** An object with options of its own. */
export function object<S extends Shape>(shape: S): Option<Read<S>> {
  return { rule: { type: "object", shape } };
}

/** A value that keeps any one of several rules; the first that fits is taken. */
export function either<Left, Right>(left: Option<Left>, right: Option<Right>): Option<Left | Right> {
  return { rule: { type: "either", of: [left.rule, right.rule] } };
}
