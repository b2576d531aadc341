import type { CloudFormationObject } from "../../../kinds/kind.ts";
import { compareText, serialize } from "../../../model/json.ts";
import type { Grant } from "../../../model/plan.ts";
import type { Value } from "../../../model/value.ts";
import { renderValue } from "./value.ts";

/** A permission without its reason. */
type Permission = Pick<Grant, "actions" | "resources">;

/** One resource with all that may be done on it. */
interface Allowed {
  readonly on: Value;
  readonly actions: readonly string[];
}

/**
 * The statements that allow exactly what the grants do, each action on each ARN once: resources on which the same may
 * be done share a statement. Sorted, whatever the order of the grants.
 */
export function mergeGrants(grants: readonly Permission[]): readonly CloudFormationObject[] {
  const byResource = Map.groupBy(
    grants.flatMap(({ actions, resources }) => resources.map((on) => ({ on, actions }))),
    ({ on }) => serialize(on),
  );
  const allowed = [...byResource].sort(([left], [right]) => compareText(left, right)).map(([, same]) => unite(same));
  const byActions = Map.groupBy(allowed, ({ actions }) => actions.join());
  return [...byActions].sort(([left], [right]) => compareText(left, right)).map(([, same]) => allow(same));
}

function unite(same: readonly Allowed[]): Allowed {
  const { on } = same[0] as Allowed;
  return { on, actions: [...new Set(same.flatMap(({ actions }) => actions))].sort(compareText) };
}

function allow(same: readonly Allowed[]): CloudFormationObject {
  const { actions } = same[0] as Allowed;
  return { Effect: "Allow", Action: actions, Resource: same.map(({ on }) => renderValue(on)) };
}
