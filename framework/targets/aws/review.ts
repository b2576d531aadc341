import type { Plan } from "../../model/plan.ts";
import type { ResourceChange } from "./cloud/stacks.ts";
import { failure } from "../../diagnostics/failure.ts";
import { changeNotPlanned } from "./errors/stacks.ts";
import { ownerOf, type TemplateResources } from "./owner.ts";

/** What a change may lose is decided by two plans: the one that is deployed now and the one that was on the screen. */
export interface Plans {
  readonly plan: Plan;
  /** The plan of the last successful deploy. */
  readonly deployed: Plan | undefined;
}

/** A stack's templates, before and after. */
export interface TemplatePair {
  readonly live: TemplateResources | undefined;
  readonly next: TemplateResources;
}

/**
 * Refuses a change set that would remove or replace something that holds data, unless the plan names just that. Every
 * resource that holds data says in its template what becomes of it, so one without a deletion policy holds none.
 */
export function reviewChanges(changes: readonly ResourceChange[], templates: TemplatePair, plans: Plans): void {
  const losses = changes.filter((change) => change.action === "Remove" || mayReplace(change));
  for (const change of losses) {
    const template = [templates.live, templates.next].find((each) => each?.Resources[change.logicalId]?.DeletionPolicy);
    const owner = ownerOf(change.logicalId, template);
    if (!template || !holdsData(owner?.id, change.type, plans)) continue;
    if (plans.plan.changes.some((planned) => isLoss(planned.action) && planned.id === owner?.id)) continue;
    const verb = change.action === "Remove" ? "remove" : "replace";
    throw failure(changeNotPlanned, {
      message: `CloudFormation would ${verb} ${owner?.id ?? change.logicalId} (${change.type} ${change.logicalId}), which the plan does not say.`,
    });
  }
}

/** The same for a whole stack that would be deleted. */
export function reviewRemoval(live: TemplateResources, plans: Plans): void {
  const changes = Object.entries(live.Resources).map(([logicalId, { Type: type }]): ResourceChange => ({
    action: "Remove",
    logicalId,
    type,
  }));
  reviewChanges(changes, { live, next: { Resources: {} } }, plans);
}

/** CloudFormation answers "Conditional" where it cannot know before it runs. */
function mayReplace({ action, replacement }: ResourceChange): boolean {
  return action === "Modify" && (replacement === "True" || replacement === "Conditional");
}

function isLoss(action: Plan["changes"][number]["action"]): boolean {
  return action === "remove" || action === "replace";
}

/** What functions and triggers own can be made again; what neither plan knows is taken to hold data, unless it is theirs. */
function holdsData(id: string | undefined, type: string, { plan, deployed }: Plans): boolean {
  const plans = deployed ? [plan, deployed] : [plan];
  const resources = plans.flatMap((each) => each.resources).filter((resource) => resource.id === id);
  if (resources.length > 0) return resources.some((resource) => resource.stateful);
  const rest = plans.flatMap((each) => [...each.functions, ...each.triggers]);
  return !rest.some((item) => item.id === id) && !/^AWS::(?:Lambda|Logs)::/u.test(type);
}
