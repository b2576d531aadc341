/** Values of templates as CloudFormation would fill them in, with made-up physical names. */
import type { CloudFormationObject, CloudFormationValue } from "../../framework/kinds/kind.ts";
import type { PlannedResource } from "../../framework/model/plan.ts";
import type { Stack } from "../../framework/targets/aws/synthesize/stack.ts";
import { mapObjects } from "../../framework/targets/aws/synthesize/value.ts";

const pseudo: Readonly<Record<string, string>> = {
  "AWS::AccountId": "111122223333",
  "AWS::Partition": "aws",
  "AWS::Region": "eu-central-1",
  "AWS::URLSuffix": "amazonaws.com",
};

/** The value with every intrinsic replaced by what it would stand for in the given stack. */
export function resolveIn(value: CloudFormationValue, stack: Stack, all: readonly Stack[]): CloudFormationValue {
  return mapObjects(value, (object) => {
    const { Ref: id, "Fn::GetAtt": attribute, "Fn::Join": join } = object;
    if (typeof id === "string") return pseudo[id] ?? fromElsewhere(id, stack, all) ?? nameOf(id, stack, all);
    if (Array.isArray(attribute)) return attributeOf(attribute.map(String), stack, all);
    return Array.isArray(join) ? (join[1] as readonly string[]).join("") : object;
  });
}

function fromElsewhere(parameter: string, stack: Stack, all: readonly Stack[]): CloudFormationValue | undefined {
  const source = stack.parameters[parameter];
  const producer = all.find(({ name }) => name === source?.stack);
  const output = producer?.template.Outputs?.[source?.output ?? ""];
  return producer && output && resolveIn(output.Value, producer, all);
}

/** What `Ref` gives. */
function nameOf(id: string, stack: Stack, all: readonly Stack[]): string {
  const { type, properties } = find(id, stack);
  const functionName = resolveIn(properties["FunctionName"] ?? "", stack, all) as string;
  if (type === "AWS::Lambda::Function") return functionName;
  if (type === "AWS::Lambda::Alias") return arn("lambda", `function:${functionName}:live`);
  return type === "AWS::S3::Bucket" ? `${stack.name}-${id}-x1`.toLowerCase() : `${stack.name}-${id}-x1`;
}

/**
 * The ARN of a resource that a plan has. Written down by hand for each kind, so that templates are not measured by their
 * own yardstick.
 */
export function physicalArn(
  stateStack: string,
  { kind, logicalId }: Pick<PlannedResource, "kind" | "logicalId">,
): string {
  const stem = `${stateStack}-${logicalId}`;
  const written: Readonly<Record<string, string>> = {
    bucket: `arn:aws:s3:::${stem.toLowerCase()}bucket-x1`,
    queue: arn("sqs", `${stem}Queue-x1`),
    table: arn("dynamodb", `table/${stem}Table-x1`),
  };
  return written[kind] ?? "";
}

const arns: Readonly<Record<string, (name: string) => string>> = {
  "AWS::SQS::Queue": (name) => arn("sqs", name),
  "AWS::Logs::LogGroup": (name) => arn("logs", `log-group:${name}:*`),
  "AWS::Lambda::Function": (name) => arn("lambda", `function:${name}`),
  "AWS::Events::Rule": (name) => arn("events", `rule/${name}`),
  "AWS::IAM::Role": (name) => `arn:aws:iam::111122223333:role/${name}`,
};

function attributeOf([id = "", attribute = ""]: readonly string[], stack: Stack, all: readonly Stack[]): string {
  const { type } = find(id, stack);
  if (attribute === "QueueName") return nameOf(id, stack, all);
  if (attribute === "Version") return "1";
  const make = arns[type];
  if (attribute !== "Arn" || !make) throw new Error(`${type} has no ${attribute} here.`);
  return make(nameOf(id, stack, all));
}

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:eu-central-1:111122223333:${resource}`;
}

function find(id: string, stack: Stack): { readonly type: string; readonly properties: CloudFormationObject } {
  const resource = stack.template.Resources[id];
  if (!resource) throw new Error(`${stack.name} has neither a resource nor a parameter ${id}.`);
  return { type: resource.Type, properties: resource.Properties ?? {} };
}
