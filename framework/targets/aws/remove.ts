import { randomUUID } from "node:crypto";
import { blockersOf } from "./cause.ts";
import { changeSetPrefix } from "./change-set.ts";
import type { StackResource, StackState } from "./cloud/stacks.ts";
import { failure, isFailure } from "./errors/entry.ts";
import { removalFailed, stackVanished } from "./errors/stacks.ts";
import { followOperation } from "./follow.ts";
import type { Session } from "./session.ts";

/**
 * Deletes a stack, follows it to the end, and returns what CloudFormation kept because its deletion policy says so.
 * A stack that is gone already, or goes meanwhile, is as good as deleted.
 */
export async function removeStack(session: Session, stack: StackState): Promise<readonly StackResource[]> {
  const { stacks } = session.cloud;
  const token = changeSetPrefix + randomUUID();
  await stacks.remove(stack.arn, token);
  const operation = { stackName: stack.name, stackArn: stack.arn, token, before: stack.status };
  const report = (id: string, status: string): void => session.reporter.report({ type: "resource.status", id, status });
  try {
    const ending = await followOperation(session, operation, (event) => report(event.logicalId, event.status));
    if (ending.stack.status !== "DELETE_COMPLETE") {
      const blockers = blockersOf(ending.events, stack.arn);
      const causes = blockers.length > 0 ? blockers.join("; ") : (ending.stack.reason ?? ending.stack.status);
      throw failure(removalFailed, { message: `The stack ${stack.name} could not be deleted completely: ${causes}` });
    }
  } catch (error) {
    if (!isFailure(error, stackVanished)) throw error;
    return [];
  }
  const resources = await stacks.resources(stack.arn);
  return resources.filter((resource) => resource.status === "DELETE_SKIPPED" && resource.physicalId);
}
