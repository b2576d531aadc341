import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { looksRenamed, wouldRemove, wouldReplace } from "../diagnostics/catalogue/plan.ts";
import type { ResourceDefinition } from "../kinds/kind.ts";
import { compareText, type JsonObject } from "../model/json.ts";
import type { Change, Plan, PlannedResource } from "../model/plan.ts";
import { describeDifferences, differs, show } from "./differences.ts";
import { comparePermissions } from "./permissions.ts";
import type { Deployed } from "./plan.ts";
import type { Registry } from "./registry.ts";

/** A plan before it is compared with what is deployed. */
export type PlanContent = Omit<Plan, "changes" | "digest">;

/** What a deploy of the plan would do, and what must not happen unasked. */
export interface Comparison {
  readonly changes: readonly Change[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Compares a plan with the deployed one, line by line. */
export function planChanges(content: PlanContent, deployed: Deployed, registry: Registry): Comparison {
  const before = deployed.plan;
  const resources = compareResources(content.resources, before?.resources ?? [], registry);
  const changes = [
    ...resources,
    ...compareById("function", content.functions, before?.functions ?? []),
    ...compareById("trigger", content.triggers, before?.triggers ?? []),
    ...comparePermissions(content.functions, before?.functions ?? []),
  ];
  const diagnostics = refuseLosses(resources, { content, deployed });
  return { changes, diagnostics };
}

function compareResources(
  after: readonly PlannedResource[],
  before: readonly PlannedResource[],
  registry: Registry,
): readonly Change[] {
  return compareById("resource", after, before).map((change) => {
    const [old, now] = [before, after].map((list) => list.find((item) => item.id === change.id));
    if (!old) return change;
    if (!now) return { ...change, losesData: old.stateful };
    const fixed = fixedChanges(registry.resource(now.kind), old.properties, now.properties);
    if (fixed.length === 0 && old.kind === now.kind) return change;
    return { ...change, action: "replace", detail: describeFixed(old, now, fixed), losesData: old.stateful };
  });
}

/** The properties that differ although they are fixed for as long as the resource lives. */
export function fixedChanges(definition: ResourceDefinition, before: JsonObject, after: JsonObject): readonly string[] {
  return definition.immutable.filter((name) => differs(before[name], after[name]));
}

function describeFixed(old: PlannedResource, now: PlannedResource, fixed: readonly string[]): string {
  if (old.kind !== now.kind) return `${old.kind} becomes ${now.kind}`;
  return fixed.map((name) => `${name}: ${show(old.properties[name])} → ${show(now.properties[name])}`).join(", ");
}

interface Item {
  readonly id: string;
  readonly kind?: string;
  readonly declaredAt: Change["at"] & {};
}

/** Created, updated and removed, by id. Where something is declared does not count as a change. */
function compareById(
  subject: Change["subject"],
  after: readonly (Item & object)[],
  before: readonly (Item & object)[],
): readonly Change[] {
  const old = new Map(before.map((item) => [item.id, item]));
  const ids = new Set(after.map((item) => item.id));
  const describe = (item: Item, action: Change["action"]): Change => ({
    action,
    subject,
    id: item.id,
    ...(item.kind !== undefined && { kind: item.kind }),
    losesData: false,
    at: item.declaredAt,
  });
  const kept = after.flatMap((item) => {
    const known = old.get(item.id);
    if (!known) return [describe(item, "create")];
    const [was, is] = [withoutPlaces(known), withoutPlaces(item)];
    return differs(was, is) ? [{ ...describe(item, "update"), detail: describeDifferences(was, is) }] : [];
  });
  const removed = before.filter((item) => !ids.has(item.id)).map((item) => describe(item, "remove"));
  return [...kept, ...removed].sort((left, right) => compareText(left.id, right.id));
}

const placeKeys = new Set(["declaredAt", "at", "cuts", "contracts", "file"]);

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([key]) => !placeKeys.has(key));
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutPlaces(item)]));
}

/** Stops what would lose data, unless each resource was named; a rename is recognised and told apart. */
function refuseLosses(
  changes: readonly Change[],
  { content, deployed }: { readonly content: PlanContent; readonly deployed: Deployed },
): readonly Diagnostic[] {
  const created = changes.filter((change) => change.action === "create");
  return changes
    .filter((change) => change.losesData && !deployed.approved.includes(change.id))
    .flatMap((change) => {
      if (change.action === "replace") return [refuseReplacement(change)];
      const gone = deployed.plan?.resources.find((resource) => resource.id === change.id);
      const twin =
        gone && content.resources.find((now) => created.some((item) => item.id === now.id) && isTwin(gone, now));
      if (gone && twin) return [refuseRename(gone, twin)];
      return content.environment.target === "local" ? [] : [refuseRemoval(change)];
    });
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
