import { beforeEach, describe, expect, test } from "vitest";
import { changesIn, openTestSession, type TestSession, testEnvironment } from "../../../test/fakes/cloud.ts";
import { planOf } from "../../../test/templates/plans/build.ts";
import type { CloudFormationResource } from "../../kinds/kind.ts";
import type { Tier } from "../../model/plan.ts";
import { destroy } from "./destroy.ts";
import { readPlan, writePlan } from "./record.ts";
import { ownershipTags } from "./snapshot.ts";
import type { Template } from "./synthesize/stack.ts";

let session: TestSession;

/** Puts three stacks, one per tier, and the record of a deploy into a fresh account. */
async function deployed(posture: "sandbox" | "protected" = "sandbox"): Promise<void> {
  session = await openTestSession({ environment: { ...testEnvironment, posture } });
  session.cloud.state.objects.buckets.set(session.artifactBucketName, []);
  const DeletionPolicy = posture === "protected" ? "RetainExceptOnCreate" : "Delete";
  add("state", {
    Files: { Type: "AWS::S3::Bucket", DeletionPolicy, Properties: { BucketName: "the-files" } },
    Orders: { Type: "AWS::DynamoDB::Table", DeletionPolicy },
  });
  add("service-Orders", {
    Version: { Type: "AWS::Lambda::Version", DeletionPolicy: "Retain" },
    Role: { Type: "AWS::IAM::Role" },
  });
  add("edge", { Stage: { Type: "AWS::ApiGatewayV2::Stage" } });
  await writePlan(session, planOf({ environment: session.environment }));
  session.cloud.calls.length = 0;
}

function add(suffix: string, Resources: Readonly<Record<string, CloudFormationResource>>): void {
  const tier = suffix.split("-")[0] as Tier;
  const base = { AWSTemplateFormatVersion: "2010-09-09" as const, Description: "" };
  const template: Template = { ...base, Metadata: { iffc: { tier } }, Resources };
  session.cloud.state.stacks.add(`orders-test-${suffix}`, { tags: ownershipTags(session) }, template);
}

async function fill(...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const body = Buffer.from("x");
    const sha256 = "LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=";
    await session.cloud.state.objects.write({ bucketName: "the-files", key, body, sha256, contentType: "" });
  }
}

const removedIn = (): readonly string[] => {
  const calls = session.cloud.calls.filter(({ verb }) => verb === "stacks.remove");
  return calls.map(({ arguments: [arn] }) => String(arn).split("/")[1] ?? "");
};

beforeEach(() => deployed());

describe("a sandbox", () => {
  test("goes from the edge to the state, with its data and the record of it", async () => {
    await fill("a", "a", "b", "c", "d");
    const removedStacks = ["orders-test-edge", "orders-test-service-Orders", "orders-test-state"];
    expect(await destroy(session)).toEqual({ removedStacks, retained: [] });
    expect(removedIn()).toEqual(removedStacks);
    expect(session.cloud.state.objects.buckets.get("the-files")).toEqual([]);
    expect(await readPlan(session)).toBeUndefined();
    expect(session.events.at(-1)).toMatchObject({ detail: "stacks deleted: 3, resources kept: 0" });
  });

  test("that is gone already, or half gone, counts as removed", async () => {
    await destroy(session);
    expect(await destroy(session)).toEqual({ removedStacks: [], retained: [] });
    await deployed();
    session.cloud.state.stacks.stacks.delete("orders-test-service-Orders");
    session.cloud.state.objects.buckets.clear();
    expect((await destroy(session)).removedStacks).toEqual(["orders-test-edge", "orders-test-state"]);
  });

  test("whose bucket does not let everything go says what is in the way", async () => {
    await fill("a", "held");
    session.cloud.state.objects.locked.add("held");
    await expect(destroy(session)).rejects.toMatchObject({ code: "IFFC5030", exit: 4 });
    await expect(destroy(session)).rejects.toThrow("1 objects of the-files cannot be deleted: held: object lock");
  });

  test("with a resource that cannot be deleted names it, and continues when run again", async () => {
    const fault = { logicalId: "Orders", reason: "It is in use", end: "DELETE_FAILED" as const };
    session.cloud.state.stacks.faults.set("orders-test-state", fault);
    const destroying = destroy(session);
    await expect(destroying).rejects.toMatchObject({ code: "IFFC5030", exit: 4 });
    await expect(destroying).rejects.toThrow(
      "orders-test-state could not be deleted completely: Orders (Orders-1): It is in use",
    );
    session.cloud.state.stacks.faults.clear();
    expect((await destroy(session)).removedStacks).toEqual(["orders-test-state"]);
  });

  test("with a rollback still running waits for its end", async () => {
    const stack = session.cloud.state.stacks.stacks.get("orders-test-edge");
    if (!stack) throw new Error("no stack");
    stack.state = { ...stack.state, status: "UPDATE_ROLLBACK_IN_PROGRESS" };
    const ended = () => void (stack.state = { ...stack.state, status: "UPDATE_ROLLBACK_COMPLETE" });
    stack.pending.push(() => undefined, ended);
    expect((await destroy(session)).removedStacks).toHaveLength(3);
    expect(session.events).toContainEqual({
      type: "phase.progress",
      phase: "remove",
      detail: "orders-test-edge: waiting for another operation (UPDATE_ROLLBACK_IN_PROGRESS)",
    });
  });

  test("of which a stack disappears meanwhile is removed all the same", async () => {
    session.cloud.fault = ({ verb }) => {
      if (verb === "stacks.remove") session.cloud.state.stacks.stacks.delete("orders-test-edge");
      return undefined;
    };
    expect((await destroy(session)).removedStacks).toHaveLength(3);
  });
});

describe("nothing is removed", () => {
  test("where CloudFormation protects one of the stacks against it", async () => {
    const stack = session.cloud.state.stacks.stacks.get("orders-test-state");
    if (stack) stack.state = { ...stack.state, terminationProtection: true };
    await expect(destroy(session)).rejects.toMatchObject({ code: "IFFC5029", exit: 3 });
    await expect(destroy(session)).rejects.toThrow("orders-test-state");
    expect(changesIn(session.cloud.calls)).toEqual([]);
  });
});

test("what holds data in a protected environment stays and is listed", async () => {
  await deployed("protected");
  await fill("a");
  const { removedStacks, retained } = await destroy(session);
  expect(removedStacks).toHaveLength(3);
  expect(retained).toEqual([
    { arn: "arn:aws:s3:::the-files", type: "AWS::S3::Bucket" },
    {
      arn: "arn:aws:dynamodb:eu-central-1:111122223333:table/orders-test-state-Orders",
      type: "AWS::DynamoDB::Table",
    },
  ]);
  expect(session.cloud.state.objects.buckets.get("the-files")).toHaveLength(1);
});
