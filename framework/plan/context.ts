import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Handler, Model, Resource, Service } from "../model/model.ts";
import type { Deployed, Settings } from "./plan.ts";
import { type Registry, registryOf } from "./registry.ts";

/** What every step of planning reads, and the one list that all of them report to. */
export interface PlanContext {
  readonly model: Model;
  readonly settings: Settings & Deployed;
  readonly registry: Registry;
  readonly diagnostics: Diagnostic[];
  readonly services: ReadonlyMap<string, Service>;
  /** The handlers that each function serves, by the function's id. */
  readonly functions: ReadonlyMap<string, readonly Handler[]>;
  /** The handlers and the resource fields of each class, by its id. */
  readonly handlers: ReadonlyMap<string, readonly Handler[]>;
  readonly fields: ReadonlyMap<string, readonly Resource[]>;
}

/** Indexes a model once for all steps. */
export function openContext(model: Model, settings: Settings & Deployed, kinds: readonly Kind[]): PlanContext {
  const registry = registryOf(kinds);
  const services = new Map(model.services.map((service) => [service.id, service]));
  const functions = Map.groupBy(model.handlers, (handler) => functionOf(handler, services, registry));
  const handlers = Map.groupBy(model.handlers, (handler) => handler.service);
  const fields = Map.groupBy(model.resources, (resource) => resource.service);
  return { model, settings, registry, diagnostics: [], services, functions, handlers, fields };
}

/** The class with an id; a model without it was not made by analyze: a bug. */
export function serviceNamed(services: ReadonlyMap<string, Service>, id: string): Service {
  const service = services.get(id);
  if (!service) throw new Error(`The model has no service "${id}".`);
  return service;
}

/** The function that serves a handler: its own, or that of its class where the class asks for one and it may share. */
function functionOf(handler: Handler, services: ReadonlyMap<string, Service>, registry: Registry): string {
  const service = serviceNamed(services, handler.service);
  if (service.functions === "each") return handler.id;
  const shares = handler.triggers.every(
    (trigger) => registry.trigger(trigger.kind, trigger.decorator).listensTo === "app",
  );
  return shares ? service.id : handler.id;
}
