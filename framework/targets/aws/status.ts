import type { StackStatus } from "./cloud/stacks.ts";

/**
 * What a deploy does with a stack that it finds:
 *
 *   create     it does not exist, or only as the shell of a change set that was never executed
 *   update     it is whole
 *   recreate   its first creation failed and was rolled back: it holds nothing, and can only be deleted
 *   wait       an operation is running
 *   recover    an operation ended half-way
 */
export type Readiness = "create" | "update" | "recreate" | "wait" | "recover";

const readiness: Readonly<Record<StackStatus, Readiness>> = {
  REVIEW_IN_PROGRESS: "create",
  DELETE_COMPLETE: "create",
  CREATE_COMPLETE: "update",
  UPDATE_COMPLETE: "update",
  UPDATE_ROLLBACK_COMPLETE: "update",
  IMPORT_COMPLETE: "update",
  IMPORT_ROLLBACK_COMPLETE: "update",
  ROLLBACK_COMPLETE: "recreate",
  CREATE_IN_PROGRESS: "wait",
  ROLLBACK_IN_PROGRESS: "wait",
  UPDATE_IN_PROGRESS: "wait",
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: "wait",
  UPDATE_ROLLBACK_IN_PROGRESS: "wait",
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: "wait",
  DELETE_IN_PROGRESS: "wait",
  IMPORT_IN_PROGRESS: "wait",
  IMPORT_ROLLBACK_IN_PROGRESS: "wait",
  CREATE_FAILED: "recover",
  ROLLBACK_FAILED: "recover",
  UPDATE_FAILED: "recover",
  UPDATE_ROLLBACK_FAILED: "recover",
  DELETE_FAILED: "recover",
  IMPORT_ROLLBACK_FAILED: "recover",
};

/** What can be done with a stack in this state; `undefined` where there is no stack. */
export function readinessOf(status: StackStatus | undefined): Readiness {
  return status === undefined ? "create" : readiness[status];
}

/** Whether the last operation did what it was meant to. */
export function hasSucceeded(status: StackStatus): boolean {
  return /^(?:CREATE|UPDATE|DELETE|IMPORT)_COMPLETE$/u.test(status);
}

/** Whether a status, of a stack or of a resource, is the end of an operation. */
export function isSettled(status: string): boolean {
  return !status.endsWith("_IN_PROGRESS");
}

const backWhereItWas = "The stack is back where it was, and the version before still serves.";
const rollbackFailed = "Going back failed as well; the stack needs `iffc recover`.";

const ends: Partial<Readonly<Record<StackStatus, string>>> = {
  UPDATE_ROLLBACK_COMPLETE: backWhereItWas,
  IMPORT_ROLLBACK_COMPLETE: backWhereItWas,
  ROLLBACK_COMPLETE: "What had been created was removed again; the next deploy starts afresh.",
  UPDATE_ROLLBACK_FAILED: rollbackFailed,
  ROLLBACK_FAILED: rollbackFailed,
  IMPORT_ROLLBACK_FAILED: rollbackFailed,
};

/** Where a failed operation left the stack, in words. */
export function describeEnd(status: StackStatus): string {
  return ends[status] ?? `The stack is ${status}.`;
}
