import { StackStatus } from "@aws-sdk/client-cloudformation";
import { expect, test } from "vitest";
import { describeEnd, hasSucceeded, isSettled, readinessOf } from "./status.ts";

const statuses = Object.values(StackStatus);

test("every state of a stack has a way to go on", () => {
  const byReadiness = Map.groupBy(statuses, readinessOf);
  expect(statuses).toHaveLength(23);
  expect(byReadiness.get(undefined as never)).toBeUndefined();
  expect(byReadiness.get("create")).toEqual(["DELETE_COMPLETE", "REVIEW_IN_PROGRESS"]);
  expect(byReadiness.get("recreate")).toEqual(["ROLLBACK_COMPLETE"]);
  expect(byReadiness.get("update")).toEqual(
    statuses.filter((status) => status.endsWith("_COMPLETE") && !/^(?:DELETE|ROLLBACK)_COMPLETE$/u.test(status)),
  );
  expect(byReadiness.get("recover")).toEqual(statuses.filter((status) => status.endsWith("_FAILED")));
  expect(byReadiness.get("wait")).toEqual(
    statuses.filter((status) => status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS"),
  );
  expect(readinessOf(undefined)).toBe("create");
});

test("success is what was meant, and no rollback", () => {
  expect(statuses.filter(hasSucceeded)).toEqual([
    "CREATE_COMPLETE",
    "DELETE_COMPLETE",
    "IMPORT_COMPLETE",
    "UPDATE_COMPLETE",
  ]);
});

test("an operation goes on until nothing is in progress", () => {
  expect(statuses.filter((status) => !isSettled(status))).toEqual(
    statuses.filter((status) => status.endsWith("_IN_PROGRESS")),
  );
});

test("the end of a failure is told in words", () => {
  expect(describeEnd("UPDATE_ROLLBACK_COMPLETE")).toContain("the version before still serves");
  expect(describeEnd("ROLLBACK_COMPLETE")).toContain("starts afresh");
  expect(describeEnd("UPDATE_ROLLBACK_FAILED")).toContain("iffc recover");
  expect(describeEnd("UPDATE_FAILED")).toBe("The stack is UPDATE_FAILED.");
});
