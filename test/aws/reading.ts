/** What the AWS API says is there, asked with the SDK and not with the deployer's own eyes. */
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  paginateListStacks,
} from "@aws-sdk/client-cloudformation";
import { DescribeTableCommand, DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetAliasCommand, GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";

/** One function: the code that `live` runs, and the unpublished one. */
export interface FunctionReading {
  readonly version: string;
  readonly live: string;
  readonly latest: string;
  readonly timeout: number;
}

/** The functions of the given physical names. */
export async function readFunctions(names: readonly string[]): Promise<Readonly<Record<string, FunctionReading>>> {
  const client = new LambdaClient({});
  const entries = names.map(async (name) => {
    const alias = await client.send(new GetAliasCommand({ FunctionName: name, Name: "live" }));
    const live = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier: "live" }));
    const latest = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    const reading: FunctionReading = {
      version: alias.FunctionVersion ?? "",
      live: live.CodeSha256 ?? "",
      latest: latest.CodeSha256 ?? "",
      timeout: live.Timeout ?? 0,
    };
    return [name, reading] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** The physical ids of a stack's resources of one type, by logical id. */
export async function readResources(stack: string, type: string): Promise<Readonly<Record<string, string>>> {
  const answer = await new CloudFormationClient({}).send(new DescribeStackResourcesCommand({ StackName: stack }));
  const found = (answer.StackResources ?? []).filter((resource) => resource.ResourceType === type);
  return Object.fromEntries(found.map((each) => [each.LogicalResourceId ?? "", each.PhysicalResourceId ?? ""]));
}

/** The names and states of all stacks that exist. */
export async function readStacks(): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for await (const page of paginateListStacks({ client: new CloudFormationClient({}) }, {})) {
    for (const stack of page.StackSummaries ?? []) {
      if (stack.StackStatus !== "DELETE_COMPLETE") found[stack.StackName ?? ""] = stack.StackStatus ?? "";
    }
  }
  return found;
}

/** Every item of a table. */
export async function readItems(table: string): Promise<readonly unknown[]> {
  const { Items } = await new DynamoDBClient({}).send(new ScanCommand({ TableName: table }));
  return Items ?? [];
}

/** Whether a table exists. */
export async function hasTable(table: string): Promise<boolean> {
  return new DynamoDBClient({}).send(new DescribeTableCommand({ TableName: table })).then(
    () => true,
    () => false,
  );
}

/** All attributes of a queue. */
export async function readQueue(url: string): Promise<Readonly<Record<string, string>>> {
  const sqs = new SQSClient({});
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: url.slice(url.lastIndexOf("/") + 1) }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  return Attributes ?? {};
}
