import { deadLetterQueue, getAtt, logGroup, policyDocument, ref, trustPolicy } from "../../../kinds/cloudformation.ts";
import type {
  AwsContext,
  CloudFormationObject,
  CloudFormationResource,
  CloudFormationValue,
  Fragment,
  Sender,
} from "../../../kinds/kind.ts";
import { compareText } from "../../../model/json.ts";
import type { PlannedFunction } from "../../../model/plan.ts";
import { mergeGrants } from "./policy.ts";
import { renderValue } from "./value.ts";

/** The zip that a function is created with, as CloudFormation names it. It never changes afterwards. */
export interface CodeReference {
  readonly S3Bucket: string;
  readonly S3Key: string;
  /** Pins the very bytes that were uploaded. */
  readonly S3ObjectVersion: string;
}

/** What a function is synthesized from. */
export interface FunctionParts {
  readonly planned: PlannedFunction;
  readonly code: CodeReference;
  /** Who may use its dead-letter queue; absent where nothing reaches it asynchronously. */
  readonly deadLetters?: readonly Sender[];
}

/** How long Lambda tries: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const asynchronous = { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 2 };

/**
 * A function with its role, log group, first version and the alias `live`. After they are made, code, versions and the
 * alias belong to the release: nothing here changes them again.
 */
export function synthesizeFunction(parts: FunctionParts, context: AwsContext): Fragment {
  const { planned } = parts;
  const stem = planned.logicalId;
  const id = `${stem}Function`;
  const tags = context.tags(planned.id);
  return {
    resources: {
      [`${stem}LogGroup`]: logGroup(context, tags),
      [`${stem}Role`]: synthesizeRole(parts, context),
      [id]: { Type: "AWS::Lambda::Function", Properties: describeFunction(parts, context) },
      [`${stem}Version`]: {
        Type: "AWS::Lambda::Version",
        Properties: { FunctionName: ref(id) },
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
      },
      [`${stem}Alias`]: {
        Type: "AWS::Lambda::Alias",
        Properties: { FunctionName: ref(id), FunctionVersion: getAtt(`${stem}Version`, "Version"), Name: "live" },
      },
      ...(parts.deadLetters && synthesizeFailures(parts.deadLetters, planned, context)),
    },
    attributes: {
      alias: ref(`${stem}Alias`),
      arn: getAtt(id, "Arn"),
      name: ref(id),
      ...(parts.deadLetters && { deadLetters: getAtt(`${stem}DeadLetters`, "Arn") }),
    },
  };
}

function describeFunction({ planned, code }: FunctionParts, context: AwsContext): CloudFormationObject {
  const { concurrency, environment, logicalId, memory, name, timeout } = planned;
  return {
    FunctionName: name,
    Role: getAtt(`${logicalId}Role`, "Arn"),
    Runtime: "nodejs24.x",
    Architectures: ["arm64"],
    Handler: "index.handler",
    Code: { ...code },
    MemorySize: memory,
    Timeout: timeout,
    ...(concurrency !== undefined && { ReservedConcurrentExecutions: concurrency }),
    ...(Object.keys(environment).length > 0 && { Environment: { Variables: renderEnvironment(environment) } }),
    LoggingConfig: { LogFormat: "JSON", LogGroup: ref(`${logicalId}LogGroup`) },
    ...(isTraced(planned, context) && { TracingConfig: { Mode: "Active" } }),
    Tags: context.tags(planned.id).list,
  };
}

function renderEnvironment(environment: PlannedFunction["environment"]): Record<string, CloudFormationValue> {
  const sorted = Object.entries(environment).sort(([left], [right]) => compareText(left, right));
  return Object.fromEntries(sorted.map(([name, value]) => [name, renderValue(value)]));
}

/** Tracing needs permissions that have no resource: only who asked for them gets it. */
function isTraced({ grants }: PlannedFunction, { environment }: AwsContext): boolean {
  return environment.posture === "protected" && grants.some((grant) => grant.actions.includes("xray:PutTraceSegments"));
}

/** Exactly what was granted, and what Lambda itself needs in order to log and to put failed events away. */
function synthesizeRole({ planned, deadLetters }: FunctionParts, context: AwsContext): CloudFormationResource {
  const statements = [
    ...mergeGrants(planned.grants),
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], getAtt(`${planned.logicalId}LogGroup`, "Arn")),
    ...(deadLetters ? [allow(["sqs:SendMessage"], getAtt(`${planned.logicalId}DeadLetters`, "Arn"))] : []),
  ];
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: trustPolicy("lambda.amazonaws.com"),
      Policies: [{ PolicyName: "grants", PolicyDocument: policyDocument(...statements) }],
      Tags: context.tags(planned.id).list,
    },
  };
}

function allow(actions: readonly string[], on: CloudFormationValue): CloudFormationObject {
  return { Effect: "Allow", Action: actions, Resource: [on] };
}

/** Where events go that the function failed three times, and that nobody could deliver to it. */
function synthesizeFailures(
  senders: readonly Sender[],
  { id, logicalId }: PlannedFunction,
  context: AwsContext,
): Readonly<Record<string, CloudFormationResource>> {
  return {
    ...deadLetterQueue({ stem: logicalId, tags: context.tags(id), fifo: false, senders }, context),
    [`${logicalId}Invocation`]: {
      Type: "AWS::Lambda::EventInvokeConfig",
      Properties: {
        FunctionName: ref(`${logicalId}Function`),
        Qualifier: "live",
        ...asynchronous,
        DestinationConfig: { OnFailure: { Destination: getAtt(`${logicalId}DeadLetters`, "Arn") } },
      },
      DependsOn: [`${logicalId}Alias`],
    },
  };
}
