import { compareText, serialize } from "../model/json.ts";
import type { Change, Grant, PlannedFunction } from "../model/plan.ts";
import type { Value } from "../model/value.ts";

/** One action of one function on one resource. */
interface Permission {
  readonly function: string;
  readonly action: string;
  readonly on: Value;
  readonly grant: Grant;
}

/** Every permission that a deploy adds or takes away, with a line that needs it. */
export function comparePermissions(
  after: readonly PlannedFunction[],
  before: readonly PlannedFunction[],
): readonly Change[] {
  const now = permissionsOf(after);
  const old = permissionsOf(before);
  const added = [...now].filter(([key]) => !old.has(key)).map(([, permission]) => toChange(permission, "grant"));
  const gone = [...old].filter(([key]) => !now.has(key)).map(([, permission]) => toChange(permission, "revoke"));
  return [...added, ...gone].sort((left, right) => compareText(keyOf(left), keyOf(right)));
}

function permissionsOf(functions: readonly PlannedFunction[]): ReadonlyMap<string, Permission> {
  const all = functions.flatMap((item) =>
    item.grants.flatMap((grant) =>
      grant.actions.flatMap((action) => grant.resources.map((on) => ({ function: item.id, action, on, grant }))),
    ),
  );
  return new Map(
    all.map((permission) => [serialize([permission.function, permission.action, permission.on]), permission]),
  );
}

function toChange({ function: id, action, on, grant }: Permission, change: "grant" | "revoke"): Change {
  const at = grant.at[0];
  return {
    action: change,
    subject: "permission",
    id,
    detail: `${action} on ${describeTarget(on)}`,
    losesData: false,
    ...(at && { at }),
  };
}

/** An ARN as people read it: the resource's id in place of what only the cloud knows. */
function describeTarget(value: Value): string {
  if (typeof value === "string") return value;
  if ("join" in value) return value.join.map(describeTarget).join("");
  return value.resource;
}

function keyOf(change: Change): string {
  return `${change.id} ${change.detail ?? ""} ${change.action}`;
}
