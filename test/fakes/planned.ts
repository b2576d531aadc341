import type { JsonObject } from "../../framework/model/json.ts";
import type { PlannedResource, PlannedTrigger } from "../../framework/model/plan.ts";

const declaredAt = { file: "shop.ts", line: 1, column: 1, length: 1 };

/** A planned resource, as an emulator gets it. */
export function plannedResource(kind: string, name: string, properties: object): PlannedResource {
  return {
    id: `Shop.${name}`,
    kind,
    tier: "state",
    service: "Shop",
    logicalId: "ShopThing",
    name,
    stateful: true,
    properties: properties as JsonObject,
    declaredAt,
  };
}

/** A planned trigger, as an emulator gets it. */
export function plannedTrigger(id: string, resource: string, properties: object): PlannedTrigger {
  return {
    id,
    kind: "bucket",
    decorator: "OnObject",
    tier: "service",
    logicalId: "ShopTrigger",
    handler: id,
    function: `function:${id}`,
    resource: `Shop.${resource}`,
    properties: properties as JsonObject,
    contracts: [],
    declaredAt,
  };
}
