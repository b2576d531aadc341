/** Short ways to write plans as data. Ids, logical ids and names follow the planner's rules. */
import type { JsonObject } from "../../../framework/model/json.ts";
import type { Location } from "../../../framework/model/location.ts";
import type {
  Environment,
  Grant,
  Plan,
  PlannedFunction,
  PlannedResource,
  PlannedTrigger,
} from "../../../framework/model/plan.ts";
import type { Value } from "../../../framework/model/value.ts";

/** A line of the sources that the plans pretend to come from. */
export function line(number: number): Location {
  return { file: "src/shop.ts", line: number, column: 3, length: 10 };
}

/** The environment that every plan is for, but for its name and posture. */
export function environmentOf(name: string, posture: Environment["posture"]): Environment {
  return { name, target: "aws", account: "111122223333", region: "eu-central-1", posture };
}

/** A plan with nothing in it but what is given. */
export function planOf(parts: Pick<Plan, "environment"> & Partial<Plan>): Plan {
  return {
    schemaVersion: 1,
    app: "shop",
    resources: [],
    functions: [],
    triggers: [],
    changes: [],
    digest: "",
    ...parts,
  };
}

/** What is worth saying of a resource. */
export interface ResourceParts extends Partial<Omit<PlannedResource, "properties">> {
  readonly id: string;
  readonly kind: string;
  readonly properties: JsonObject;
}

/** A resource of tier `state`. */
export function resourceOf(parts: ResourceParts): PlannedResource {
  const { id } = parts;
  return { tier: "state", logicalId: stem(id), name: dashed(id), stateful: true, declaredAt: line(2), ...parts };
}

/** A function with one handler of its own name, allowed what is given. */
export function functionOf(id: string, parts: Partial<PlannedFunction> = {}): PlannedFunction {
  const [service = "", method = ""] = id.split(".");
  return {
    id,
    service,
    logicalId: stem(id),
    name: `shop-${id.replaceAll(".", "-")}`,
    handlers: [{ id, method }],
    memory: 512,
    timeout: 10,
    environment: {},
    grants: [],
    construction: [],
    declaredAt: line(10),
    ...parts,
  };
}

/** What is worth saying of a trigger. */
export interface TriggerParts extends Partial<Omit<PlannedTrigger, "properties">> {
  readonly id: string;
  readonly kind: string;
  readonly decorator: string;
  readonly properties: JsonObject;
}

/** A trigger of tier `service`, starting the function of its handler. */
export function triggerOf(parts: TriggerParts): PlannedTrigger {
  const handler = parts.id.replace(/#\d+$/u, "");
  return {
    tier: "service",
    logicalId: stem(parts.id),
    handler,
    function: handler,
    contracts: [],
    declaredAt: line(9),
    ...parts,
  };
}

/** Actions on ARNs, with a line that needs them. */
export function grantOf(resource: string, actions: readonly string[], resources: readonly Value[]): Grant {
  return { resource, actions, resources, reason: "test", at: [line(12)] };
}

function stem(id: string): string {
  const words = id.split(/[^A-Za-z0-9]+/u);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function dashed(id: string): string {
  return `shop-${id.replaceAll(".", "-").toLowerCase()}`;
}
