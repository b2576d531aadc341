import { compareLocations, type Location } from "../../model/location.ts";
import type { Flow, Loss, Mention } from "../facts.ts";
import type { CallGraph, Reached } from "./graph.ts";
import type { Project } from "./project.ts";
import type { LinkedResource } from "./resources.ts";

/** A use of a resource that is sure. */
export interface FoundUse {
  readonly resource: LinkedResource;
  readonly verb: string;
  readonly argument?: string;
  readonly at: Location;
}

/** A place where a resource gets out of sight. */
export interface FoundLoss {
  readonly resource: LinkedResource;
  readonly reason: string;
  readonly at: Location;
  /** The class of the object that takes the resource with it, where it is one. */
  readonly within?: string;
}

/** Everything that one handler does with resources. */
export interface Flows {
  readonly uses: readonly FoundUse[];
  readonly losses: readonly FoundLoss[];
}

/** What flows are followed in. */
export interface FlowScope {
  readonly project: Project;
  readonly graph: CallGraph;
  readonly resources: ReadonlyMap<string, LinkedResource>;
  /** Flows into fields of the objects that iffc constructs: what one handler stores there another one finds. */
  readonly stored: readonly Flow[];
}

/** Follows every resource through what a handler reaches, to its uses and to where it gets out of sight. */
export function followResources(reached: Reached, scope: FlowScope): Flows {
  const { project, resources, graph } = scope;
  const mentions = [...reached.units].flatMap((key) => project.units.get(key)?.mentions ?? []);
  const byKey = Map.groupBy([...mentions, ...scope.stored], ({ on }) => on);
  const holds = new Map<string, Set<LinkedResource>>();
  const found = { uses: [] as FoundUse[], losses: [] as FoundLoss[] };
  const pending: (readonly [string, LinkedResource])[] = [];

  const hold = (key: string, resource: LinkedResource): void => {
    const held = holds.get(key) ?? new Set();
    if (held.has(resource)) return;
    holds.set(key, held.add(resource));
    pending.push([key, resource]);
  };
  for (const resource of resources.values()) {
    if (byKey.has(resource.key)) hold(resource.key, resource);
    for (const key of graph.overridden(resource.key)) hold(key, resource);
  }
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [key, resource] = next;
    for (const mention of byKey.get(key) ?? []) {
      const target = settle(mention, { resource, reached, ...found });
      if (target !== undefined) hold(target, resource);
    }
    for (const other of counterparts(key, reached, scope)) hold(other, resource);
  }
  const within = mentions.filter((mention) => mention.type === "loss" && project.classes.has(mention.on));
  found.losses.push(...within.flatMap((loss) => lossesWithin(loss as Loss, { holds, reached }, scope)));
  return { uses: found.uses.sort(byPlace), losses: found.losses.sort(byPlace) };
}

interface Settlement {
  readonly resource: LinkedResource;
  readonly reached: Reached;
  readonly uses: FoundUse[];
  readonly losses: FoundLoss[];
}

/** Notes what a mention means for a resource; returns what holds it from there on. */
function settle(mention: Mention, { resource, reached, uses, losses }: Settlement): string | undefined {
  const { at } = mention;
  if (mention.type === "use") {
    const { verb, argument } = mention;
    uses.push({ resource, verb, at, ...(argument !== undefined && { argument }) });
    return undefined;
  }
  const allowed = verbsOf(mention.as, resource);
  if (allowed) uses.push(...allowed.map((verb) => ({ resource, verb, at })));
  else if (mention.type === "loss") losses.push({ resource, reason: mention.reason, at });
  else if (mention.to === reached.result) losses.push({ resource, reason: "is returned from a handler", at });
  else return mention.to;
  return undefined;
}

/** The verbs of the first narrow type among some names. */
function verbsOf(
  names: readonly string[],
  { definition: { capabilities } }: LinkedResource,
): readonly string[] | undefined {
  const narrow = names.find((name) => Object.hasOwn(capabilities, name));
  return narrow === undefined ? undefined : capabilities[narrow];
}

function byPlace(left: { readonly at: Location }, right: { readonly at: Location }): number {
  return compareLocations(left.at, right.at);
}

/** Where the same value is found under another name: parameters, results and fields of overriding members. */
function counterparts(key: string, { instances }: Reached, { graph }: FlowScope): readonly string[] {
  const [, member = key, position] = /^(.*)\((\d*)\)$/u.exec(key) ?? [];
  if (position === undefined) return graph.overridden(key);
  if (position === "") return graph.overridden(member).map((base) => `${base}()`);
  return graph
    .overriders(member)
    .filter(({ owner }) => instances.has(owner))
    .map((override) => `${override.key}(${position})`);
}

interface Held {
  readonly holds: ReadonlyMap<string, ReadonlySet<LinkedResource>>;
  readonly reached: Reached;
}

/** The resources that an object takes along where it gets out of sight. */
function lossesWithin({ on, reason, at }: Loss, held: Held, scope: FlowScope): readonly FoundLoss[] {
  const found = new Set<LinkedResource>();
  const seen = new Set<string>();
  const pending = [on, ...subclassesOf(on, held.reached, scope.project)];
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    const facts = scope.project.classes.get(key);
    if (!facts || seen.has(key)) continue;
    seen.add(key);
    if (facts.extends !== undefined) pending.push(facts.extends);
    for (const member of facts.members) {
      const resource = scope.resources.get(member.key);
      if (resource) found.add(resource);
      if (member.private && facts.decorators.length === 0) continue;
      for (const flown of held.holds.get(member.key) ?? []) found.add(flown);
      for (const returned of held.holds.get(`${member.key}()`) ?? []) found.add(returned);
      pending.push(...member.reaches);
    }
  }
  const within = scope.project.classes.get(on)?.name ?? "an object";
  return [...found].map((resource) => ({ resource, reason, at, within }));
}

function subclassesOf(key: string, { instances }: Reached, project: Project): readonly string[] {
  return [...instances].filter((instance) => {
    const seen = new Set<string>();
    for (let at = project.classes.get(instance)?.extends; at !== undefined && !seen.has(at);) {
      if (at === key) return true;
      seen.add(at);
      at = project.classes.get(at)?.extends;
    }
    return false;
  });
}
