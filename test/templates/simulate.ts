/** Asks IAM's rules, offline, whether a role may do something. */
import { runSimulation } from "@cloud-copilot/iam-simulate";

/** One call of an AWS API as IAM sees it. */
export interface Request {
  readonly action: string;
  readonly resourceArn: string;
}

/** A policy document with every ARN spelled out. */
export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** A statement that allows actions on ARNs. */
interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

const account = "111122223333";

/** Whether the policies of one role allow a request. Throws where IAM knows no such action or the ARN does not fit it. */
export async function isAllowed(policies: readonly Policy[], { action, resourceArn }: Request): Promise<boolean> {
  const outcome = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${account}:assumed-role/function/session`,
        action,
        resource: { resource: resourceArn, accountId: account },
        contextVariables: {},
      },
      identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (outcome.resultType === "error") {
    throw new Error(`${action} on ${resourceArn}: ${JSON.stringify(outcome.errors)}`);
  }
  return outcome.overallResult === "Allowed";
}

/** The requests that the policies do not allow. */
export async function deniedOf(policies: readonly Policy[], requests: readonly Request[]): Promise<readonly Request[]> {
  const answers = await Promise.all(requests.map((request) => isAllowed(policies, request)));
  return requests.filter((_, index) => !answers[index]);
}

/** Every way to take one action on one resource out of a policy. */
export function withoutEachPair(policy: Policy): readonly { readonly removed: Request; readonly policy: Policy }[] {
  const pairs = policy.Statement.flatMap(({ Action, Resource }) =>
    Action.flatMap((action) => Resource.map((resourceArn) => ({ action, resourceArn }))),
  );
  return pairs.map((removed) => ({
    removed,
    policy: {
      ...policy,
      Statement: pairs
        .filter((pair) => pair !== removed)
        .map(({ action, resourceArn }) => ({ Effect: "Allow", Action: [action], Resource: [resourceArn] })),
    },
  }));
}
