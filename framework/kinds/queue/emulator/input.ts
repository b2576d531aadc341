import type { JsonObject } from "../../../model/json.ts";
import { invalidValue, malformed, missingParameter } from "./errors.ts";

/** A text of the request, or nothing where it was left out. */
export function readText(input: JsonObject, name: string): string | undefined {
  return readOptional(input, name, isText);
}

/** A text that the request must hold. */
export function requireText(input: JsonObject, name: string): string {
  const text = readText(input, name);
  if (text === undefined) throw missingParameter(name);
  return text;
}

/** A number of the request within inclusive bounds, or nothing where it was left out. */
export function readInteger(
  input: JsonObject,
  name: string,
  limits: { min: number; max: number; reason?: string },
): number | undefined {
  const value = readOptional(input, name, isInteger);
  if (value === undefined || (value >= limits.min && value <= limits.max)) return value;
  const reason = limits.reason ?? `Must be between ${limits.min} and ${limits.max}, if provided.`;
  throw invalidValue(name, value, reason);
}

/** A list of texts; empty where it was left out. */
export function readTexts(input: JsonObject, name: string): readonly string[] {
  return readOptional(input, name, isListOf(isText)) ?? [];
}

/** A list of objects; empty where it was left out. */
export function readObjects(input: JsonObject, name: string): readonly JsonObject[] {
  return readOptional(input, name, isListOf(isObject)) ?? [];
}

/** A map from names to texts; empty where it was left out. */
export function readMap(input: JsonObject, name: string): Readonly<Record<string, string>> {
  return readOptional(input, name, isMapOf(isText)) ?? {};
}

/** A map from names to objects; empty where it was left out. */
export function readObjectMap(input: JsonObject, name: string): Readonly<Record<string, JsonObject>> {
  return readOptional(input, name, isMapOf(isObject)) ?? {};
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readOptional<Value>(input: JsonObject, name: string, fits: Guard<Value>): Value | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || fits(value)) return value;
  throw malformed(`The parameter ${name} has a value of the wrong type.`);
}

type Guard<Value> = (value: unknown) => value is Value;

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isInteger(value: unknown): value is number {
  return Number.isInteger(value);
}

function isListOf<Item>(fits: Guard<Item>): Guard<readonly Item[]> {
  return (value): value is readonly Item[] => Array.isArray(value) && value.every(fits);
}

function isMapOf<Item>(fits: Guard<Item>): Guard<Readonly<Record<string, Item>>> {
  return (value): value is Readonly<Record<string, Item>> => isObject(value) && Object.values(value).every(fits);
}
