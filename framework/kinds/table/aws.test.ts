import { describe, expect, test } from "vitest";
import { resourceContext } from "../../../test/templates/context.ts";
import { resourceOf } from "../../../test/templates/plans/build.ts";
import type { Environment } from "../../model/plan.ts";
import { synthesizeResource } from "./aws.ts";
import type { TableProperties } from "./options.ts";

function synthesizeTable(properties: Partial<TableProperties>, posture: Environment["posture"] = "protected") {
  const planned = resourceOf({ id: "Orders.orders", kind: "table", properties: {} });
  const resource = { ...planned, properties: { partitionKey: "id", recovery: true, ...properties } };
  return synthesizeResource(resource, resourceContext(posture));
}

function propertiesOf(properties: Partial<TableProperties>, posture?: Environment["posture"]) {
  return synthesizeTable(properties, posture).resources["OrdersOrdersTable"]?.Properties;
}

describe("a table", () => {
  test("is paid per request, encrypted, restorable, and cannot be deleted where it is protected", () => {
    expect(propertiesOf({})).toEqual({
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      DeletionProtectionEnabled: true,
      Tags: [{ Key: "iffc:resource", Value: "Orders.orders" }],
    });
  });

  test("can be deleted in a sandbox", () => {
    expect(propertiesOf({}, "sandbox")).toMatchObject({ DeletionProtectionEnabled: false });
  });

  test("forgets items and backups where it is told to", () => {
    expect(propertiesOf({ expires: "gone", recovery: false })).toMatchObject({
      TimeToLiveSpecification: { AttributeName: "gone", Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
    });
  });

  test("says that items expire no more, as long as they once did", () => {
    expect(propertiesOf({ expired: "gone" })).toMatchObject({
      TimeToLiveSpecification: { AttributeName: "gone", Enabled: false },
    });
  });

  test("defines each attribute of any key once, whatever the order of its indexes", () => {
    const at = { name: "at", type: "number" } as const;
    const byPage = { partitionKey: "page", sortKey: at };
    const byVisitor = { partitionKey: "visitor" };
    const properties = propertiesOf({ sortKey: at, indexes: { byVisitor, byPage } });
    expect(properties).toEqual(propertiesOf({ sortKey: at, indexes: { byPage, byVisitor } }));
    expect(properties).toMatchObject({
      AttributeDefinitions: [
        { AttributeName: "at", AttributeType: "N" },
        { AttributeName: "id", AttributeType: "S" },
        { AttributeName: "page", AttributeType: "S" },
        { AttributeName: "visitor", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "id", KeyType: "HASH" },
        { AttributeName: "at", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "byPage",
          KeySchema: [
            { AttributeName: "page", KeyType: "HASH" },
            { AttributeName: "at", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "ALL" },
        },
        { IndexName: "byVisitor", KeySchema: [{ AttributeName: "visitor", KeyType: "HASH" }] },
      ],
    });
  });

  test("is known elsewhere by its generated name alone", () => {
    const { attributes } = synthesizeTable({});
    expect(attributes?.["name"]).toEqual({ Ref: "OrdersOrdersTable" });
    expect(JSON.stringify(attributes?.["arn"])).toContain(':table/",{"Ref":"OrdersOrdersTable"}]');
  });
});
