import {
  type Change,
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
} from "@aws-sdk/client-cloudformation";
import type { ChangeSet, ChangeSetRequest, ResourceChange, Stacks, ValidationFailure } from "../stacks.ts";
import { call, callForExisting, collectPages } from "./call.ts";

/** The verbs of CloudFormation that are about change sets. */
export type ChangeSetVerb =
  | "createChangeSet"
  | "describeChangeSet"
  | "listChangeSets"
  | "validationFailures"
  | "deleteChangeSet"
  | "executeChangeSet";

/** CloudFormation's change sets through the SDK. */
export function sdkChangeSets(client: CloudFormationClient): Pick<Stacks, ChangeSetVerb> {
  return {
    async createChangeSet(request) {
      const answer = await call("cloudformation:CreateChangeSet", () => client.send(changeSetCommand(request)));
      return { arn: answer.Id ?? "", stackArn: answer.StackId ?? "" };
    },
    describeChangeSet: (arn) => describeChangeSet(client, arn),
    async listChangeSets(stackArn) {
      const pages = await collectPages((NextToken) =>
        call("cloudformation:ListChangeSets", () =>
          client.send(new ListChangeSetsCommand({ StackName: stackArn, NextToken })),
        ),
      );
      return pages.flatMap((page) => page.Summaries ?? []).map((summary) => summary.ChangeSetId ?? "");
    },
    validationFailures: (arn) => readValidationFailures(client, arn),
    async deleteChangeSet(arn) {
      const send = () => client.send(new DeleteChangeSetCommand({ ChangeSetName: arn }));
      const gone = ["ChangeSetNotFoundException", "ChangeSetNotFound"];
      await callForExisting("cloudformation:DeleteChangeSet", send, ...gone);
    },
    async executeChangeSet(arn, token) {
      const command = new ExecuteChangeSetCommand({ ChangeSetName: arn, ClientRequestToken: token });
      await call("cloudformation:ExecuteChangeSet", () => client.send(command));
    },
  };
}

function changeSetCommand(request: ChangeSetRequest): CreateChangeSetCommand {
  return new CreateChangeSetCommand({
    StackName: request.stack,
    ChangeSetName: request.name,
    ClientToken: request.name,
    ChangeSetType: request.type,
    ...("url" in request.template ? { TemplateURL: request.template.url } : { TemplateBody: request.template.body }),
    Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
    Parameters: Object.entries(request.parameters).map(([key, value]) => ({
      ParameterKey: key,
      ParameterValue: value,
    })),
    Tags: Object.entries(request.tags).map(([key, value]) => ({ Key: key, Value: value })),
  });
}

async function describeChangeSet(client: CloudFormationClient, arn: string): Promise<ChangeSet> {
  const pages = await collectPages((NextToken) =>
    call("cloudformation:DescribeChangeSet", () =>
      client.send(new DescribeChangeSetCommand({ ChangeSetName: arn, NextToken })),
    ),
  );
  const reason = pages[0]?.StatusReason;
  return {
    arn,
    status: pages[0]?.Status ?? "FAILED",
    ...(reason && { reason }),
    changes: pages.flatMap((page) => page.Changes ?? []).flatMap(readChange),
  };
}

function readChange({ ResourceChange: change }: Change): readonly ResourceChange[] {
  if (!change?.Action) return [];
  return [
    {
      action: change.Action,
      logicalId: change.LogicalResourceId ?? "",
      type: change.ResourceType ?? "",
      ...(change.Replacement && { replacement: change.Replacement }),
    },
  ];
}

/** The newest operation's come first, and all of them on one page. */
async function readValidationFailures(
  client: CloudFormationClient,
  arn: string,
): Promise<readonly ValidationFailure[]> {
  const subject = arn.includes(":changeSet/") ? { ChangeSetName: arn } : { StackName: arn };
  const command = new DescribeEventsCommand({ ...subject, Filters: { FailedEvents: true } });
  const { OperationEvents: events = [] } = await call("cloudformation:DescribeEvents", () => client.send(command));
  return events
    .filter((event) => event.OperationId === events[0]?.OperationId)
    .flatMap((event) => {
      const reason = event.ValidationStatusReason ?? event.HookStatusReason;
      if (!reason) return [];
      return [{ ...(event.LogicalResourceId && { logicalId: event.LogicalResourceId }), reason }];
    });
}
