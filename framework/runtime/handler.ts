import type { JsonObject } from "../model/json.ts";

/** A handler as the generated entrypoint hands it to a kind's `serve`. */
export interface ServedHandler<Properties = JsonObject> {
  /** `Class.method`. */
  readonly id: string;
  /** Calls the method on the constructed object. */
  invoke(argument: unknown): unknown;
  /** The trigger's properties, as planned. */
  readonly properties: Properties;
  /**
   * By part of the event: `message`, `body`, `query`, `path`. Those of parts that are made of texts (`query`, `path`)
   * put what a text stands for, a number, a boolean or a list of one, in the text's place.
   */
  readonly validators: Readonly<Record<string, Validator>>;
}

/** A function that the build compiled from a JSON Schema (ajv standalone): after `false` it carries what is wrong. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ValidationError[] | null;
}

/** One fault of a value; it never holds the value itself. */
export interface ValidationError {
  /** JSON Pointer to the faulty part. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What Lambda calls. */
export type LambdaHandler = (event: unknown, context: LambdaContext) => Promise<unknown>;

/** The part of Lambda's context that the runtime reads. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  getRemainingTimeInMillis(): number;
}
