import type { LinkedHandler } from "./handlers.ts";
import { unitsAtLoad } from "./loading.ts";
import type { Overrides } from "./overrides.ts";
import type { Project } from "./project.ts";
import type { LinkedService } from "./services.ts";
import { enter, giveAway, instantiate, nextUnit, openWalk } from "./walk.ts";

/** What one handler reaches. */
export interface Reached {
  /** Keys of units. */
  readonly units: ReadonlySet<string>;
  /** Keys of classes that there are objects of. */
  readonly instances: ReadonlySet<string>;
  /** Ids of the services and groups of resources that are constructed for it: no other resources are at hand. */
  readonly services: ReadonlySet<string>;
  /** The key of what the handler returns, which leaves the code. */
  readonly result: string;
}

/** What the call graph is made of. */
export interface GraphScope {
  readonly project: Project;
  readonly services: ReadonlyMap<string, LinkedService>;
  readonly overrides: Overrides;
}

/** What may run when a handler does. */
export interface CallGraph {
  reachedFrom(handler: LinkedHandler): Reached;
}

/** Opens the call graph of a project. A function that is mentioned counts as called. */
export function openCallGraph({ project, services, overrides }: GraphScope): CallGraph {
  const byId = new Map([...services.values()].map((service) => [service.model.id, service]));
  const known = new Map<string, Construction>();
  const constructionOf = ({ owner: { key } }: LinkedHandler): Construction => {
    const construction = known.get(key) ?? readConstruction(constructedFor(key, services, byId), project);
    known.set(key, construction);
    return construction;
  };
  return { reachedFrom: (handler) => reach(handler, constructionOf(handler), { project, services, overrides }) };
}

/** What is done for every handler of a class before it runs. */
interface Construction {
  readonly services: ReadonlySet<LinkedService>;
  /** Keys of units that run when the files are loaded. */
  readonly atLoad: readonly string[];
}

function readConstruction(services: ReadonlySet<LinkedService>, project: Project): Construction {
  const atLoad = unitsAtLoad(
    [...services].map(({ facts }) => facts.key),
    project,
  );
  return { services, atLoad };
}

function reach(
  handler: LinkedHandler,
  { services: constructed, atLoad }: Construction,
  { project, services, overrides }: GraphScope,
): Reached {
  const walk = openWalk(project, overrides);
  for (const { facts } of constructed) instantiate(facts, walk);
  for (const key of [...atLoad, handler.key]) enter(key, walk);
  for (let unit = nextUnit(walk); unit; unit = nextUnit(walk)) {
    for (const { key: made, new: isNew } of unit.constructs) {
      const facts = services.has(made) ? undefined : project.classes.get(made);
      if (facts) instantiate(facts, walk);
      if (facts && !isNew) giveAway(made, "away", walk);
    }
    for (const mention of unit.mentions) {
      if (mention.type !== "loss") continue;
      giveAway(mention.on, mention.named || services.has(mention.on) ? "viewed" : "away", walk);
    }
  }
  return {
    units: walk.units,
    instances: new Set(walk.instances.keys()),
    services: new Set([...constructed].map(({ model }) => model.id)),
    result: `${handler.key}()`,
  };
}

/** The class of a handler and everything that is injected into it, directly or not. */
function constructedFor(
  key: string,
  services: ReadonlyMap<string, LinkedService>,
  byId: ReadonlyMap<string, LinkedService>,
): ReadonlySet<LinkedService> {
  const found = new Set<LinkedService>();
  const pending = [services.get(key)];
  for (let service = pending.pop(); service; service = pending.pop()) {
    if (found.has(service)) continue;
    found.add(service);
    for (const id of service.model.dependencies) pending.push(byId.get(id));
  }
  return found;
}
