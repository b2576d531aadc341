import type { Handler, Model, Resource, Service, Trigger, Use } from "../../framework/model/model.ts";

const at = { file: "orders.ts", line: 1, column: 1, length: 1 };

/** A place that differs from others by its line. */
export function line(number: number, file = "orders.ts") {
  return { ...at, file, line: number };
}

/** A service with sensible everything. */
export function service(id: string, rest: Partial<Service> = {}): Service {
  return {
    id,
    role: "service",
    className: id,
    file: `${id.toLowerCase()}.ts`,
    exportName: id,
    functions: "each",
    dependencies: [],
    options: {},
    declaredAt: at,
    divisible: true,
    decorators: [],
    ...rest,
  };
}

/** A resource `Class.field` of a kind. */
export function resource(id: string, kind: string, rest: Partial<Resource> = {}): Resource {
  const [owner = "", field = ""] = id.split(".");
  return { id, kind, service: owner, field, pinned: false, properties: {}, contracts: [], declaredAt: at, ...rest };
}

/** A trigger of a kind. */
export function trigger(kind: string, decorator: string, rest: Partial<Trigger> = {}): Trigger {
  return { kind, decorator, properties: {}, contracts: [], declaredAt: at, ...rest };
}

/** A use of a resource by a verb. */
export function use(id: string, verb: string, rest: Partial<Use> = {}): Use {
  return { resource: id, verb, at: [at], ...rest };
}

/** A handler `Class.method` with its triggers. */
export function handler(id: string, triggers: readonly Trigger[], rest: Partial<Handler> = {}): Handler {
  const [owner = "", method = ""] = id.split(".");
  return {
    id,
    service: owner,
    method,
    triggers,
    uses: [],
    options: {},
    declaredAt: at,
    span: { start: 0, end: 0 },
    calls: [],
    ...rest,
  };
}

/** A model of the given parts. */
export function model(parts: Partial<Model>): Model {
  return { schemaVersion: 1, services: [], resources: [], handlers: [], ...parts };
}
