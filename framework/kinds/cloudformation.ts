/** What templates are built from, for every kind's `aws.ts` and for the functions. Pure data. */
import type { Environment, PlannedResource } from "../model/plan.ts";
import type {
  AwsContext,
  AwsTriggerContext,
  CloudFormationObject,
  CloudFormationResource,
  CloudFormationValue,
  Sender,
  Tags,
} from "./kind.ts";

/** Refers to a resource or parameter of the same template. */
export function ref(logicalId: string): CloudFormationObject {
  return { Ref: logicalId };
}

/** An attribute of a resource of the same template. */
export function getAtt(logicalId: string, attribute: string): CloudFormationObject {
  return { "Fn::GetAtt": [logicalId, attribute] };
}

/**
 * One text out of several values. Never `Fn::Sub`, which would read `${...}` in the user's texts. Neighbouring literals
 * become one, so that nothing can hide across a seam.
 */
export function concat(...values: readonly CloudFormationValue[]): CloudFormationValue {
  const parts: CloudFormationValue[] = [];
  for (const value of values.flatMap(partsOf)) {
    const last = parts.at(-1);
    if (typeof value === "string" && typeof last === "string") parts[parts.length - 1] = last + value;
    else parts.push(value);
  }
  return parts.length > 1 ? { "Fn::Join": ["", parts] } : (parts[0] ?? "");
}

function partsOf(value: CloudFormationValue): readonly CloudFormationValue[] {
  if (typeof value !== "object" || Array.isArray(value)) return [value];
  const join = (value as CloudFormationObject)["Fn::Join"];
  return Array.isArray(join) && join[0] === "" ? (join[1] as readonly CloudFormationValue[]).flatMap(partsOf) : [value];
}

/** The account that the stack is in. */
export const account: CloudFormationValue = ref("AWS::AccountId");
/** The region that the stack is in. */
export const region: CloudFormationValue = ref("AWS::Region");
/** `aws`, `aws-cn` or `aws-us-gov`. */
export const partition: CloudFormationValue = ref("AWS::Partition");
/** `amazonaws.com` or its Chinese counterpart. */
export const urlSuffix: CloudFormationValue = ref("AWS::URLSuffix");

/** The ARN of something in the stack's own account and region. */
export function arn(service: string, ...resource: readonly CloudFormationValue[]): CloudFormationValue {
  return concat("arn:", partition, `:${service}:`, region, ":", account, ":", ...resource);
}

/** A policy document of the current version. */
export function policyDocument(...statements: readonly CloudFormationObject[]): CloudFormationObject {
  return { Version: "2012-10-17", Statement: statements };
}

/** Lets nobody in over plain HTTP. */
export function denyPlaintext(action: string, resources: readonly CloudFormationValue[]): CloudFormationObject {
  return {
    Sid: "DenyPlaintext",
    Effect: "Deny",
    Principal: "*",
    Action: action,
    Resource: resources,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/** Lets one AWS service, acting for this account, assume a role. */
export function trustPolicy(service: string, conditions: CloudFormationObject = {}): CloudFormationObject {
  return policyDocument({
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": account }, ...conditions },
  });
}

/** The resource that a trigger listens to. A trigger without one was not made by the planner: a bug. */
export function listenedTo(context: AwsTriggerContext): PlannedResource {
  if (!context.resource) throw new Error(`A trigger of "${context.function.id}" listens to nothing.`);
  return context.resource;
}

/**
 * What holds data is kept where the environment is protected, except after a create that failed. A replacement always
 * keeps the old one: no edit in the code may lose data unasked.
 */
export function retentionFor(posture: Environment["posture"]): AwsContext["retention"] {
  const DeletionPolicy = posture === "protected" ? "RetainExceptOnCreate" : "Delete";
  return { DeletionPolicy, UpdateReplacePolicy: "Retain" };
}

/** Days that logs are kept, by posture. */
const logRetention = { local: 14, sandbox: 14, protected: 365 };

/** A log group whose name CloudFormation makes, so that one kept from earlier is never in the way. */
export function logGroup(context: AwsContext, tags: Tags): CloudFormationResource {
  const days = logRetention[context.environment.posture];
  return { Type: "AWS::Logs::LogGroup", Properties: { RetentionInDays: days, Tags: tags.list }, ...context.retention };
}

/** What a dead-letter queue is made from. */
export interface DeadLetters {
  /** The stem of its logical ids. */
  readonly stem: string;
  readonly tags: Tags;
  /** Must equal that of the queue whose messages it takes. */
  readonly fifo: boolean;
  readonly senders: readonly Sender[];
}

/** Seconds that dead letters are kept: the most that SQS allows, as they keep the time at which they were first sent. */
const longestRetention = 1_209_600;

/**
 * `<stem>DeadLetters`: a queue for what could not be processed, and its policy. It does not say which queues may use it
 * (`RedriveAllowPolicy`): they refer to it already, and a reference back would be a circle.
 */
export function deadLetterQueue(
  { stem, tags, fifo, senders }: DeadLetters,
  context: AwsContext,
): Readonly<Record<string, CloudFormationResource>> {
  const id = `${stem}DeadLetters`;
  const own = getAtt(id, "Arn");
  return {
    [id]: {
      Type: "AWS::SQS::Queue",
      Properties: {
        ...(fifo && { FifoQueue: true }),
        MessageRetentionPeriod: longestRetention,
        SqsManagedSseEnabled: true,
        Tags: tags.list,
      },
      ...context.retention,
    },
    [`${id}Policy`]: {
      Type: "AWS::SQS::QueuePolicy",
      Properties: {
        Queues: [ref(id)],
        PolicyDocument: policyDocument(denyPlaintext("sqs:*", [own]), ...senders.map((from) => allowSender(from, own))),
      },
    },
  };
}

function allowSender(sender: Sender, to: CloudFormationValue): CloudFormationObject {
  return {
    Effect: "Allow",
    Principal: { Service: sender.service },
    Action: "sqs:SendMessage",
    Resource: to,
    Condition: { ArnEquals: { "aws:SourceArn": sender.arn } },
  };
}

/**
 * Lets one resource of an AWS service invoke a function. The source's ARN names its account, so `SourceAccount` would
 * add nothing; and EventBridge does not send that key, so with it the rule could never invoke.
 *
 * @see https://github.com/awsdocs/aws-cloudformation-user-guide/pull/481
 */
export function invokePermission(alias: CloudFormationValue, source: Sender): CloudFormationResource {
  return {
    Type: "AWS::Lambda::Permission",
    Properties: {
      Action: "lambda:InvokeFunction",
      FunctionName: alias,
      Principal: source.service,
      SourceArn: source.arn,
    },
  };
}
