import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ResourceDefinition } from "../kinds/kind.ts";
import { compareText, type JsonObject } from "../model/json.ts";
import type { Change, Plan, PlannedResource, PlannedTrigger } from "../model/plan.ts";
import { describeDifferences, differs, show } from "./differences.ts";
import { isApproved, reviewLosses } from "./losses.ts";
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
    ...compareTriggers(content.triggers, before?.triggers ?? [], registry),
    ...comparePermissions(content.functions, before?.functions ?? []),
  ];
  const diagnostics = reviewLosses({ changes: resources, content, deployed });
  return { changes: content.environment.target === "local" ? changes.map(spare(deployed)) : changes, diagnostics };
}

/** This machine keeps the data of what is no longer declared, for when it is declared again, unless told not to. */
function spare(deployed: Deployed): (change: Change) => Change {
  return (change) => {
    if (change.action !== "remove" || !change.losesData || isApproved(change, deployed)) return change;
    return { ...change, losesData: false, detail: "its data stays until iffc destroy" };
  };
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

function compareTriggers(
  after: readonly PlannedTrigger[],
  before: readonly PlannedTrigger[],
  registry: Registry,
): readonly Change[] {
  const known = new Map([...before, ...after].map((trigger) => [trigger.id, trigger]));
  return compareById("trigger", after, before).map((change) => {
    const trigger = known.get(change.id);
    const label = trigger && registry.labelOf(trigger);
    return label === undefined ? change : { ...change, label };
  });
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
