/** What a kind is given while it synthesizes, with references spelled out: `<Orders.incoming.arn>`. */
import { retentionFor } from "../../framework/kinds/cloudformation.ts";
import type { AwsContext, AwsTriggerContext } from "../../framework/kinds/kind.ts";
import type { Environment, PlannedFunction, PlannedResource } from "../../framework/model/plan.ts";
import { resolveValue } from "../../framework/model/value.ts";
import { environmentOf } from "./plans/build.ts";

/** The context of a resource. */
export function resourceContext(posture: Environment["posture"] = "protected"): AwsContext {
  return {
    app: "shop",
    environment: environmentOf("prod", posture),
    value: (value) => resolveValue(value, ({ resource, attribute }) => `<${resource}.${attribute}>`),
    retention: retentionFor(posture),
    tags: (id) => ({ list: [{ Key: "iffc:resource", Value: id }], map: { "iffc:resource": id } }),
  };
}

/** The context of a trigger that starts the given function, and listens to the given resource. */
export function triggerContext(
  started: PlannedFunction,
  resource?: PlannedResource,
  posture: Environment["posture"] = "protected",
): AwsTriggerContext {
  return {
    ...resourceContext(posture),
    function: started,
    alias: `<${started.id}.alias>`,
    deadLetters: `<${started.id}.deadLetters>`,
    ...(resource && { resource }),
  };
}
