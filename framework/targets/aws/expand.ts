import { type AppliedStack, applyStack, type StackWork } from "./apply.ts";
import { withSentence } from "../../diagnostics/failure.ts";
import { inParallel } from "./parallel.ts";
import { refuseUnusable } from "./ready.ts";
import { type Plans, reviewChanges } from "./review.ts";
import type { Session } from "./session.ts";
import { type LiveStack, ownershipTags, type Snapshot } from "./snapshot.ts";
import type { Stack } from "./synthesize/stack.ts";

/** The outputs of the stacks so far, by stack. */
export type Outputs = Map<string, Readonly<Record<string, string>>>;

/** What stacks are applied with: the outputs below them, to which they add their own, and the plans to hold them against. */
export interface ApplyContext {
  readonly outputs: Outputs;
  readonly plans: Plans;
}

/** Refuses to begin while any stack of the environment is busy or stuck. */
export function refuseUnready(session: Session, stacks: readonly LiveStack[]): void {
  for (const stack of stacks) refuseUnusable(stack, ownershipTags(session));
}

/** Refuses to begin where somebody else has a stack of a name that the plan needs. */
export async function refuseTaken(session: Session, stacks: readonly Stack[], snapshot: Snapshot): Promise<void> {
  const own = new Set(snapshot.stacks.map((stack) => stack.name));
  const unknown = stacks.filter((stack) => !own.has(stack.name));
  const found = await inParallel(unknown, (stack) => session.cloud.stacks.describe(stack.name));
  for (const stack of found) if (stack) refuseUnusable(stack, ownershipTags(session));
}

/**
 * Applies stacks that do not depend on each other, side by side. If one fails, those that were begun are brought to
 * their end, and the error says which are done.
 */
export async function applyStacks(
  session: Session,
  stacks: readonly Stack[],
  { outputs, plans }: ApplyContext,
): Promise<readonly AppliedStack[]> {
  const done = new Set<string>();
  const apply = async (stack: Stack): Promise<AppliedStack> => {
    const applied = await applyStack(session, workFor(session, stack, { outputs, plans }));
    done.add(stack.name);
    outputs.set(stack.name, applied.outputs);
    return applied;
  };
  try {
    return await inParallel(stacks, apply);
  } catch (error) {
    if (stacks.length === 1) throw error;
    const names = stacks.map((stack) => stack.name);
    const list = (isDone: boolean): string => names.filter((name) => done.has(name) === isDone).join(", ") || "none";
    throw withSentence(error, `Done: ${list(true)}. Not done: ${list(false)}.`);
  }
}

function workFor(session: Session, stack: Stack, { outputs, plans }: ApplyContext): StackWork {
  const { name, template } = stack;
  const parameters = Object.entries(stack.parameters).map(([parameter, from]) => {
    const value = outputs.get(from.stack)?.[from.output];
    if (value === undefined) throw new Error(`The stack ${from.stack} has no output ${from.output}.`);
    return [parameter, value] as const;
  });
  return {
    name,
    template,
    parameters: Object.fromEntries(parameters),
    tags: ownershipTags(session),
    review: (changes, live) => reviewChanges(changes, { live, next: template }, plans),
  };
}
