import { compareLocations, type Location } from "../../model/location.ts";
import type { Flow, Loss, Mention } from "../facts.ts";
import type { Reached } from "./graph.ts";
import type { Overrides } from "./overrides.ts";
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
  readonly overrides: Overrides;
  readonly resources: ReadonlyMap<string, LinkedResource>;
  /** The same by the service or group of resources that declares them. */
  readonly byService: ReadonlyMap<string, readonly LinkedResource[]>;
  /** Flows into fields of the objects that iffc constructs: what one handler stores there another one finds. */
  readonly stored: readonly Flow[];
}

/**
 * How sure it is that a resource is where it is followed to. Where only a name suggests it, or where a narrow type has
 * said already what happens, known methods count, and everything else is taken to be about something else.
 */
type Certainty = "sure" | "maybe";

/** Follows every resource through what a handler reaches, to its uses and to where it gets out of sight. */
export function followResources(reached: Reached, scope: FlowScope): Flows {
  const { project } = scope;
  const mentions = [...reached.units].flatMap((key) => project.units.get(key)?.mentions ?? []);
  const byKey = Map.groupBy([...mentions, ...scope.stored], ({ on }) => on);
  const found = { uses: [] as FoundUse[], losses: [] as FoundLoss[] };
  const holds = openHolds(scope);

  for (const service of reached.services) {
    for (const resource of scope.byService.get(service) ?? []) holds.add(resource.key, resource, "sure");
  }
  for (let next = holds.next(); next; next = holds.next()) {
    const { key, resource, certainty } = next;
    for (const mention of byKey.get(key) ?? []) {
      const target = settle(mention, { resource, certainty, reached, ...found });
      if (target) holds.add(target.to, resource, target.certainty);
    }
    for (const other of counterparts(key, reached, scope)) holds.add(other, resource, certainty);
  }
  const within = mentions.filter((mention) => mention.type === "loss" && project.classes.has(mention.on));
  found.losses.push(...within.flatMap((loss) => lossesWithin(loss as Loss, { holds, reached }, scope)));
  return { uses: found.uses.sort(byPlace), losses: found.losses.sort(byPlace) };
}

interface Hold {
  readonly key: string;
  readonly resource: LinkedResource;
  readonly certainty: Certainty;
}

/** Which keys hold which resources, and which of that is still to be followed. */
interface Holds {
  add(key: string, resource: LinkedResource, certainty: Certainty): void;
  next(): Hold | undefined;
  /** The resources that are held for sure. */
  at(key: string): readonly LinkedResource[];
}

function openHolds({ project }: FlowScope): Holds {
  const holds = new Map<string, Map<LinkedResource, Certainty>>();
  const pending: Hold[] = [];
  const add: Holds["add"] = (key, resource, certainty) => {
    const held = holds.get(key) ?? new Map<LinkedResource, Certainty>();
    const known = held.get(resource);
    if (known === "sure" || known === certainty) return;
    holds.set(key, held.set(resource, certainty));
    pending.push({ key, resource, certainty });
    const member = project.members.get(key);
    if (member) add(`?.${member.name}`, resource, "maybe");
  };
  return {
    add,
    next: () => pending.pop(),
    at: (key) =>
      [...(holds.get(key) ?? [])].flatMap(([resource, certainty]) => (certainty === "sure" ? [resource] : [])),
  };
}

interface Settlement {
  readonly resource: LinkedResource;
  readonly certainty: Certainty;
  readonly reached: Reached;
  readonly uses: FoundUse[];
  readonly losses: FoundLoss[];
}

interface Target {
  readonly to: string;
  readonly certainty: Certainty;
}

/** Notes what a mention means for a resource; returns what holds it from there on. */
function settle(mention: Mention, { resource, certainty, reached, uses, losses }: Settlement): Target | undefined {
  const { at } = mention;
  if (mention.type === "use") {
    const { verb, argument } = mention;
    const isKnown = certainty === "sure" || Object.hasOwn(resource.definition.verbs, verb);
    if (isKnown) uses.push({ resource, verb, at, ...(argument !== undefined && { argument }) });
    return undefined;
  }
  const allowed = verbsOf(mention.as, resource);
  if (allowed) uses.push(...allowed.map((verb) => ({ resource, verb, at })));
  const isLost = mention.type === "loss" || mention.to === reached.result;
  if (!isLost) return { to: mention.to, certainty: allowed ? "maybe" : certainty };
  const reason = mention.type === "loss" ? mention.reason : "is returned from a handler";
  if (!allowed && certainty === "sure") losses.push({ resource, reason, at });
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
function counterparts(key: string, { instances }: Reached, { overrides }: FlowScope): readonly string[] {
  const [, member = key, position] = /^(.*)\((\d*)\)$/u.exec(key) ?? [];
  if (position === undefined) return overrides.overridden(key);
  if (position === "") return overrides.overridden(member).map((base) => `${base}()`);
  return overrides
    .overriders(member)
    .filter(({ owner }) => instances.has(owner))
    .map((override) => `${override.key}(${position})`);
}

interface Held {
  readonly holds: Holds;
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
      for (const flown of held.holds.at(member.key)) found.add(flown);
      for (const returned of held.holds.at(`${member.key}()`)) found.add(returned);
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
