import { describe, expect, test } from "vitest";
import type { CloudFormationObject } from "../../framework/kinds/kind.ts";
import type { Plan, PlannedFunction } from "../../framework/model/plan.ts";
import { resolveValue, type Value } from "../../framework/model/value.ts";
import type { Stack } from "../../framework/targets/aws/synthesize/stack.ts";
import { physicalArn, resolveIn } from "./resolve.ts";
import { deniedOf, isAllowed, type Policy, type Request, withoutEachPair } from "./simulate.ts";
import { synthesized } from "./synthesized.ts";

interface Role {
  readonly name: string;
  readonly policies: readonly Policy[];
  /** Every request that the plan grants, and those that Lambda itself makes for the function. */
  readonly needed: readonly Request[];
}

const roles: readonly Role[] = synthesized.flatMap(({ plan, stacks }) =>
  plan.functions.map((planned) => {
    const stack = stacks.find(({ needsCode }) => needsCode.includes(planned.id)) as Stack;
    const policies = policiesOf(`${planned.logicalId}Role`, stack, stacks);
    return { name: planned.name, policies, needed: [...grantedTo(plan, planned), ...ownRequests(planned, stack)] };
  }),
);

function policiesOf(role: string, stack: Stack, all: readonly Stack[]): readonly Policy[] {
  const policies = stack.template.Resources[role]?.Properties?.["Policies"] as readonly CloudFormationObject[];
  return policies.map(({ PolicyDocument }) => resolveIn(PolicyDocument ?? "", stack, all) as unknown as Policy);
}

function grantedTo(plan: Plan, planned: PlannedFunction): readonly Request[] {
  return planned.grants.flatMap(({ actions, resources }) =>
    actions.flatMap((action) => resources.map((on) => ({ action, resourceArn: sampleArn(plan, on) }))),
  );
}

/** What a grant's ARN stands for: a key of its own for one that ends in any. */
function sampleArn(plan: Plan, on: Value): string {
  const spelled = resolveValue(on, ({ resource: id }) => {
    const found = plan.resources.find((resource) => resource.id === id);
    return found ? physicalArn(`${plan.app}-${plan.environment.name}-state`, found) : "";
  });
  return spelled.replace(/\/\*$/u, "/some/key");
}

function ownRequests({ logicalId }: PlannedFunction, stack: Stack): readonly Request[] {
  const group = `arn:aws:logs:eu-central-1:111122223333:log-group:${stack.name}-${logicalId}LogGroup-x1`;
  const letters = `arn:aws:sqs:eu-central-1:111122223333:${stack.name}-${logicalId}DeadLetters-x1`;
  return [
    { action: "logs:CreateLogStream", resourceArn: `${group}:log-stream:s` },
    { action: "logs:PutLogEvents", resourceArn: `${group}:log-stream:s` },
    ...(stack.template.Resources[`${logicalId}DeadLetters`]
      ? [{ action: "sqs:SendMessage", resourceArn: letters }]
      : []),
  ];
}

describe.each(roles)("the role of $name", ({ policies, needed }) => {
  test("allows what the function needs", async () => {
    expect(await deniedOf(policies, needed)).toEqual([]);
  });

  test("needs every action on every resource that it has", async () => {
    for (const { removed, policy } of policies.flatMap(withoutEachPair)) {
      expect(await deniedOf([policy], needed), `without ${removed.action} on ${removed.resourceArn}`).not.toEqual([]);
    }
  });

  test("denies what was not granted", async () => {
    const forbidden: readonly Request[] = [
      { action: "sqs:PurgeQueue", resourceArn: "arn:aws:sqs:eu-central-1:111122223333:any" },
      { action: "dynamodb:DeleteTable", resourceArn: "arn:aws:dynamodb:eu-central-1:111122223333:table/any" },
      { action: "s3:PutBucketPolicy", resourceArn: "arn:aws:s3:::any" },
      { action: "s3:GetObject", resourceArn: "arn:aws:s3:::another/key" },
      {
        action: "logs:PutLogEvents",
        resourceArn: "arn:aws:logs:eu-central-1:111122223333:log-group:other:log-stream:s",
      },
      ...needed
        .filter(({ resourceArn }) => resourceArn !== "*")
        .map(({ action, resourceArn }) => ({ action, resourceArn: resourceArn.replace(/-x1/u, "-x2") })),
    ];
    expect(await deniedOf(policies, forbidden)).toEqual(forbidden);
  });
});

test("the role of a schedule may start its function and nothing else", async () => {
  const { stacks } = synthesized.find(({ name }) => name === "shop") ?? { stacks: [] };
  const stack = stacks.find(({ name }) => name === "shop-prod-service-Orders") as Stack;
  const policies = policiesOf("OrdersSweepInvoker", stack, stacks);
  const sweep = "arn:aws:lambda:eu-central-1:111122223333:function:shop-Orders-sweep";
  expect(await isAllowed(policies, { action: "lambda:InvokeFunction", resourceArn: `${sweep}:live` })).toBe(true);
  expect(await isAllowed(policies, { action: "lambda:InvokeFunction", resourceArn: sweep })).toBe(false);
});

test("an action that IAM does not know is an error and not a denial", async () => {
  const request = { action: "sqs:SendMesage", resourceArn: "arn:aws:sqs:eu-central-1:111122223333:any" };
  await expect(isAllowed([], request)).rejects.toThrow("sqs:SendMesage");
});
