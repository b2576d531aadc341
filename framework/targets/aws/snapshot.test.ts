import { beforeEach, expect, test } from "vitest";
import { changesIn, openTestSession, type TestSession, testEnvironment } from "../../../test/fakes/cloud.ts";
import { planOf } from "../../../test/templates/plans/build.ts";
import { readPlan, recordPrefix, writePlan } from "./record.ts";
import { firstCodeOf, ownershipTags, readSnapshot } from "./snapshot.ts";
import { sha256Of } from "./stored.ts";
import type { Template } from "./synthesize/stack.ts";

const plan = planOf({ environment: testEnvironment, app: "orders" });
const Code = { S3Bucket: "b", S3Key: "k", S3ObjectVersion: "v1" };

const template: Template = {
  AWSTemplateFormatVersion: "2010-09-09",
  Description: "",
  Metadata: {},
  Resources: {
    Role: { Type: "AWS::IAM::Role", Metadata: { iffc: { id: "Orders.place" } } },
    Other: { Type: "Test::Thing", Metadata: { iffc: { id: "Orders.place" } } },
  },
};

let session: TestSession;

beforeEach(async () => {
  session = await openTestSession();
  session.cloud.state.objects.buckets.set(session.artifactBucketName, []);
});

test("a first deploy finds nothing", async () => {
  session.cloud.state.objects.buckets.clear();
  expect(await readSnapshot(session)).toEqual({ stacks: [] });
  expect(changesIn(session.cloud.calls)).toEqual([]);
});

test("the stacks of the app and environment are read with their templates, and nobody else's", async () => {
  const { stacks } = session.cloud.state;
  const tags = ownershipTags(session);
  stacks.add("orders-test-state", { tags, outputs: {} }, template);
  stacks.add("orders-test-service-Orders", { tags, status: "REVIEW_IN_PROGRESS" });
  stacks.add("orders-test-service-Gone", { tags, status: "ROLLBACK_COMPLETE" }, template);
  stacks.add("orders-test-x-state", { tags: { ...tags, "iffc:environment": "test-x" } }, template);
  stacks.add("orders-test-by-hand", {}, template);
  stacks.add("orders-prod-state", { tags }, template);
  const snapshot = await readSnapshot(session);
  expect(snapshot.stacks.map(({ name, template: read }) => [name, read !== undefined])).toEqual([
    ["orders-test-state", true],
    ["orders-test-service-Orders", false],
    ["orders-test-service-Gone", false],
  ]);
  expect(changesIn(session.cloud.calls)).toEqual([]);
});

test("the plan of the last deploy comes back as it was written", async () => {
  await writePlan(session, plan);
  expect(await readPlan(session)).toEqual(plan);
  expect((await readSnapshot(session)).plan).toEqual(plan);
  expect(recordPrefix(session)).toBe("apps/orders/test/");
  session.cloud.calls.length = 0;
  await writePlan(session, plan);
  expect(changesIn(session.cloud.calls)).toEqual([]);
});

test("a plan that a newer version wrote is refused", async () => {
  const body = Buffer.from('{"schemaVersion":2}');
  const { artifactBucketName: bucketName } = session;
  const key = "apps/orders/test/plan.json";
  await session.cloud.state.objects.write({ bucketName, key, body, sha256: sha256Of(body), contentType: "" });
  await expect(readSnapshot(session)).rejects.toMatchObject({ code: "IFFC5031", exit: 3 });
});

test("the code that a function was created with is found in its live template", () => {
  const own = { Type: "AWS::Lambda::Function", Properties: { Code }, Metadata: { iffc: { id: "Orders.place" } } };
  const state = { name: "s", arn: "a", status: "CREATE_COMPLETE" as const, outputs: {}, parameters: {}, tags: {} };
  const live = { ...state, terminationProtection: false };
  const withFunction = { ...template, Resources: { ...template.Resources, Function: own } };
  expect(firstCodeOf({ stacks: [live, { ...live, template: withFunction }] }, "Orders.place")).toEqual(Code);
  expect(firstCodeOf({ stacks: [{ ...live, template: withFunction }] }, "Orders.find")).toBeUndefined();
  expect(firstCodeOf({ stacks: [{ ...live, template }] }, "Orders.place")).toBeUndefined();
});
