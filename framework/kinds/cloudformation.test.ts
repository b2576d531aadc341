import { describe, expect, test } from "vitest";
import { resourceContext, triggerContext } from "../../test/templates/context.ts";
import { functionOf, resourceOf } from "../../test/templates/plans/build.ts";
import {
  arn,
  concat,
  deadLetterQueue,
  denyPlaintext,
  getAtt,
  invokePermission,
  listenedTo,
  logGroup,
  policyDocument,
  ref,
  retentionFor,
  trustPolicy,
} from "./cloudformation.ts";

describe("concat", () => {
  test("is a plain text where every part is one", () => {
    expect(concat("a", "", "b")).toBe("ab");
    expect(concat()).toBe("");
  });

  test("is the value itself where there is only one", () => {
    expect(concat(ref("Queue"))).toEqual({ Ref: "Queue" });
  });

  test("flattens joins and merges the literals on both sides of a seam", () => {
    const inner = concat("b", concat(ref("Queue"), "c"));
    expect(concat("a", inner, "d")).toEqual({ "Fn::Join": ["", ["ab", { Ref: "Queue" }, "cd"]] });
  });

  test("leaves a join with another separator alone", () => {
    const list = { "Fn::Join": [",", ["a", "b"]] };
    expect(concat("x", list)).toEqual({ "Fn::Join": ["", ["x", list]] });
  });

  test("hides no dynamic reference across a seam", () => {
    expect(concat("{{res", "olve:ssm:x}}", ref("Queue"))).toEqual({
      "Fn::Join": ["", ["{{resolve:ssm:x}}", { Ref: "Queue" }]],
    });
  });
});

test("an ARN is of the stack's own partition, region and account", () => {
  expect(arn("sqs", getAtt("Queue", "QueueName"))).toEqual({
    "Fn::Join": [
      "",
      [
        "arn:",
        { Ref: "AWS::Partition" },
        ":sqs:",
        { Ref: "AWS::Region" },
        ":",
        { Ref: "AWS::AccountId" },
        ":",
        { "Fn::GetAtt": ["Queue", "QueueName"] },
      ],
    ],
  });
});

test("a trust policy binds the service to this account, and to more where it can", () => {
  expect(trustPolicy("lambda.amazonaws.com", { ArnEquals: { "aws:SourceArn": "arn" } })).toEqual(
    policyDocument({
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } },
        ArnEquals: { "aws:SourceArn": "arn" },
      },
    }),
  );
});

test("plain HTTP is denied to everyone, for everything", () => {
  expect(denyPlaintext("sqs:*", ["arn"])).toMatchObject({
    Effect: "Deny",
    Principal: "*",
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
});

describe("retention", () => {
  test("keeps data when a protected environment goes, but leaves no orphan of a failed create", () => {
    expect(retentionFor("protected")).toEqual({
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
    });
  });

  test("lets a sandbox go without a trace, but never loses data by a replacement", () => {
    expect(retentionFor("sandbox")).toEqual({ DeletionPolicy: "Delete", UpdateReplacePolicy: "Retain" });
  });

  test.each([
    ["sandbox", 14],
    ["protected", 365],
  ] as const)("of logs in %s is %i days", (posture, days) => {
    const context = resourceContext(posture);
    expect(logGroup(context, context.tags("a"))).toMatchObject({ Properties: { RetentionInDays: days } });
  });
});

describe("a dead-letter queue", () => {
  const context = resourceContext();
  const sender = { service: "events.amazonaws.com", arn: getAtt("Rule", "Arn") };
  const made = deadLetterQueue(
    { stem: "Orders", tags: context.tags("Orders"), fifo: true, senders: [sender] },
    context,
  );

  test("keeps messages for 14 days, encrypted, in the order of its source", () => {
    expect(made["OrdersDeadLetters"]).toEqual({
      Type: "AWS::SQS::Queue",
      Properties: {
        FifoQueue: true,
        MessageRetentionPeriod: 1_209_600,
        SqsManagedSseEnabled: true,
        Tags: [{ Key: "iffc:resource", Value: "Orders" }],
      },
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
    });
  });

  test("is closed to plain HTTP and open to its senders alone", () => {
    expect(made["OrdersDeadLettersPolicy"]?.Properties?.["PolicyDocument"]).toEqual(
      policyDocument(denyPlaintext("sqs:*", [getAtt("OrdersDeadLetters", "Arn")]), {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: getAtt("OrdersDeadLetters", "Arn"),
        Condition: { ArnEquals: { "aws:SourceArn": getAtt("Rule", "Arn") } },
      }),
    );
  });
});

test("an invocation is allowed to one source", () => {
  expect(invokePermission("alias", { service: "events.amazonaws.com", arn: "arn" })).toEqual({
    Type: "AWS::Lambda::Permission",
    Properties: {
      Action: "lambda:InvokeFunction",
      FunctionName: "alias",
      Principal: "events.amazonaws.com",
      SourceArn: "arn",
    },
  });
});

test("a trigger that should listen to something and does not is a bug", () => {
  const started = functionOf("Orders.place");
  const resource = resourceOf({ id: "Orders.incoming", kind: "queue", properties: {} });
  expect(listenedTo(triggerContext(started, resource))).toBe(resource);
  expect(() => listenedTo(triggerContext(started))).toThrow("Orders.place");
});
