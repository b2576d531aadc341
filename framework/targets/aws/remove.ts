import { randomUUID } from "node:crypto";
import { blockersOf } from "./cause.ts";
import { changeSetPrefix } from "./change-set.ts";
import type { StackEvent, StackState, StackStatus } from "./cloud/stacks.ts";
import { failure, isFailure } from "../../diagnostics/failure.ts";
import { removalFailed, stackVanished } from "./errors/stacks.ts";
import { followOperation, type Operation, readEvents } from "./follow.ts";
import type { Session } from "./session.ts";

/** Something that CloudFormation left alone because its deletion policy says so. */
export interface Kept {
  readonly type: string;
  readonly physicalId: string;
}

/**
 * Deletes a stack, follows it to the end, and returns what was kept. A stack that is gone already, or goes meanwhile, is
 * as good as deleted.
 */
export async function removeStack(session: Session, stack: StackState): Promise<readonly Kept[]> {
  const token = changeSetPrefix + randomUUID();
  const operation = { stackName: stack.name, stackArn: stack.arn, token, before: stack.status };
  await session.cloud.stacks.remove(stack.arn, token);
  const status = await followRemoval(session, operation);
  const events = await readEvents(session, operation);
  if (status === "DELETE_COMPLETE") return keptOf(events);
  const blockers = blockersOf(events, stack.arn);
  const causes = blockers.length > 0 ? blockers.join("; ") : status;
  throw failure(removalFailed, { message: `The stack ${stack.name} could not be deleted completely: ${causes}` });
}

async function followRemoval(session: Session, operation: Operation): Promise<StackStatus> {
  try {
    const stack = await followOperation(session, operation, ({ logicalId: id, status, type, physicalId }) => {
      if (physicalId === operation.stackArn) return;
      session.reporter.report({ type: "resource.status", id, status, detail: type });
    });
    return stack.status;
  } catch (error) {
    if (isFailure(error, stackVanished)) return "DELETE_COMPLETE";
    throw error;
  }
}

function keptOf(events: readonly StackEvent[]): readonly Kept[] {
  return events.filter(isKept).map(({ type, physicalId }) => ({ type, physicalId }));
}

/** Whether CloudFormation kept something when it deleted a stack. A function's versions are retained, and go with it. */
export function isKept({ status, type }: { readonly status: string; readonly type: string }): boolean {
  return status === "DELETE_SKIPPED" && type !== "AWS::Lambda::Version";
}
