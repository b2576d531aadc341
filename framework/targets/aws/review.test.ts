import { describe, expect, test } from "vitest";
import { planOf, resourceOf } from "../../../test/templates/plans/build.ts";
import { testEnvironment } from "../../../test/fakes/cloud.ts";
import type { CloudFormationResource } from "../../kinds/kind.ts";
import type { Change, Plan } from "../../model/plan.ts";
import type { ResourceChange } from "./cloud/stacks.ts";
import { reviewChanges, reviewRemoval } from "./review.ts";

const orders = resourceOf({ id: "Orders.orders", kind: "table", properties: {} });
const api = resourceOf({ id: "http", kind: "http", stateful: false, properties: {} });

const plan = (...changes: readonly Partial<Change>[]): Plan =>
  planOf({
    environment: testEnvironment,
    resources: [orders, api],
    changes: changes.map((change) => ({ action: "update", subject: "resource", id: "", losesData: true, ...change })),
  });

const holding = (id: string, parts: Partial<CloudFormationResource> = {}): CloudFormationResource => ({
  Type: "AWS::DynamoDB::Table",
  DeletionPolicy: "RetainExceptOnCreate",
  Metadata: { iffc: { id } },
  ...parts,
});

const templates = (resource: CloudFormationResource) => ({
  live: { Resources: { Thing: resource } },
  next: { Resources: {} },
});

const removal: ResourceChange = { action: "Remove", logicalId: "Thing", type: "AWS::DynamoDB::Table" };
const modified = (replacement: "True" | "False" | "Conditional"): ResourceChange => ({
  ...removal,
  action: "Modify",
  replacement,
});

describe("a change set is refused", () => {
  test.each([
    ["removes", removal, "remove"],
    ["replaces", modified("True"), "replace"],
    ["may replace", modified("Conditional"), "replace"],
  ])("if it %s what holds data and the plan does not say so", (_, change, verb) => {
    const review = () =>
      reviewChanges([change], templates(holding("Orders.orders")), { plan: plan(), deployed: undefined });
    expect(review).toThrow(expect.objectContaining({ code: "IFFC5025", exit: 3 }));
    expect(review).toThrow(`CloudFormation would ${verb} Orders.orders (AWS::DynamoDB::Table Thing)`);
  });

  test("if the plan names another resource, or only an update of this one", () => {
    const plans = {
      plan: plan({ action: "remove", id: "Orders.other" }, { id: "Orders.orders" }),
      deployed: undefined,
    };
    expect(() => reviewChanges([removal], templates(holding("Orders.orders")), plans)).toThrow("Orders.orders");
  });

  test("if only the deployed plan knows that the resource holds data", () => {
    const empty = planOf({ environment: testEnvironment });
    const plans = { plan: empty, deployed: plan() };
    expect(() => reviewChanges([removal], templates(holding("Orders.orders")), plans)).toThrow("Orders.orders");
  });

  test("if no plan knows the resource, and it does not belong to a function", () => {
    const plans = { plan: plan(), deployed: undefined };
    expect(() => reviewChanges([removal], templates(holding("Gone.table")), plans)).toThrow("Gone.table");
    const log = { ...removal, type: "AWS::Logs::LogGroup" };
    expect(() => reviewChanges([log], templates(holding("Gone.handler")), plans)).not.toThrow();
  });
});

describe("a change set passes", () => {
  test.each(["remove", "replace"] as const)("if the plan names the resource with %s", (action) => {
    const plans = { plan: plan({ action, id: "Orders.orders" }), deployed: undefined };
    expect(() => reviewChanges([removal], templates(holding("Orders.orders")), plans)).not.toThrow();
  });

  test.each([
    ["changes in place", modified("False")],
    ["adds", { ...removal, action: "Add" as const }],
  ])("if it %s", (_, change) => {
    const plans = { plan: plan(), deployed: undefined };
    expect(() => reviewChanges([change], templates(holding("Orders.orders")), plans)).not.toThrow();
  });

  test("if what goes holds no data", () => {
    const plans = { plan: plan(), deployed: plan() };
    expect(() => reviewChanges([removal], templates(holding("http")), plans)).not.toThrow();
    const { DeletionPolicy: _, ...policy } = holding("Orders.orders");
    expect(() => reviewChanges([removal], templates(policy), plans)).not.toThrow();
  });
});

test("deleting a whole stack removes everything in it", () => {
  const plans = { plan: plan(), deployed: undefined };
  expect(() => reviewRemoval({ Resources: { Thing: holding("Orders.orders") } }, plans)).toThrow("Orders.orders");
  expect(() => reviewRemoval({ Resources: { Thing: holding("http") } }, plans)).not.toThrow();
});
