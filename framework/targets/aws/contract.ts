import type { Tier } from "../../model/plan.ts";
import { removeStack } from "./remove.ts";
import { type Plans, reviewRemoval } from "./review.ts";
import type { Session } from "./session.ts";
import type { LiveStack, Snapshot } from "./snapshot.ts";
import { type Stack, tiers } from "./synthesize/stack.ts";

/**
 * The stacks that no part of the plan belongs to any more, in the order in which they go. Throws where that would remove
 * something that holds data and that the plan does not name.
 */
export function findLeftovers(stacks: readonly Stack[], snapshot: Snapshot, plans: Plans): readonly LiveStack[] {
  const planned = new Set(stacks.map((stack) => stack.name));
  const leftovers = inRemovalOrder(snapshot.stacks.filter((stack) => !planned.has(stack.name)));
  for (const { template } of leftovers) if (template) reviewRemoval(template, plans);
  return leftovers;
}

/** Deletes them, one after the other. */
export async function removeLeftovers(session: Session, leftovers: readonly LiveStack[]): Promise<void> {
  for (const stack of leftovers) {
    const detail = `${stack.name}: nothing belongs to it any more, deleting`;
    session.reporter.report({ type: "phase.progress", phase: "deploy", detail });
    await removeStack(session, stack);
  }
}

/** What is reached from outside first, what holds data last. */
export function inRemovalOrder(stacks: readonly LiveStack[]): readonly LiveStack[] {
  return stacks.toSorted((left, right) => rank(right) - rank(left));
}

/** The tier that a stack's template says; a stack without one holds nothing. */
export function tierOf({ template }: LiveStack): Tier | undefined {
  const about = template?.Metadata["iffc"] as { readonly tier?: Tier } | undefined;
  return about?.tier;
}

function rank(stack: LiveStack): number {
  const tier = tierOf(stack);
  return tier === undefined ? tiers.length : tiers.indexOf(tier);
}
