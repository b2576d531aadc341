import {
  constructedByHand,
  handleEscapes,
  holderEscapes,
  unusedGrants,
  usedInConstruction,
} from "../../diagnostics/catalogue/uses.ts";
import { compareText } from "../../model/json.ts";
import { compareLocations, formatLocation, type Location } from "../../model/location.ts";
import type { Handler, Use } from "../../model/model.ts";
import type { Flow } from "../facts.ts";
import { type FlowScope, followResources, type Flows, type FoundLoss, type FoundUse } from "./flow.ts";
import { type CallGraph, openCallGraph, type Reached } from "./graph.ts";
import { type HandlerScope, type LinkedHandler, reportVerb } from "./handlers.ts";
import { ancestorsOf, grantsDecorator, type Project } from "./project.ts";
import { openOverrides } from "./overrides.ts";
import type { LinkedService } from "./services.ts";
import { runsAtOnce } from "./walk.ts";

/** Completes the handlers with what they do: the resources that they use, and the handlers of their class they call. */
export function linkUses(handlers: readonly LinkedHandler[], scope: HandlerScope): readonly Handler[] {
  const { project, services, resources } = scope;
  const overrides = openOverrides(project);
  const graph = openCallGraph({ project, services, overrides });
  const byService = Map.groupBy(resources.values(), ({ model }) => model.service);
  const flowScope: FlowScope = { project, overrides, resources, byService, stored: storedFlows(scope) };
  const once = openReports(project);
  for (const service of services.values()) reportConstruction(service, scope);
  const byKey = new Map(handlers.map((handler) => [handler.key, handler]));
  return handlers.map((handler) => linkHandler(handler, { graph, flowScope, once, byKey, services }));
}

interface UseScope {
  readonly graph: CallGraph;
  readonly flowScope: FlowScope;
  readonly once: Reports;
  readonly byKey: ReadonlyMap<string, LinkedHandler>;
  readonly services: ReadonlyMap<string, LinkedService>;
}

function linkHandler(handler: LinkedHandler, scope: UseScope): Handler {
  const { graph, flowScope, once } = scope;
  const reached = graph.reachedFrom(handler);
  const flows = followResources(reached, flowScope);
  for (const use of flows.uses) once.verb(use);
  const declared = new Set(handler.grants.map(({ resource }) => resource));
  once.losses(
    flows.losses.filter(({ resource }) => !declared.has(resource)),
    handler,
  );
  reportGrants(handler, flows, flowScope.project);
  reportConstructed(reached, scope);
  const granted = handler.grants.flatMap(({ resource, verbs, at }) => verbs.map((verb) => ({ resource, verb, at })));
  const known = flows.uses.filter(({ resource, verb }) => Object.hasOwn(resource.definition.verbs, verb));
  return { ...handler.model, uses: mergeUses([...known, ...granted]), calls: callsOf(handler, reached, scope) };
}

/** Handlers, of whichever class, that may run as part of this one. */
function callsOf(handler: LinkedHandler, { units }: Reached, { byKey }: UseScope): readonly string[] {
  const reached = [...units].map((key) => byKey.get(key)).filter((other) => other !== undefined);
  const others = reached.filter((other) => other !== handler);
  return others.map(({ model }) => model.id).sort(compareText);
}

function mergeUses(found: readonly FoundUse[]): readonly Use[] {
  const groups = Map.groupBy(found, ({ resource, verb, argument }) =>
    JSON.stringify([resource.model.id, verb, argument ?? null]),
  );
  return [...groups]
    .sort(([left], [right]) => compareText(left, right))
    .flatMap(([, [first, ...others]]) => {
      if (!first) return [];
      const { resource, verb, argument } = first;
      const at = placesOf([first, ...others].map((use) => use.at));
      return [{ resource: resource.model.id, verb, ...(argument !== undefined && { argument }), at }];
    });
}

