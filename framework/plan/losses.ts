import { didYouMean } from "../analyze/suggest.ts";
import { approvalUnused, looksRenamed, wouldRemove, wouldReplace } from "../diagnostics/catalogue/plan.ts";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Change, PlannedResource } from "../model/plan.ts";
import type { PlanContent } from "./changes.ts";
import { differs } from "./differences.ts";
import type { Approval, Deployed } from "./plan.ts";

/** Resources that change, and all that decides whether they may. */
export interface Review {
  readonly changes: readonly Change[];
  readonly content: PlanContent;
  readonly deployed: Deployed;
}

/** Stops what would lose data, unless just that was approved, and approvals of what does not happen. */
export function reviewLosses(review: Review): readonly Diagnostic[] {
  const { changes, deployed } = review;
  const refused = changes.filter((change) => change.losesData && !isApproved(change, deployed));
  const unused = deployed.approved.filter(
    ({ action, id }) => !changes.some((change) => change.action === action && change.id === id),
  );
  return [
    ...unused.map((approval) => refuseApproval(approval, changes)),
    ...refused.flatMap((change) => refuseLoss(change, review)),
  ];
}

/** Whether just that change of that resource was approved. */
export function isApproved({ action, id }: Change, { approved }: Deployed): boolean {
  return approved.some((approval) => approval.action === action && approval.id === id);
}

function refuseApproval({ action, id }: Approval, changes: readonly Change[]): Diagnostic {
  return diagnose(approvalUnused, {
    message: `--allow-${action} ${id} approves nothing: the plan does not ${action} a resource "${id}".`,
    hint: adviseApproval({ action, id }, changes),
  });
}

function adviseApproval({ action, id }: Approval, changes: readonly Change[]): string {
  const losses = changes.filter((change) => change.losesData);
  const other = losses.find((change) => change.id === id);
  if (other) return `The plan would ${other.action} it: --allow-${other.action} ${id}`;
  const alike = losses.filter((change) => change.action === action).map((change) => change.id);
  return alike.length > 0 ? didYouMean(id, alike) : `Leave the option out: nothing that holds data is ${action}d.`;
}

/** A rename is recognised and told apart; the local target keeps the data of what is no longer declared. */
function refuseLoss(change: Change, { changes, content, deployed }: Review): readonly Diagnostic[] {
  if (change.action === "replace") return [refuseReplacement(change)];
  const created = new Set(changes.filter(({ action }) => action === "create").map(({ id }) => id));
  const gone = deployed.plan?.resources.find((resource) => resource.id === change.id);
  const twin = gone && content.resources.find((now) => created.has(now.id) && isTwin(gone, now));
  if (gone && twin) return [refuseRename(gone, twin)];
  return content.environment.target === "local" ? [] : [refuseRemoval(change)];
}

function isTwin(gone: PlannedResource, now: PlannedResource): boolean {
  return gone.kind === now.kind && !differs(gone.properties, now.properties);
}

function refuseReplacement(change: Change): Diagnostic {
  return diagnose(wouldReplace, {
    at: change.at,
    message: `This would replace the ${change.kind} "${change.id}", which holds data: ${change.detail}.`,
    hint: `Undo the change, or give its data up with --allow-replace ${change.id}.`,
  });
}

function refuseRename(gone: PlannedResource, now: PlannedResource): Diagnostic {
  return diagnose(looksRenamed, {
    at: now.declaredAt,
    message: `The ${gone.kind} "${gone.id}" is gone and "${now.id}" is new: a rename would lose its data.`,
    hint: `Add id: "${gone.id}" to keep the data; or, if it is another ${gone.kind}, approve with --allow-remove ${gone.id}.`,
  });
}

function refuseRemoval(change: Change): Diagnostic {
  return diagnose(wouldRemove, {
    message: `This would remove the ${change.kind} "${change.id}", which holds data.`,
    hint: `Put its declaration back, or give its data up with --allow-remove ${change.id}.`,
  });
}
