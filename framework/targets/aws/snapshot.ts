import type { Plan } from "../../model/plan.ts";
import type { StackState } from "./cloud/stacks.ts";
import { ownerOf, parseTemplate } from "./owner.ts";
import { inParallel } from "./parallel.ts";
import { readPlan } from "./record.ts";
import type { Session } from "./session.ts";
import type { CodeReference } from "./synthesize/function.ts";
import type { Template } from "./synthesize/stack.ts";

/** What an environment holds before anything is changed, as plain data. */
export interface Snapshot {
  /** The plan of the last successful deploy; absent before the first. */
  readonly plan?: Plan;
  /** The stacks of this app and environment, by name. */
  readonly stacks: readonly LiveStack[];
}

/** A stack with the template that it was made from. */
export interface LiveStack extends StackState {
  /** Absent for a stack that was never made, and for a template that iffc cannot read. */
  readonly template?: Template;
}

/** The tags that every stack of an app and environment carries. */
export function ownershipTags({ app, environment }: Session): Readonly<Record<string, string>> {
  return { "iffc:app": app, "iffc:environment": environment.name };
}

/** Reads what is deployed. Only reads. */
export async function readSnapshot(session: Session): Promise<Snapshot> {
  const names = await session.cloud.stacks.list(`${session.app}-${session.environment.name}-`);
  const found = await inParallel(names, (name) => readStack(session, name));
  const plan = await readPlan(session);
  return { ...(plan && { plan }), stacks: found.filter((stack) => stack !== undefined) };
}

/** The code that a function's live template holds: what it was created with, which a template never changes. */
export function firstCodeOf({ stacks }: Snapshot, functionId: string): CodeReference | undefined {
  for (const { template } of stacks) {
    for (const [logicalId, { Type, Properties }] of Object.entries(template?.Resources ?? {})) {
      if (Type !== "AWS::Lambda::Function" || ownerOf(logicalId, template)?.id !== functionId) continue;
      return Properties?.["Code"] as unknown as CodeReference;
    }
  }
  return undefined;
}

async function readStack(session: Session, name: string): Promise<LiveStack | undefined> {
  const { stacks } = session.cloud;
  const stack = await stacks.describe(name);
  const isOwn = Object.entries(ownershipTags(session)).every(([key, value]) => stack?.tags[key] === value);
  if (!stack || !isOwn) return undefined;
  if (["REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "DELETE_COMPLETE"].includes(stack.status)) return stack;
  const template = parseTemplate(await stacks.template(stack.arn));
  return { ...stack, ...(template && { template }) };
}
