import { describe, expect, test } from "vitest";
import type { CloudFormationObject, CloudFormationResource } from "../../framework/kinds/kind.ts";
import type { Stack } from "../../framework/targets/aws/synthesize/stack.ts";
import { checked } from "./apps.ts";
import { findFaults } from "./rules.ts";

test.each(checked)("the templates of $name keep our own rules", ({ stacks, diagnostics }) => {
  expect(diagnostics).toEqual([]);
  expect(findFaults(stacks)).toEqual([]);
});

test.each(checked)("no stack of $name leans on another's exports", ({ stacks }) => {
  expect(JSON.stringify(stacks)).not.toMatch(/"(?:Export|Fn::ImportValue|Fn::Sub)"/u);
});

const metadata = { iffc: { id: "x", source: "a.ts:1:1" } };
const tags = ["iffc:app", "iffc:environment", "iffc:resource"].map((Key) => ({ Key, Value: "x" }));
const role = (Statement: CloudFormationObject): CloudFormationResource => ({
  Type: "AWS::IAM::Role",
  Properties: { Tags: tags, Policies: [{ PolicyDocument: { Statement: [{ Effect: "Allow", ...Statement }] } }] },
});

/** What each rule is there to find. */
const faulty: Readonly<Record<string, CloudFormationResource>> = {
  "SourceArn is": { Type: "AWS::Lambda::Permission", Properties: { SourceArn: "arn:aws:s3:::files" } },
  "starts ": { Type: "AWS::Lambda::Permission", Properties: { FunctionName: "arn:aws:lambda:x:1:function:f" } },
  "is a wildcard": role({ Action: ["sqs:*"], Resource: ["arn"] }),
  "on everything": role({ Action: "sqs:SendMessage", Resource: ["*"] }),
  "anyone may": role({ Principal: { AWS: "*" }, Action: "sqs:SendMessage", Resource: ["arn"] }),
  "is not": role({ Principal: { Service: "s3.amazonaws.com" }, Action: "sqs:SendMessage", Resource: ["arn"] }),
  characters: role({ Action: "sqs:SendMessage", Resource: ["a".repeat(10_240)] }),
  "there is none": { Type: "AWS::Lambda::EventSourceMapping", Properties: { BatchSize: 11 } },
  "s are needed": { Type: "AWS::Lambda::EventSourceMapping", Properties: { EventSourceArn: "a:b" } },
  "no deletion policies": { Type: "AWS::SQS::Queue", DeletionPolicy: "Delete" },
  "iffc:resource": { Type: "AWS::SQS::Queue", Properties: { Tags: tags.slice(0, 2) } },
  "no source": { Type: "AWS::SQS::Queue", Metadata: { iffc: { source: "/home/me/a.ts:1:1" } } },
  "Fn::Sub": { Type: "AWS::SQS::Queue", Properties: { QueueName: { "Fn::Sub": "x" } } },
};

describe("each rule finds what it is there for", () => {
  test.each(Object.entries(faulty))("%s", (fault, resource) => {
    const template = { Resources: { Subject: { Metadata: metadata, ...resource } } };
    const stack = { name: "s", tier: "state", parameters: {}, template } as unknown as Stack;
    expect(findFaults([stack]).join("\n")).toContain(fault);
  });
});
