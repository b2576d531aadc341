import type { Handler, Resource, Service, Span } from "../model/model.ts";
import type { Binding, Construction, PlannedResource } from "../model/plan.ts";
import type { Value } from "../model/value.ts";
import { type PlanContext, serviceNamed } from "./context.ts";
import { type Known, resourceNamed } from "./grants.ts";
import { variableName } from "./names.ts";

/** What an entrypoint constructs, and the environment variables that this asks for. */
export interface ConstructionPlan {
  readonly steps: readonly Construction[];
  readonly variables: Readonly<Record<string, Value>>;
}

/** The classes that some handlers of one class need, dependencies first, with a client on every field that they use. */
export function planConstruction(context: PlanContext, handlers: readonly Handler[], known: Known): ConstructionPlan {
  const used = new Set(handlers.flatMap((handler) => handler.uses.map((use) => use.resource)));
  const variables: Record<string, Value> = {};
  const root = serviceNamed(context.services, (handlers[0] as Handler).service);
  const steps = inOrder(context, root).map((service) => ({
    service: service.id,
    file: service.file,
    exportName: service.exportName,
    dependencies: service.dependencies,
    bindings: (context.fields.get(service.id) ?? [])
      .filter((resource) => used.has(resource.id))
      .flatMap((resource) => bind(context, { resource, planned: resourceNamed(known, resource.id) }, variables)),
    cuts: cutsOf(context, service, handlers),
  }));
  return { steps, variables };
}

/** A class after everything that its constructor takes. The analyzer has refused cycles. */
function inOrder(context: PlanContext, root: Service): readonly Service[] {
  const ordered: Service[] = [];
  const visit = (service: Service): void => {
    if (ordered.includes(service)) return;
    for (const dependency of service.dependencies) visit(serviceNamed(context.services, dependency));
    ordered.push(service);
  };
  visit(root);
  return ordered;
}

function bind(
  context: PlanContext,
  { resource, planned }: { readonly resource: Resource; readonly planned: PlannedResource },
  variables: Record<string, Value>,
): readonly Binding[] {
  const client = context.registry.resource(planned.kind).client;
  if (!client) return [];
  const names: Record<string, string> = {};
  for (const [setting, value] of Object.entries(client.variables(planned))) {
    const name = variableName(planned.id, setting);
    names[setting] = name;
    variables[name] = value;
  }
  const settings = client.settings?.(planned.properties) ?? {};
  return [{ field: resource.field, resource: planned.id, kind: planned.kind, variables: names, settings }];
}

/** What is blanked out of a class's file: our decorators, and the handlers, of all its classes, that these never reach. */
function cutsOf(context: PlanContext, service: Service, kept: readonly Handler[]): readonly Span[] {
  const keep = new Set(kept.flatMap((handler) => [handler.id, ...handler.calls]));
  const others = (handlersByFile(context).get(service.file) ?? []).filter((handler) => !keep.has(handler.id));
  const cut = service.divisible ? others.map((handler) => handler.span) : [];
  return [...service.decorators, ...cut].sort((left, right) => left.start - right.start);
}

const filed = new WeakMap<PlanContext, ReadonlyMap<string, readonly Handler[]>>();

function handlersByFile(context: PlanContext): ReadonlyMap<string, readonly Handler[]> {
  const fileOf = ({ service }: Handler): string => serviceNamed(context.services, service).file;
  const known = filed.get(context) ?? Map.groupBy(context.model.handlers, fileOf);
  filed.set(context, known);
  return known;
}
