import type { JsonObject } from "../../model/json.ts";
import { formatLocation } from "../../model/location.ts";
import type { Contract } from "../../model/model.ts";
import type { PlannedTrigger } from "../../model/plan.ts";
import type { Registry } from "../../plan/registry.ts";

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
