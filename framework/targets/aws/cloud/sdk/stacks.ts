import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  type Stack as SdkStack,
  type StackEvent as SdkStackEvent,
  StackStatus,
} from "@aws-sdk/client-cloudformation";
import { IffcError } from "../../../../diagnostics/error.ts";
import type { StackState, StackEvent, StackResource, Stacks } from "../stacks.ts";
import { call, collectPages } from "./call.ts";
import { sdkChangeSets } from "./change-sets.ts";

const aliveStatuses = Object.values(StackStatus).filter((status) => status !== "DELETE_COMPLETE");

/** CloudFormation through the SDK. */
export function sdkStacks(client: CloudFormationClient): Stacks {
  return {
    ...sdkChangeSets(client),
    describe: (name) => describeStack(client, name),
    list: (prefix) => listStacks(client, prefix),
    async template(name) {
      const command = new GetTemplateCommand({ StackName: name, TemplateStage: "Original" });
      const answer = await call("cloudformation:GetTemplate", () => client.send(command));
      return answer.TemplateBody ?? "{}";
    },
    async events(stackArn, page) {
      const command = new DescribeStackEventsCommand({ StackName: stackArn, NextToken: page });
      const answer = await ifExists(call("cloudformation:DescribeStackEvents", () => client.send(command)));
      const items = (answer?.StackEvents ?? []).map(readEvent);
      return { items, ...(answer?.NextToken && { next: answer.NextToken }) };
    },
    resources: async (name) => (await ifExists(listResources(client, name))) ?? [],
    async remove(stackArn, token) {
      const command = new DeleteStackCommand({ StackName: stackArn, ClientRequestToken: token });
      await call("cloudformation:DeleteStack", () => client.send(command));
    },
  };
}

async function listStacks(client: CloudFormationClient, prefix: string): Promise<readonly string[]> {
  const pages = await collectPages((NextToken) =>
    call("cloudformation:ListStacks", () =>
      client.send(new ListStacksCommand({ NextToken, StackStatusFilter: aliveStatuses })),
    ),
  );
  const names = pages.flatMap((page) => page.StackSummaries ?? []).map((stack) => stack.StackName ?? "");
  return names.filter((name) => name.startsWith(prefix)).sort();
}

async function listResources(client: CloudFormationClient, name: string): Promise<readonly StackResource[]> {
  const pages = await collectPages((NextToken) =>
    call("cloudformation:ListStackResources", () =>
      client.send(new ListStackResourcesCommand({ StackName: name, NextToken })),
    ),
  );
  const resources = pages.flatMap((page) => page.StackResourceSummaries ?? []);
  return resources.map((resource) => ({
    logicalId: resource.LogicalResourceId ?? "",
    ...(resource.PhysicalResourceId && { physicalId: resource.PhysicalResourceId }),
    type: resource.ResourceType ?? "",
    status: resource.ResourceStatus ?? "",
    ...(resource.ResourceStatusReason && { reason: resource.ResourceStatusReason }),
  }));
}

async function describeStack(client: CloudFormationClient, name: string): Promise<StackState | undefined> {
  const command = new DescribeStacksCommand({ StackName: name });
  const answer = await ifExists(call("cloudformation:DescribeStacks", () => client.send(command)));
  return answer?.Stacks?.[0] && readStack(answer.Stacks[0]);
}

/** CloudFormation tells only by its text that there is no such stack. */
async function ifExists<Answer>(asking: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (IffcError.is(error) && /does not exist/u.test(error.message)) return undefined;
    throw error;
  }
}

function readStack(stack: SdkStack): StackState {
  type Pair = readonly [key: string | undefined, value: string | undefined];
  const pairs = <Item>(list: readonly Item[] | undefined, pair: (item: Item) => Pair) =>
    Object.fromEntries((list ?? []).map((item) => pair(item).map((text) => text ?? "")));
  return {
    name: stack.StackName ?? "",
    arn: stack.StackId ?? "",
    status: stack.StackStatus ?? "CREATE_FAILED",
    ...(stack.StackStatusReason && { reason: stack.StackStatusReason }),
    outputs: pairs(stack.Outputs, (output) => [output.OutputKey, output.OutputValue]),
    parameters: pairs(stack.Parameters, (parameter) => [parameter.ParameterKey, parameter.ParameterValue]),
    tags: pairs(stack.Tags, (tag) => [tag.Key, tag.Value]),
    terminationProtection: stack.EnableTerminationProtection ?? false,
  };
}

function readEvent(event: SdkStackEvent): StackEvent {
  return {
    id: event.EventId ?? "",
    logicalId: event.LogicalResourceId ?? "",
    physicalId: event.PhysicalResourceId ?? "",
    type: event.ResourceType ?? "",
    status: event.ResourceStatus ?? "",
    ...(event.ResourceStatusReason && { reason: event.ResourceStatusReason }),
    ...(event.ClientRequestToken && { token: event.ClientRequestToken }),
  };
}