function placesOf(places: readonly Location[]): readonly Location[] {
  return [...new Map(places.map((at) => [formatLocation(at), at])).values()].sort(compareLocations);
}

function storedFlows({ project, services }: HandlerScope): readonly Flow[] {
  const flows = [...project.units.values()].flatMap(({ mentions }) =>
    mentions.filter((mention) => mention.type === "flow"),
  );
  return flows.filter(({ to }) => services.has(project.owners.get(to)?.key ?? ""));
}

/** Reports what several handlers may come across once. */
interface Reports {
  verb(use: FoundUse): void;
  losses(losses: readonly FoundLoss[], handler: LinkedHandler): void;
  first(key: string): boolean;
}

function openReports(project: Project): Reports {
  const seen = new Set<string>();
  const first = (key: string): boolean => !seen.has(key) && Boolean(seen.add(key));
  return {
    first,
    verb({ resource, verb, at }) {
      if (Object.hasOwn(resource.definition.verbs, verb)) return;
      if (first(`${formatLocation(at)} ${resource.model.id}`)) reportVerb(verb, { at, resource }, project);
    },
    losses(losses, handler) {
      for (const group of Map.groupBy(losses, placeOfLoss).values()) {
        const fresh = group.filter((loss) => first(`${placeOfLoss(loss)} ${loss.resource.model.id}`));
        if (fresh[0]) reportLoss(fresh, { ...fresh[0], handler }, project);
      }
    },
  };
}

function placeOfLoss({ at, within }: FoundLoss): string {
  return `${formatLocation(at)} ${within ?? ""}`;
}

interface LossPlace extends Omit<FoundLoss, "resource"> {
  readonly handler: LinkedHandler;
}

/** One finding for all resources that get lost at a place. */
function reportLoss(losses: readonly FoundLoss[], { at, reason, within, handler }: LossPlace, project: Project): void {
  const models = losses.map(({ resource }) => resource.model);
  const names = models.map(({ kind, id }) => `the ${kind} ${id}`).join(" and ");
  const subject = within === undefined ? names.replace("the", "The") : `${within}, and with it ${names},`;
  const related = [
    ...models.map((model) => ({ message: `the ${model.kind} is declared here`, at: model.declaredAt })),
    { message: `${handler.model.id} reaches this place`, at: handler.model.declaredAt },
  ];
  const message = `${subject} ${reason}: the uses cannot be followed from there.`;
  project.report(within === undefined ? handleEscapes : holderEscapes, { at, message, related });
}

function reportGrants({ grants, model }: LinkedHandler, { losses }: Flows, project: Project): void {
  for (const { resource, at } of grants) {
    if (losses.some((loss) => loss.resource === resource)) continue;
    const message = `@${grantsDecorator} is not needed: ${model.id} does nothing with ${resource.model.id} that could not be followed.`;
    project.report(unusedGrants, { at, message });
  }
}

function reportConstructed({ units }: Reached, { flowScope: { project }, once, services }: UseScope): void {
  for (const key of units) {
    for (const { key: made, new: isNew, at } of project.units.get(key)?.constructs ?? []) {
      const service = services.get(made);
      if (!service || !isNew || !once.first(`${formatLocation(at)} new`)) continue;
      const message = `iffc constructs ${service.facts.name}; an object made by hand has no resources.`;
      project.report(constructedByHand, { at, message });
    }
  }
}

/** Reports uses of resources while the objects of a class are constructed. */
function reportConstruction({ facts }: LinkedService, { project, resources }: HandlerScope): void {
  const members = [facts, ...ancestorsOf(facts, project)].flatMap((owner) => owner.members);
  for (const { key } of members.filter(runsAtOnce)) {
    for (const { on, deferred, at } of project.units.get(key)?.mentions ?? []) {
      const resource = deferred ? undefined : resources.get(on);
      if (!resource) continue;
      const message = `${resource.model.id} is not there yet while ${facts.name} is constructed.`;
      project.report(usedInConstruction, { at, message });
    }
  }
}
