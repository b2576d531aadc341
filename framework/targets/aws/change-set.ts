import type { ChangeSet, ChangeSetRequest, CreatedChangeSet } from "./cloud/stacks.ts";
import { poll } from "./poll.ts";
import type { Session } from "./session.ts";

/** What the names of this package's change sets begin with. */
export const changeSetPrefix = "iffc-";

/** A change set that CloudFormation has finished making: ready to execute, or refused. */
export interface FinishedChangeSet extends ChangeSet {
  readonly stackArn: string;
  /** Whether CloudFormation refused it only because there is nothing to change. */
  readonly isEmpty: boolean;
}

/** Makes a change set and waits until CloudFormation says what it would do. */
export async function makeChangeSet(session: Session, request: ChangeSetRequest): Promise<FinishedChangeSet> {
  const created = await session.cloud.stacks.createChangeSet(request);
  const changeSet = await waitForChangeSet(session, created.arn);
  const isEmpty =
    changeSet.status === "FAILED" &&
    /didn't contain changes|No updates are to be performed/iu.test(changeSet.reason ?? "");
  return { ...changeSet, stackArn: created.stackArn, isEmpty };
}

/** Deletes a change set that will not be executed, and with it the empty stack that it may have been made for. */
export async function discardChangeSet(session: Session, { arn, stackArn }: CreatedChangeSet): Promise<void> {
  const { stacks } = session.cloud;
  await stacks.deleteChangeSet(arn);
  const stack = await stacks.describe(stackArn);
  if (stack?.status === "REVIEW_IN_PROGRESS") await stacks.remove(stackArn, changeSetPrefix + "discard");
}

/** Deletes the change sets that earlier, interrupted runs left on a stack. */
export async function discardLeftovers(session: Session, stackArn: string): Promise<void> {
  const { stacks } = session.cloud;
  const arns = await stacks.listChangeSets(stackArn);
  for (const arn of arns.filter((each) => each.includes(`:changeSet/${changeSetPrefix}`))) {
    await stacks.deleteChangeSet(arn);
  }
}

async function waitForChangeSet(session: Session, arn: string): Promise<ChangeSet> {
  return poll(session, {
    async ask() {
      const changeSet = await session.cloud.watch.describeChangeSet(arn);
      return changeSet.status === "CREATE_COMPLETE" || changeSet.status === "FAILED" ? changeSet : undefined;
    },
  });
}
