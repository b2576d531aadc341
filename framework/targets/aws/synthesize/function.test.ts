import { describe, expect, test } from "vitest";
import { resourceContext } from "../../../../test/templates/context.ts";
import { functionOf, grantOf } from "../../../../test/templates/plans/build.ts";
import type { Environment, PlannedFunction } from "../../../model/plan.ts";
import { reference } from "../../../model/value.ts";
import { type FunctionParts, synthesizeFunction } from "./function.ts";
import { renderValue } from "./value.ts";

const code = { S3Bucket: "artifacts", S3Key: "key", S3ObjectVersion: "1" };

function synthesize(
  planned: Partial<PlannedFunction> = {},
  parts: Partial<FunctionParts> = {},
  posture: Environment["posture"] = "protected",
) {
  return synthesizeFunction({ planned: functionOf("Orders.place", planned), code, ...parts }, resourceContext(posture));
}

function propertiesOf(fragment: ReturnType<typeof synthesize>, id: string) {
  return fragment.resources[`OrdersPlace${id}`]?.Properties;
}

describe("a function", () => {
  test("is made with its first artifact, on the runtime that all have", () => {
    expect(propertiesOf(synthesize(), "Function")).toEqual({
      FunctionName: "shop-Orders-place",
      Role: { "Fn::GetAtt": ["OrdersPlaceRole", "Arn"] },
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
      Code: code,
      MemorySize: 512,
      Timeout: 10,
      LoggingConfig: { LogFormat: "JSON", LogGroup: { Ref: "OrdersPlaceLogGroup" } },
      Tags: [{ Key: "iffc:resource", Value: "Orders.place" }],
    });
  });

  test("has the environment and concurrency that were planned", () => {
    const url = reference("Orders.incoming", "url");
    const planned = { concurrency: 0, environment: { URL: url, LEVEL: "debug" } };
    expect(propertiesOf(synthesize(planned), "Function")).toMatchObject({
      ReservedConcurrentExecutions: 0,
      Environment: { Variables: { LEVEL: "debug", URL: renderValue(url) } },
    });
  });

  test("has a first version that outlives it, and the alias on that", () => {
    const { resources, attributes } = synthesize();
    expect(resources["OrdersPlaceVersion"]).toMatchObject({ DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
    expect(resources["OrdersPlaceAlias"]?.Properties).toEqual({
      FunctionName: { Ref: "OrdersPlaceFunction" },
      FunctionVersion: { "Fn::GetAtt": ["OrdersPlaceVersion", "Version"] },
      Name: "live",
    });
    expect(attributes?.["alias"]).toEqual({ Ref: "OrdersPlaceAlias" });
  });

  test("may do what was granted, and write its own log", () => {
    const granted = grantOf("Orders.incoming", ["sqs:SendMessage"], [reference("Orders.incoming", "arn")]);
    expect(propertiesOf(synthesize({ grants: [granted] }), "Role")?.["Policies"]).toEqual([
      {
        PolicyName: "grants",
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["sqs:SendMessage"],
              Resource: [renderValue(reference("Orders.incoming", "arn"))],
            },
            {
              Effect: "Allow",
              Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
              Resource: [{ "Fn::GetAtt": ["OrdersPlaceLogGroup", "Arn"] }],
            },
          ],
        },
      },
    ]);
  });

  test.each([
    ["protected", "xray:PutTraceSegments", { Mode: "Active" }],
    ["protected", "xray:PutTelemetryRecords", undefined],
    ["sandbox", "xray:PutTraceSegments", undefined],
  ] as const)("in %s with %s is traced: %j", (posture, action, tracing) => {
    const fragment = synthesize({ grants: [grantOf("trace", [action], ["*"])] }, {}, posture);
    expect(propertiesOf(fragment, "Function")?.["TracingConfig"]).toEqual(tracing);
  });
});

describe("failed events", () => {
  test("have nowhere to go where nothing is asynchronous", () => {
    expect(Object.keys(synthesize().resources)).toEqual([
      "OrdersPlaceLogGroup",
      "OrdersPlaceRole",
      "OrdersPlaceFunction",
      "OrdersPlaceVersion",
      "OrdersPlaceAlias",
    ]);
    expect(synthesize().attributes).not.toHaveProperty("deadLetters");
  });

  test("go to the function's dead-letter queue, which it may send to", () => {
    const fragment = synthesize({}, { deadLetters: [] });
    expect(fragment.resources["OrdersPlaceInvocation"]).toEqual({
      Type: "AWS::Lambda::EventInvokeConfig",
      Properties: {
        FunctionName: { Ref: "OrdersPlaceFunction" },
        Qualifier: "live",
        MaximumEventAgeInSeconds: 21_600,
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Destination: { "Fn::GetAtt": ["OrdersPlaceDeadLetters", "Arn"] } } },
      },
      DependsOn: ["OrdersPlaceAlias"],
    });
    expect(JSON.stringify(propertiesOf(fragment, "Role"))).toContain(
      '"Action":["sqs:SendMessage"],"Resource":[{"Fn::GetAtt":["OrdersPlaceDeadLetters","Arn"]}]',
    );
    expect(fragment.attributes).toHaveProperty("deadLetters");
  });

  test("may be put there by those who deliver", () => {
    const fragment = synthesize({}, { deadLetters: [{ service: "events.amazonaws.com", arn: "rule" }] });
    expect(JSON.stringify(propertiesOf(fragment, "DeadLettersPolicy"))).toContain(
      '"ArnEquals":{"aws:SourceArn":"rule"}',
    );
  });
});
