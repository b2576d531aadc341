import { compareText } from "../../model/json.ts";
import type { PlannedResource } from "../../model/plan.ts";
import { arn, ref } from "../cloudformation.ts";
import type { AwsContext, CloudFormationObject, Fragment } from "../kind.ts";
import { keyAttribute, type KeyOption, type TableProperties } from "./options.ts";

/** The key attributes of a table or of one of its indexes. */
interface Keys {
  readonly partitionKey: KeyOption;
  readonly sortKey?: KeyOption;
}

/** A table that is paid per request, encrypted, and by default restorable to any second of the last 35 days. */
export function synthesizeResource(resource: PlannedResource<TableProperties>, context: AwsContext): Fragment {
  const id = `${resource.logicalId}Table`;
  const name = ref(id);
  return {
    resources: {
      [id]: { Type: "AWS::DynamoDB::Table", Properties: describeTable(resource, context), ...context.retention },
    },
    attributes: { arn: arn("dynamodb", "table/", name), name },
  };
}

function describeTable(
  { id, properties }: PlannedResource<TableProperties>,
  context: AwsContext,
): CloudFormationObject {
  const indexes = Object.entries(properties.indexes ?? {}).sort(([left], [right]) => compareText(left, right));
  return {
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: defineAttributes([properties, ...indexes.map(([, index]) => index)]),
    KeySchema: keySchema(properties),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(([name, index]) => ({
        IndexName: name,
        KeySchema: keySchema(index),
        Projection: { ProjectionType: "ALL" },
      })),
    }),
    ...(properties.expires !== undefined && {
      TimeToLiveSpecification: { AttributeName: properties.expires, Enabled: true },
    }),
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: properties.recovery },
    SSESpecification: { SSEEnabled: true },
    DeletionProtectionEnabled: context.environment.posture === "protected",
    Tags: context.tags(id).list,
  };
}

/** DynamoDB wants each attribute that is part of any key, once. */
function defineAttributes(all: readonly Keys[]): readonly CloudFormationObject[] {
  const types = new Map(all.flatMap(keysOf).map(({ name, type }) => [name, type]));
  return [...types]
    .sort(([left], [right]) => compareText(left, right))
    .map(([name, type]) => ({ AttributeName: name, AttributeType: type }));
}

function keySchema(keys: Keys): readonly CloudFormationObject[] {
  return keysOf(keys).map(({ name }, index) => ({ AttributeName: name, KeyType: index === 0 ? "HASH" : "RANGE" }));
}

function keysOf({ partitionKey, sortKey }: Keys): readonly ReturnType<typeof keyAttribute>[] {
  return [keyAttribute(partitionKey), ...(sortKey === undefined ? [] : [keyAttribute(sortKey)])];
}
