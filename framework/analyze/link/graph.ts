import type { ClassFacts, MemberFacts } from "../facts.ts";
import { ancestorsOf, type Project } from "./project.ts";
import type { LinkedHandler } from "./handlers.ts";
import type { LinkedService } from "./services.ts";

/** What may run when a handler does. */
export interface Reached {
  /** Keys of units. */
  readonly units: ReadonlySet<string>;
  /** Keys of classes that there are objects of. */
  readonly instances: ReadonlySet<string>;
  /** The key of what the handler returns, which leaves the code. */
  readonly result: string;
}

/** A member that stands for another one in the objects of a subclass. */
interface Override {
  readonly owner: string;
  readonly key: string;
}

/** Who overrides what. */
export interface CallGraph {
  reachedFrom(handler: LinkedHandler): Reached;
  /** The members of subclasses that override a member. */
  overriders(key: string): readonly Override[];
  /** The members of base classes that a member overrides. */
  overridden(key: string): readonly string[];
}

/** Opens the call graph of a project. A function that is mentioned counts as called. */
export function openCallGraph(project: Project, services: ReadonlyMap<string, LinkedService>): CallGraph {
  const { overriders, overridden } = findOverrides(project);
  const byId = new Map([...services.values()].map((service) => [service.model.id, service]));
  const graph: CallGraph = {
    reachedFrom: (handler) => reach(handler, constructedFor(handler, services, byId), { project, services, graph }),
    overriders: (key) => overriders.get(key) ?? none,
    overridden: (key) => overridden.get(key) ?? none,
  };
  return graph;
}

const none: readonly never[] = [];

interface GraphScope {
  readonly project: Project;
  readonly services: ReadonlyMap<string, LinkedService>;
  readonly graph: CallGraph;
}

function reach(
  handler: LinkedHandler,
  constructed: ReadonlySet<LinkedService>,
  { project, services, graph }: GraphScope,
): Reached {
  const units = new Set<string>();
  const instances = new Set<string>();
  const pending: string[] = [];
  const enter = (key: string): void => {
    if (units.has(key)) return;
    units.add(key);
    pending.push(key);
  };
  const instantiate = (facts: ClassFacts | undefined, isWhole: boolean): void => {
    if (!facts || instances.has(facts.key)) return;
    instances.add(facts.key);
    for (const owner of [facts, ...ancestorsOf(facts, project)]) {
      enter(owner.key);
      for (const member of owner.members) {
        const overrides = graph.overridden(member.key).some((key) => units.has(key));
        if (!member.static && (isWhole || runsAtOnce(member) || overrides)) enter(member.key);
      }
    }
  };
  for (const service of constructed) instantiate(service.facts, false);
  enter(handler.key);
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    const { references, constructs } = project.units.get(key) ?? { references: none, constructs: none };
    for (const reference of references) enter(reference);
    for (const { key: made } of constructs) if (!services.has(made)) instantiate(project.classes.get(made), true);
    for (const override of graph.overriders(key)) if (instances.has(override.owner)) enter(override.key);
  }
  return { units, instances, result: `${handler.key}()` };
}

/** Whether a member's code runs when an object is constructed. */
export function runsAtOnce({ form, holdsFunction, static: isStatic }: MemberFacts): boolean {
  return !isStatic && (form === "constructor" || (form === "field" && !holdsFunction));
}

/** The handler's class and everything that is injected into it, directly or not. */
function constructedFor(
  { owner }: LinkedHandler,
  services: ReadonlyMap<string, LinkedService>,
  byId: ReadonlyMap<string, LinkedService>,
): ReadonlySet<LinkedService> {
  const found = new Set<LinkedService>();
  const pending = [services.get(owner.key)];
  for (let service = pending.pop(); service; service = pending.pop()) {
    if (found.has(service)) continue;
    found.add(service);
    for (const id of service.model.dependencies) pending.push(byId.get(id));
  }
  return found;
}

function findOverrides(project: Project) {
  const overriders = new Map<string, Override[]>();
  const overridden = new Map<string, string[]>();
  for (const facts of project.classes.values()) {
    const inherited = ancestorsOf(facts, project).flatMap(({ members }) => members);
    if (inherited.length === 0) continue;
    for (const { name, key, form, static: isStatic } of facts.members) {
      if (isStatic || form === "constructor") continue;
      for (const base of inherited.filter((member) => member.name === name && !member.static)) {
        overriders.set(base.key, [...(overriders.get(base.key) ?? []), { owner: facts.key, key }]);
        overridden.set(key, [...(overridden.get(key) ?? []), base.key]);
      }
    }
  }
  return { overriders, overridden };
}
