import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import type { JsonObject } from "../model/json.ts";
import { formatLocation } from "../model/location.ts";
import type { Contract } from "../model/model.ts";
import type { PlannedTrigger } from "../model/plan.ts";
import type { Registry } from "../plan/registry.ts";

/** How strictly a part of an event is read. */
type Strictness = "closed" | "textual" | "open";

const prefix = "iffc:validator/";

/** The module that holds the validator of one contract of a trigger. */
export function validatorModule(contract: Contract, trigger: PlannedTrigger): string {
  return `${prefix}${trigger.kind}/${trigger.decorator}/${contract.part}/${formatLocation(contract.at)}`;
}

/** What a validator is generated from. As a text it names the validator: equal types share one. */
export interface ValidatorSource {
  readonly schema: JsonObject;
  readonly strictness: Strictness;
}

/** What a validator module stands for, once the schemas are there. */
export function resolveValidator(
  specifier: string,
  schemas: ReadonlyMap<string, JsonObject>,
  registry: Registry,
): ValidatorSource {
  const [kind = "", decorator = "", part = "", ...place] = specifier.slice(prefix.length).split("/");
  const schema = schemas.get(place.join("/"));
  if (!schema) throw new Error(`No schema was read for ${specifier}.`);
  const { contracts } = registry.trigger(kind, decorator);
  if (contracts === "resource") return { schema, strictness: "open" };
  return { schema, strictness: contracts?.textual.includes(part) ? "textual" : "closed" };
}

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
    validateFormats: false,
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
