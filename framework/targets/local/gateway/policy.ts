import type { Caller } from "../../../kinds/local.ts";
import { WireError } from "../../../kinds/local.ts";
import type { PlannedFunction } from "../../../model/plan.ts";
import { type Reference, resolveValue } from "../../../model/value.ts";

/** What a function may do: the plan's grants with every reference looked up. */
export interface Policy {
  readonly functionId: string;
  readonly functionName: string;
  readonly statements: readonly Statement[];
}

/** Actions that are allowed on resources; in both `*` stands for any text and `?` for any character. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** The rights of a function, as the role that a deploy to AWS gives it. */
export function policyOf(planned: PlannedFunction, lookup: (reference: Reference) => string): Policy {
  const statements = planned.grants.map(({ actions, resources }) => ({
    actions,
    resources: resources.map((resource) => resolveValue(resource, lookup)),
  }));
  return { functionId: planned.id, functionName: planned.name, statements };
}

/**
 * Whether a policy allows an action on a resource, as IAM would judge it: the case of actions does not matter.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function isAllowed({ statements }: Policy, action: string, resource: string): boolean {
  return statements.some(
    ({ actions, resources }) =>
      resources.some((pattern) => matches(pattern, resource)) &&
      actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())),
  );
}

function matches(pattern: string, text: string): boolean {
  if (!/[*?]/u.test(pattern)) return pattern === text;
  const escaped = pattern.replace(/[.+^${}()|[\]\\/]/gu, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "su").test(text);
}

/** The developer, who may do everything. */
export const developer: Caller = { require() {} };

/** What the gateway knows of a denial. */
export interface Denial {
  readonly account: string;
  /** The code that the protocol of the service uses. */
  readonly code: string;
  log(functionId: string, line: string): void;
}

/** A function as a caller: what the cloud would deny, it is denied here, with a line that says which grant is missing. */
export function callerOf(policy: Policy, denial: Denial): Caller {
  const { functionId, functionName } = policy;
  return {
    require(action, resource) {
      if (isAllowed(policy, action, resource)) return;
      denial.log(
        functionId,
        `${functionId} may not ${action} on ${resource}: nothing in its code or its @Grants grants it.`,
      );
      const user = `arn:aws:sts::${denial.account}:assumed-role/${functionName}/${functionName}`;
      throw new WireError(
        403,
        denial.code,
        `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
      );
    },
  };
}
