import { describe, expect, test } from "vitest";
import { resourceContext, triggerContext } from "../../../test/templates/context.ts";
import { functionOf, resourceOf, triggerOf } from "../../../test/templates/plans/build.ts";
import { synthesizeResource, synthesizeTrigger } from "./aws.ts";
import type { BucketProperties, OnObjectProperties } from "./options.ts";

const planned = resourceOf({ id: "Receipts.files", kind: "bucket", properties: {} });

function propertiesOf(properties: Partial<BucketProperties>, id = "ReceiptsFilesBucket") {
  const resource = { ...planned, properties: { versions: true, ...properties } };
  return synthesizeResource(resource, resourceContext()).resources[id]?.Properties;
}

describe("a bucket", () => {
  test("is private, encrypted, owned by its account and versioned", () => {
    expect(propertiesOf({})).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
      VersioningConfiguration: { Status: "Enabled" },
      LifecycleConfiguration: { Rules: [{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }] },
    });
  });

  test("is closed to plain HTTP, objects included", () => {
    const policy = JSON.stringify(propertiesOf({}, "ReceiptsFilesBucketPolicy"));
    expect(policy).toContain('"aws:SecureTransport":"false"');
    expect(policy).toContain(
      '[{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":s3:::",{"Ref":"ReceiptsFilesBucket"}]]}',
    );
    expect(policy).toContain('{"Ref":"ReceiptsFilesBucket"},"/*"]]}]');
  });

  test("tells EventBridge only where somebody listens", () => {
    expect(propertiesOf({ events: false })).not.toHaveProperty("NotificationConfiguration");
    expect(propertiesOf({ events: true })).toMatchObject({
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });

  test("lets objects go after whole days, and with versions what is left of them", () => {
    expect(propertiesOf({ versions: false, expires: 86_401 })).toMatchObject({
      LifecycleConfiguration: { Rules: [{}, { Id: "expired-objects", Status: "Enabled", ExpirationInDays: 2 }] },
    });
    expect(propertiesOf({ versions: true, expires: 86_400 })).toMatchObject({
      LifecycleConfiguration: {
        Rules: [
          {},
          { ExpirationInDays: 1, NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
          { ExpiredObjectDeleteMarker: true },
        ],
      },
    });
  });
});

describe("an object trigger", () => {
  function watch(properties: Partial<OnObjectProperties>) {
    const trigger = triggerOf({ id: "Receipts.index", kind: "bucket", decorator: "OnObject", properties: {} });
    const own = { ...trigger, properties: { event: "created" as const, ...properties } };
    return synthesizeTrigger(own, triggerContext(functionOf("Receipts.index"), planned));
  }

  function patternOf(properties: Partial<OnObjectProperties>) {
    return watch(properties).resources["ReceiptsIndexRule"]?.Properties?.["EventPattern"];
  }

  test("starts the alias, and keeps what it could not deliver", () => {
    expect(watch({}).resources["ReceiptsIndexRule"]?.Properties?.["Targets"]).toEqual([
      {
        Id: "live",
        Arn: "<Receipts.index.alias>",
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        DeadLetterConfig: { Arn: "<Receipts.index.deadLetters>" },
      },
    ]);
    expect(watch({}).deadLetters).toEqual([
      { service: "events.amazonaws.com", arn: { "Fn::GetAtt": ["ReceiptsIndexRule", "Arn"] } },
    ]);
  });

  test("lets exactly its rule invoke", () => {
    expect(watch({}).resources["ReceiptsIndexRulePermission"]?.Properties).toMatchObject({
      FunctionName: "<Receipts.index.alias>",
      SourceArn: { "Fn::GetAtt": ["ReceiptsIndexRule", "Arn"] },
    });
  });

  test("hears of what was created or deleted in its bucket", () => {
    expect(patternOf({})).toEqual({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: ["<Receipts.files.name>"] } },
    });
    expect(patternOf({ event: "deleted" })).toMatchObject({ "detail-type": ["Object Deleted"] });
  });

  test.each([
    [{ prefix: "in/" }, { prefix: "in/" }],
    [{ suffix: ".png" }, { suffix: ".png" }],
    [{ prefix: "in/", suffix: ".png" }, { wildcard: "in/*.png" }],
    [{ prefix: "a*b", suffix: "\\c" }, { wildcard: "a\\*b*\\\\c" }],
  ])("with %j asks for keys like %j", (properties, key) => {
    expect(patternOf(properties)).toMatchObject({ detail: { object: { key: [key] } } });
  });
});
