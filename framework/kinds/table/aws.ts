import type { PlannedResource } from "../../model/plan.ts";
import { arn, ref } from "../cloudformation.ts";
import type { AwsContext, CloudFormationObject, Fragment } from "../kind.ts";
import { defineTable } from "./definition.ts";
import type { TableProperties } from "./options.ts";

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
  return {
    BillingMode: "PAY_PER_REQUEST",
    ...defineTable(properties),
    ...describeExpiry(properties),
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: properties.recovery },
    SSESpecification: { SSEEnabled: true },
    DeletionProtectionEnabled: context.environment.posture === "protected",
    Tags: context.tags(id).list,
  };
}

/** CloudFormation stops expiry only where it is told the attribute; a specification that is gone fails the update. */
function describeExpiry({ expires, expired }: TableProperties): CloudFormationObject {
  const AttributeName = expires ?? expired;
  if (AttributeName === undefined) return {};
  return { TimeToLiveSpecification: { AttributeName, Enabled: expires !== undefined } };
}
