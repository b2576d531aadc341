import { describe, expect, test } from "vitest";
import { blockersOf, explainFailure, explainRefusal, firstFailure } from "./cause.ts";
import type { StackEvent, StackState } from "./cloud/stacks.ts";
import type { TemplateResources } from "./owner.ts";

const arn = "arn:aws:cloudformation:eu-central-1:111122223333:stack/app/1";

const stack: StackState = {
  name: "orders-test-state",
  arn,
  status: "UPDATE_ROLLBACK_COMPLETE",
  outputs: {},
  parameters: {},
  tags: {},
  terminationProtection: false,
};

const event = (logicalId: string, status: string, reason?: string): StackEvent => ({
  id: `${logicalId} ${status}`,
  logicalId,
  physicalId: logicalId === "app" ? arn : `${logicalId}-1`,
  type: "AWS::SQS::Queue",
  status,
  ...(reason !== undefined && { reason }),
});

const template = (logicalId: string, id: string, source: string): TemplateResources => ({
  Resources: { [logicalId]: { Type: "AWS::SQS::Queue", Metadata: { iffc: { id, source } } } },
});

const events = [
  event("app", "UPDATE_IN_PROGRESS", "User Initiated"),
  event("Fine", "CREATE_COMPLETE"),
  event("Cancelled", "CREATE_FAILED", "Resource creation cancelled"),
  event("Incoming", "CREATE_FAILED", "The queue name is taken"),
  event("Later", "UPDATE_FAILED", "Resource update cancelled"),
  event("app", "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed to create: [Incoming]."),
];

describe("a failed operation", () => {
  test("is explained by its first cause, at the line that asked for it", () => {
    const templates = [template("Incoming", "Orders.incoming", "src/orders.ts:12:3")];
    const error = explainFailure({ stack, events, failures: [] }, templates);
    const at = { file: "src/orders.ts", line: 12, column: 3, length: 1 };
    expect(error).toMatchObject({ code: "IFFC5026", exit: 4, diagnostics: [{ code: "IFFC5026", at }] });
    expect(error.message).toBe(
      "The stack orders-test-state failed: Orders.incoming (AWS::SQS::Queue Incoming) could not be created: " +
        "The queue name is taken. The stack is back where it was, and the version before still serves.",
    );
  });

  test("is explained by the older template where the newer no longer has the resource", () => {
    const removal = [event("Gone", "DELETE_FAILED", "It is in use")];
    const templates = [{ Resources: {} }, undefined, template("Gone", "Orders.gone", "src/a.ts:1:1")];
    expect(explainFailure({ stack, events: removal, failures: [] }, templates).message).toContain(
      "Orders.gone (AWS::SQS::Queue Gone) could not be deleted: It is in use.",
    );
  });

  test("is named by its logical id where the sources are not known", () => {
    const error = explainFailure({ stack, events, failures: [] }, [undefined]);
    expect(error.message).toContain("Incoming (AWS::SQS::Queue) could not be created");
    expect(error.diagnostics).toEqual([]);
  });

  test("D5: is explained by what was found wrong before any resource was touched", () => {
    const own = [event("app", "UPDATE_FAILED", "Stack validation failed. Use DescribeEvents.")];
    const failures = [{ logicalId: "Incoming", reason: "3601 is too long" }];
    const templates = [template("Incoming", "Orders.incoming", "src/orders.ts:12:3")];
    const error = explainFailure({ stack, events: own, failures }, templates);
    expect(error.message).toContain("failed: Orders.incoming (Incoming): 3601 is too long. The stack is back");
    expect(error.diagnostics).toHaveLength(1);
  });

  test.each([
    ["the stack's own reason", { ...stack, reason: "Rolled back by the alarm Errors." }, events.slice(0, 1)],
    [
      "the last event's reason",
      stack,
      [event("app", "UPDATE_ROLLBACK_IN_PROGRESS", "Rolled back by the alarm Errors")],
    ],
  ])("is explained by %s where no resource failed", (_, state, list) => {
    const error = explainFailure({ stack: state, events: list, failures: [] }, []);
    expect(error.message).toContain("failed: Rolled back by the alarm Errors. The stack");
  });

  test("says so where there is no explanation", () => {
    expect(explainFailure({ stack, events: [], failures: [] }, []).message).toContain("CloudFormation gave no reason.");
  });
});

describe("a refused change set", () => {
  test("D5: is explained by its first failure and where that is in the sources", () => {
    const failures = [{ logicalId: "Incoming", reason: "Name conflict" }, { reason: "Another" }];
    const templates = [template("Incoming", "Orders.incoming", "src/orders.ts:12:3")];
    const error = explainRefusal("orders-test-state", { reason: "Validation failed", failures }, templates);
    expect(error).toMatchObject({ code: "IFFC5024", exit: 4, diagnostics: [{ at: { line: 12 } }] });
    expect(error.message).toBe("CloudFormation refused orders-test-state: Orders.incoming (Incoming): Name conflict.");
  });

  test.each([
    ["a failure of the whole", [{ reason: "Macro missing" }], "Macro missing."],
    ["its summary", [], "Template error."],
  ])("is explained by %s", (_, failures, text) => {
    const error = explainRefusal("app", { reason: "Template error", failures }, []);
    expect(error.message).toBe(`CloudFormation refused app: ${text}`);
  });
});

test("cancelled resources and the stack itself are no cause", () => {
  expect(firstFailure(events, arn)?.logicalId).toBe("Incoming");
  expect(firstFailure([event("app", "UPDATE_FAILED", "x"), event("Fine", "CREATE_COMPLETE")], arn)).toBeUndefined();
});

test("what cannot be deleted is listed, with the reason", () => {
  const list = [event("B", "DELETE_FAILED", "not empty"), event("A", "DELETE_FAILED"), event("app", "DELETE_FAILED")];
  expect(blockersOf(list, arn)).toEqual(["A (A-1): no reason given", "B (B-1): not empty"]);
});
