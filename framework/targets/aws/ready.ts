import { firstFailure } from "./cause.ts";
import { discardLeftovers } from "./change-set.ts";
import type { StackState } from "./cloud/stacks.ts";
import { failure } from "../../diagnostics/failure.ts";
import { foreignStack, stackBusy, stackStuck } from "./errors/stacks.ts";
import { readEvents } from "./follow.ts";
import { isKept, removeStack } from "./remove.ts";
import type { Session } from "./session.ts";
import { readinessOf } from "./status.ts";

/** The stack that is asked for: its name, and the tags without which it is somebody else's. */
export interface Wanted {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The stack as it is, if it can be updated; undefined if it is to be created. What is left of a first creation that was
 * rolled back is deleted, unless something in it was kept.
 */
export async function makeReady(session: Session, { name, tags }: Wanted): Promise<StackState | undefined> {
  const stack = await session.cloud.stacks.describe(name);
  if (!stack) return undefined;
  refuseUnusable(stack, tags);
  const readiness = readinessOf(stack.status);
  if (readiness === "create") await discardLeftovers(session, stack.arn);
  if (readiness === "recreate") await clearAway(session, stack);
  return readiness === "update" ? stack : undefined;
}

/** Refuses a stack that is somebody else's, that another operation is changing, or that only a recovery can help. */
export function refuseUnusable(stack: StackState, tags: Readonly<Record<string, string>>): void {
  refuseForeign(stack, tags);
  const readiness = readinessOf(stack.status);
  if (readiness === "wait") {
    throw failure(stackBusy, { message: `The stack ${stack.name} is being changed (${stack.status}).` });
  }
  if (readiness === "recover") {
    throw failure(stackStuck, { message: `The stack ${stack.name} is ${stack.status}${reasonOf(stack)}.` });
  }
}

/** Refuses a stack that does not carry the given tags. One that was never executed holds nothing, and may lack them. */
function refuseForeign(stack: StackState, tags: Readonly<Record<string, string>>): void {
  const isShell = stack.status === "REVIEW_IN_PROGRESS" && Object.keys(stack.tags).length === 0;
  const differing = Object.entries(tags).filter(([key, value]) => stack.tags[key] !== value);
  if (isShell || differing.length === 0) return;
  const wanted = differing.map(([key, value]) => `${key}=${value}`).join(", ");
  throw failure(foreignStack, {
    message: `A stack named ${stack.name} exists without the tags ${wanted}: it does not belong to this environment.`,
  });
}

async function clearAway(session: Session, stack: StackState): Promise<void> {
  const resources = await session.cloud.stacks.resources(stack.arn);
  const kept = resources.filter(isKept);
  const cause = await findCause(session, stack);
  if (kept.length > 0) {
    const list = kept.map(({ type, physicalId }) => `${type} ${physicalId}`).join(", ");
    throw failure(stackStuck, {
      message: `The stack ${stack.name} could not be created${cause}, and left behind: ${list}.`,
      hint: "Delete what is left if nobody needs it, then the stack, and deploy again; or run `iffc recover`.",
    });
  }
  const detail = `${stack.name}: its first creation had failed${cause}; creating it afresh`;
  session.reporter.report({ type: "phase.progress", phase: "deploy", detail });
  await removeStack(session, stack);
}

async function findCause(session: Session, stack: StackState): Promise<string> {
  const events = await readEvents(session, { stackArn: stack.arn });
  const first = firstFailure(events, stack.arn);
  return first ? ` (${first.logicalId}: ${first.reason ?? first.status})` : reasonOf(stack);
}

function reasonOf({ reason }: StackState): string {
  return reason === undefined ? "" : ` (${reason})`;
}
