/**
 * Removes an environment, the edge first, then the services side by side, then the state. What a template says to keep
 * is kept and listed. Running it again continues; what is gone already counts as removed.
 */
import { runPhase } from "../../diagnostics/reporter.ts";
import { inRemovalOrder, tierOf } from "./contract.ts";
import { emptyDoomed, emptyPrefix } from "./empty.ts";
import { failure } from "../../diagnostics/failure.ts";
import { terminationProtected } from "./errors/stacks.ts";
import { inParallel } from "./parallel.ts";
import { poll } from "./poll.ts";
import { recordPrefix } from "./record.ts";
import { removeStack } from "./remove.ts";
import { arnOf } from "./retained.ts";
import type { Session } from "./session.ts";
import { type LiveStack, readSnapshot } from "./snapshot.ts";
import { readinessOf } from "./status.ts";

/** What is left of an environment that was removed. */
export interface Destroyed {
  /** The names of the stacks that were deleted. */
  readonly removedStacks: readonly string[];
  readonly retained: readonly Retained[];
}

/** Something that its template says to keep. It goes on costing what it costs. */
export interface Retained {
  /** The ARN, or what CloudFormation calls it where its type has no known ARN. */
  readonly arn: string;
  readonly type: string;
}

/** Removes everything of an environment. Whoever calls this has made sure that it is meant. */
export async function destroy(session: Session): Promise<Destroyed> {
  const { reporter } = session;
  return runPhase(reporter, { phase: "remove", describe: describeResult }, async () => {
    const stacks = inRemovalOrder((await readSnapshot(session)).stacks);
    refuseTerminationProtected(stacks);
    const retained = await removeTiers(session, stacks);
    await emptyPrefix(session, session.artifactBucketName, recordPrefix(session));
    return { removedStacks: stacks.map((stack) => stack.name), retained };
  });
}

/** Before anything is removed, so that a protected stack does not leave half an environment. */
function refuseTerminationProtected(stacks: readonly LiveStack[]): void {
  const names = stacks.filter((stack) => stack.terminationProtection).map((stack) => stack.name);
  if (names.length === 0) return;
  throw failure(terminationProtected, { message: `Protected against termination: ${names.join(", ")}.` });
}

/** Expects the stacks in the order of their removal; those of one tier go side by side. */
async function removeTiers(session: Session, stacks: readonly LiveStack[]): Promise<readonly Retained[]> {
  const groups = Map.groupBy(stacks, tierOf);
  const retained: Retained[] = [];
  for (const group of groups.values()) {
    const lists = await inParallel(group, (stack) => removeOne(session, stack));
    retained.push(...lists.flat());
  }
  return retained;
}

async function removeOne(session: Session, stack: LiveStack): Promise<readonly Retained[]> {
  await waitUntilIdle(session, stack);
  await emptyDoomed(session, stack);
  const detail = `${stack.name}: deleting`;
  session.reporter.report({ type: "phase.progress", phase: "remove", detail });
  const kept = await removeStack(session, stack);
  return kept.map((resource) => ({ arn: arnOf(resource, session), type: resource.type }));
}

/** CloudFormation deletes no stack while another operation, say a rollback, is running on it. */
async function waitUntilIdle(session: Session, stack: LiveStack): Promise<void> {
  if (readinessOf(stack.status) !== "wait") return;
  const detail = `${stack.name}: waiting for another operation (${stack.status})`;
  session.reporter.report({ type: "phase.progress", phase: "remove", detail });
  await poll(session, {
    async ask() {
      const now = await session.cloud.watch.describe(stack.arn);
      return readinessOf(now?.status) === "wait" ? undefined : true;
    },
  });
}

function describeResult({ removedStacks, retained }: Destroyed): string {
  return `stacks deleted: ${removedStacks.length}, resources kept: ${retained.length}`;
}
