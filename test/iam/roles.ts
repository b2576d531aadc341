/** The roles of templates, and what AWS itself does with each. */
import type { CloudFormationObject } from "../../framework/kinds/kind.ts";
import type { Stack } from "../../framework/targets/aws/synthesize/stack.ts";
import { resolveIn } from "../templates/resolve.ts";
import type { Policy, Request } from "../templates/simulate.ts";

/** A role as CloudFormation would make it. */
export interface Role {
  readonly arn: string;
  /** The id of the function that has it; absent where a service has it. */
  readonly function?: string;
  readonly policies: readonly Policy[];
  /** What is never seen in the requests of functions: AWS does it in their name. */
  readonly byAws: readonly Request[];
}

/** A resource of a template with every value filled in. */
interface Resolved {
  readonly type: string;
  readonly arn: string;
  /** What it belongs to in the sources. */
  readonly owner: string;
  readonly properties: CloudFormationObject;
}

/** Every role of the stacks of an app. */
export function rolesOf(stacks: readonly Stack[]): readonly Role[] {
  const all = stacks.flatMap((stack) => resolveAll(stack, stacks));
  const functions = all.filter(({ type }) => type === "AWS::Lambda::Function");
  const uses = all.flatMap((resource) => usesOf(resource, functions));
  return all
    .filter(({ type }) => type === "AWS::IAM::Role")
    .map(({ arn, properties }) => {
      const owner = functions.find((candidate) => candidate.properties["Role"] === arn)?.owner;
      const policies = properties["Policies"] as unknown as readonly { readonly PolicyDocument: Policy }[];
      return {
        arn,
        ...(owner !== undefined && { function: owner }),
        policies: policies.map(({ PolicyDocument }) => PolicyDocument),
        byAws: uses.filter((use) => use.role === arn).flatMap(({ requests }) => requests),
      };
    });
}

function resolveAll(stack: Stack, stacks: readonly Stack[]): readonly Resolved[] {
  return Object.entries(stack.template.Resources).map(([id, { Type: type, Properties = {}, Metadata = {} }]) => {
    const { id: owner } = Metadata["iffc"] as { readonly id: string };
    const arn = type === "AWS::IAM::Role" ? (resolveIn({ "Fn::GetAtt": [id, "Arn"] }, stack, stacks) as string) : "";
    return { type, arn, owner, properties: resolveIn(Properties, stack, stacks) as CloudFormationObject };
  });
}

interface Use {
  readonly role: string;
  readonly requests: readonly Request[];
}

/** What AWS does because a resource is there, in the name of which role. */
function usesOf({ type, properties }: Resolved, functions: readonly Resolved[]): readonly Use[] {
  const role = (name: string): string =>
    functions.find((candidate) => candidate.properties["FunctionName"] === name)?.properties["Role"] as string;
  switch (type) {
    case "AWS::Lambda::Function":
      return [{ role: properties["Role"] as string, requests: writeLogs(properties) }];
    case "AWS::Lambda::EventSourceMapping":
      return [{ role: role(nameIn(properties["FunctionName"] as string)), requests: poll(properties) }];
    case "AWS::Lambda::EventInvokeConfig":
      return [{ role: role(properties["FunctionName"] as string), requests: putAway(properties) }];
    case "AWS::Scheduler::Schedule": {
      const target = properties["Target"] as CloudFormationObject;
      return [{ role: target["RoleArn"] as string, requests: start(target) }];
    }
    default:
      return [];
  }
}

/** The function's name in the ARN of its alias. */
function nameIn(alias: string): string {
  return alias.split(":")[6] ?? "";
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html#monitoring-cloudwatchlogs-prereqs */
function writeLogs({ LoggingConfig }: CloudFormationObject): readonly Request[] {
  const { LogGroup } = LoggingConfig as { readonly LogGroup: string };
  const resourceArn = `arn:aws:logs:eu-central-1:111122223333:log-group:${LogGroup}:log-stream:s`;
  return ["logs:CreateLogStream", "logs:PutLogEvents"].map((action) => ({ action, resourceArn }));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions */
function poll({ EventSourceArn }: CloudFormationObject): readonly Request[] {
  const actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
  return actions.map((action) => ({ action, resourceArn: EventSourceArn as string }));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-async-destinations */
function putAway({ DestinationConfig }: CloudFormationObject): readonly Request[] {
  const { OnFailure } = DestinationConfig as { readonly OnFailure: { readonly Destination: string } };
  return [{ action: "sqs:SendMessage", resourceArn: OnFailure.Destination }];
}

/**
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 */
function start({ Arn, DeadLetterConfig }: CloudFormationObject): readonly Request[] {
  return [
    { action: "lambda:InvokeFunction", resourceArn: Arn as string },
    { action: "sqs:SendMessage", resourceArn: (DeadLetterConfig as { readonly Arn: string }).Arn },
  ];
}
