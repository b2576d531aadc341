import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { textFormats } from "../../model/formats.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ValidatorSource } from "./validators.ts";

/**
 * The source of a module with `validate(value)`, which leaves what is wrong in `validate.errors`.
 *
 * Requests name no property that the type does not have. Messages may: while a new version is rolled out, its
 * messages reach the old one, which must not refuse them for a field that it does not know.
 */
export function generateValidator({ schema, strictness }: ValidatorSource): string {
  const ajv = new Ajv({
    allErrors: true,
    coerceTypes: strictness === "textual" ? "array" : false,
    strict: false,
    formats: textFormats,
    logger: false,
    // The schemas are generated: to check them against the schema of schemas takes longer than all else here.
    meta: false,
    validateSchema: false,
    code: { source: true, esm: true, lines: false, optimize: 2 },
  });
  ajv.addSchema(strictness === "open" ? openObjects(schema) : schema, "schema");
  return standalone.default(ajv, { validate: "schema" });
}

function openObjects(schema: JsonObject): JsonObject {
  const open = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(open);
    if (value === null || typeof value !== "object") return value;
    const entries = Object.entries(value).filter(([key, item]) => key !== "additionalProperties" || item !== false);
    return Object.fromEntries(entries.map(([key, item]) => [key, open(item)]));
  };
  return open(schema) as JsonObject;
}
