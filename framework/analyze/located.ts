import type { Related } from "../diagnostics/diagnostic.ts";
import { compareLocations, type Location } from "../model/location.ts";

const limitOfChain = 10;

/** A value that was read without running anything, with the place it came from. Plain data: facts are made of it. */
export type Located = Scalar | Absent | List | Dictionary | ClassReference | Unknown;

/** A text, number, boolean or null. */
export interface Scalar {
  readonly type: "scalar";
  readonly value: string | number | boolean | null;
  readonly at: Location;
}

/** `undefined`: as good as left out. */
export interface Absent {
  readonly type: "absent";
  readonly at: Location;
}

/** An array. */
export interface List {
  readonly type: "list";
  readonly items: readonly Located[];
  readonly at: Location;
}

/** An object: entries in the order in which they are written, each name once. */
export interface Dictionary {
  readonly type: "dictionary";
  readonly entries: readonly Entry[];
  /** Properties that the literal had before under the same name. */
  readonly repeated?: readonly Entry[];
  readonly at: Location;
}

/** A property of an object. `at` is the place of its name. */
export interface Entry {
  readonly name: string;
  readonly value: Located;
  readonly at: Location;
}

/** A class of the user's, named as a value. */
export interface ClassReference {
  readonly type: "class";
  readonly key: string;
  readonly name: string;
  readonly at: Location;
}

/** A value that only running the code could tell. */
export interface Unknown {
  readonly type: "unknown";
  /** Continues the sentence "its value is not known before the code runs: …". */
  readonly reason: string;
  /** Whether it comes out of a package, whose sources are not read. */
  readonly external: boolean;
  /** The steps that led from `at` to the reason, nearest first. */
  readonly chain: readonly Related[];
  readonly at: Location;
}

/** The entry of an object with this name; safe for names such as `__proto__`. */
export function entryOf(dictionary: Dictionary, name: string): Entry | undefined {
  return dictionary.entries.find((entry) => entry.name === name);
}

/** The text that a value is, if it is one. */
export function textOf(value: Located | undefined): string | undefined {
  return value?.type === "scalar" && typeof value.value === "string" ? value.value : undefined;
}

/** The place where the value is unknown becomes a step of the way; its reason is said once. */
function lengthen({ reason, chain, at }: Unknown): readonly Related[] {
  const [next] = chain;
  if (next && compareLocations(next.at, at) === 0) return chain;
  return [{ message: next ? "by way of this" : reason, at }, ...chain].slice(0, limitOfChain);
}

/** A value that is not known, for a reason that continues "its value is not known before the code runs: …". */
export function unknown(at: Location, reason: string, chain: readonly Related[] = []): Unknown {
  return { type: "unknown", reason, external: false, chain, at };
}

/**
 * What a name or member stands for, seen from where it is used: a plain value counts as written there, a structure
 * keeps the places of its parts, and an unknown value remembers the way.
 */
export function arriveAt(value: Located, at: Location): Located {
  if (value.type === "unknown") return { ...value, at, chain: lengthen(value) };
  return value.type === "list" || value.type === "dictionary" ? value : { ...value, at };
}
