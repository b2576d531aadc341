/** What this project asks of its templates and no validator looks at. */
import type { CloudFormationObject, CloudFormationResource, CloudFormationValue } from "../../framework/kinds/kind.ts";
import type { Stack } from "../../framework/targets/aws/synthesize/stack.ts";
import { objectsIn } from "../../framework/targets/aws/synthesize/value.ts";
import { resolveIn } from "./resolve.ts";

/** One resource with every value filled in. */
interface Resolved {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: CloudFormationObject;
  readonly resource: CloudFormationResource;
}

/** A rule: the faults of one resource, among all of its app. */
type Rule = (subject: Resolved, all: readonly Resolved[]) => readonly string[];

/** Actions that have no resource level: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const withoutResource = new Set(["xray:PutTelemetryRecords", "xray:PutTraceSegments"]);

/** Types that hold data, or the only trace of what happened. */
const stateful = new Set(["AWS::DynamoDB::Table", "AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::SQS::Queue"]);

/** Types that CloudFormation cannot tag. */
const untaggable = new Set([
  "AWS::ApiGatewayV2::Authorizer",
  "AWS::ApiGatewayV2::Integration",
  "AWS::ApiGatewayV2::Route",
  "AWS::Lambda::Alias",
  "AWS::Lambda::EventInvokeConfig",
  "AWS::Lambda::Permission",
  "AWS::Lambda::Version",
  "AWS::S3::BucketPolicy",
  "AWS::SQS::QueuePolicy",
  "AWS::Scheduler::Schedule",
]);

/** The faults of the stacks of one app, each with where it is. */
export function findFaults(stacks: readonly Stack[]): readonly string[] {
  const all = stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources).map(([id, resource]) => ({
      stack: stack.name,
      id,
      type: resource.Type,
      properties: resolveIn(resource.Properties ?? {}, stack, stacks) as CloudFormationObject,
      resource,
    })),
  );
  return all.flatMap((subject) =>
    Object.entries(rules).flatMap(([name, rule]) =>
      rule(subject, all).map((fault) => `${subject.stack}/${subject.id} ${name}: ${fault}`),
    ),
  );
}

const rules: Readonly<Record<string, Rule>> = {
  "invocations come from one resource of this account": ({ type, properties }) => {
    if (type !== "AWS::Lambda::Permission") return [];
    const source = textOf(properties["SourceArn"]);
    return /^arn:aws:[a-z-]+:eu-central-1:111122223333:[^*]/u.test(source) ? [] : [`SourceArn is "${source}"`];
  },

  "every trigger starts the alias live": ({ type, properties }) =>
    startedBy(type, properties)
      .filter((arn) => !/^arn:aws:lambda:[^:]+:\d+:function:[^:]+:live$/u.test(arn))
      .map((arn) => `starts "${arn}"`),

  "permissions name actions and resources": ({ properties }) =>
    statementsIn(properties)
      .filter((statement) => statement["Effect"] === "Allow")
      .flatMap((statement) => wildcardsOf(textsOf(statement["Action"]), textsOf(statement["Resource"]))),

  "nothing is open to everybody": ({ properties }) =>
    statementsIn(properties)
      .filter(({ Effect, Principal }) => Effect === "Allow" && /"\*"/u.test(JSON.stringify(Principal ?? "")))
      .map(({ Action }) => `anyone may ${textsOf(Action).join()}`),

  "a service that may do something is tied to a source": ({ properties }) =>
    statementsIn(properties)
      .filter(({ Effect, Principal }) => Effect === "Allow" && Principal !== undefined)
      .filter(({ Condition }) => !/aws:Source(?:Arn|Account)/u.test(JSON.stringify(Condition ?? "")))
      .map(({ Principal }) => `${JSON.stringify(Principal)} is not`),

  "the policies of a role fit": ({ type, properties }) => {
    const documents = ((properties["Policies"] ?? []) as readonly CloudFormationObject[]).map((policy) =>
      JSON.stringify(policy["PolicyDocument"]).replace(/\s/gu, ""),
    );
    const size = documents.join("").length;
    return type === "AWS::IAM::Role" && size > 10_240 ? [`${size} characters`] : [];
  },

  "large batches have a window": ({ properties }) =>
    Number(properties["BatchSize"] ?? 0) > 10 && !properties["MaximumBatchingWindowInSeconds"] ? ["there is none"] : [],

  "a message stays hidden while it is worked on": ({ type, properties }, all) => {
    if (type !== "AWS::Lambda::EventSourceMapping") return [];
    const source = textOf(properties["EventSourceArn"]).split(":").at(-1);
    const target = textOf(properties["FunctionName"]).split(":").at(-2);
    const hidden = all.find(({ stack, id }) => `${stack}-${id}-x1` === source)?.properties["VisibilityTimeout"];
    const timeout = all.find(({ properties: other }) => other["FunctionName"] === target && other["Timeout"]);
    const window = Number(properties["MaximumBatchingWindowInSeconds"] ?? 0);
    const least = 6 * Number(timeout?.properties["Timeout"]) + window;
    return Number(hidden) >= least ? [] : [`${textOf(hidden)} s, but ${least} s are needed`];
  },

  "data outlives its declaration": ({ type, resource }) =>
    stateful.has(type) && !(resource.DeletionPolicy && resource.UpdateReplacePolicy === "Retain")
      ? ["no deletion policies"]
      : [],

  "everything is tagged": ({ type, properties }) => {
    if (untaggable.has(type)) return [];
    const tags = JSON.stringify(properties["Tags"] ?? "");
    return ["iffc:app", "iffc:environment", "iffc:resource"].filter((tag) => !tags.includes(`"${tag}"`));
  },

  "everything leads to a line of the sources": ({ resource }) =>
    /"source":"[^"/][^"]*:\d+:\d+"/u.test(JSON.stringify(resource.Metadata ?? "")) ? [] : ["no source"],

  "user text is never interpreted": ({ resource }) =>
    objectsIn(resource.Properties ?? {})
      .flatMap((object) => Object.keys(object))
      .filter((key) => key.startsWith("Fn::") && key !== "Fn::GetAtt" && key !== "Fn::Join"),
};

function startedBy(type: string, properties: CloudFormationObject): readonly string[] {
  const targets: Readonly<Record<string, CloudFormationValue | undefined>> = {
    "AWS::Lambda::EventSourceMapping": properties["FunctionName"],
    "AWS::Lambda::Permission": properties["FunctionName"],
    "AWS::ApiGatewayV2::Integration": properties["IntegrationUri"],
    "AWS::Scheduler::Schedule": (properties["Target"] as CloudFormationObject | undefined)?.["Arn"],
    "AWS::Events::Rule": (properties["Targets"] as readonly CloudFormationObject[] | undefined)?.[0]?.["Arn"],
  };
  return Object.hasOwn(targets, type) ? [textOf(targets[type])] : [];
}

function statementsIn(properties: CloudFormationObject): readonly CloudFormationObject[] {
  return objectsIn(properties).filter((object) => object["Effect"] !== undefined);
}

function textOf(value: CloudFormationValue | undefined): string {
  return typeof value === "object" || value === undefined ? JSON.stringify(value ?? null) : String(value);
}

function textsOf(value: CloudFormationValue | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat().map(textOf);
}

function wildcardsOf(actions: readonly string[], resources: readonly string[]): readonly string[] {
  const anywhere = resources.includes("*") ? actions.filter((action) => !withoutResource.has(action)) : [];
  return [
    ...actions.filter((action) => action.includes("*")).map((action) => `${action} is a wildcard`),
    ...anywhere.map((action) => `${action} on everything`),
  ];
}
