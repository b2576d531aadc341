import type { ValidationError, Validator } from "./handler.ts";

/** One thing that is wrong with a value, without the value. */
export interface Fault {
  /** The part of the event: `body`, `query`, `path`, `message`. */
  readonly in: string;
  /** JSON Pointer to the faulty field; empty for the part itself. */
  readonly field: string;
  /** `must be integer`, `is required` */
  readonly message: string;
}

/** How many faults are listed. */
const maxFaults = 20;

/**
 * What is wrong with a value; undefined where nothing is. The validators of texts (`path`, `query`) replace a text that
 * stands for a number or a boolean, and a single text where a list belongs, inside the value.
 */
export function findFaults(validator: Validator, value: unknown, part: string): readonly Fault[] | undefined {
  if (validator(value)) return undefined;
  return (validator.errors ?? []).slice(0, maxFaults).map((error) => ({ in: part, ...describe(error) }));
}

function describe({ params, instancePath, keyword, message = keyword }: ValidationError): Omit<Fault, "in"> {
  const { missingProperty, additionalProperty } = params as Readonly<Record<string, string | undefined>>;
  const name = missingProperty ?? additionalProperty;
  if (name === undefined) return { field: shorten(instancePath), message };
  const field = shorten(`${instancePath}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  return { field, message: missingProperty === undefined ? "is not known" : "is required" };
}

/** Names may come from outside, so that they are not repeated at any length. */
function shorten(pointer: string): string {
  return pointer.length > 200 ? `${pointer.slice(0, 200)}…` : pointer;
}
