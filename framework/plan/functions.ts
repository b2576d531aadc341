import { compareText } from "../model/json.ts";
import type { FunctionOptions, Handler, Service } from "../model/model.ts";
import type { PlannedFunction, PlannedResource, PlannedTrigger } from "../model/plan.ts";
import { planConstruction } from "./construction.ts";
import { type PlanContext, serviceNamed } from "./context.ts";
import { type Known, planGrants } from "./grants.ts";
import { functionName, logicalIdOf } from "./names.ts";

/** Mebibytes that a function gets unless somebody says otherwise: half a gibibyte buys about a third of a core. */
const defaultMemory = 512;

/** Forms the functions: one per handler, or one for all the handlers of a class that may share. */
export function planFunctions(
  context: PlanContext,
  triggers: readonly PlannedTrigger[],
  resources: readonly PlannedResource[],
): readonly PlannedFunction[] {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const byHandler = Map.groupBy(triggers, (trigger) => trigger.handler);
  const functions = [...context.functions].map(([id, handlers]) =>
    planFunction(context, { id, handlers }, { resources: byId, triggers: byHandler }),
  );
  return functions.sort((left, right) => compareText(left.id, right.id));
}

/** The seconds that a function may take: said by the handler, its service or the app, or its trigger's default. */
export function timeoutOf(context: PlanContext, functionId: string): number {
  const handlers = context.functions.get(functionId) ?? [];
  return Math.max(...handlers.map((handler) => handlerTimeout(context, handler)));
}

function handlerTimeout(context: PlanContext, handler: Handler): number {
  const definitions = handler.triggers.map((trigger) => context.registry.trigger(trigger.kind, trigger.decorator));
  const fallback = Math.max(...definitions.map((definition) => definition.timeout.default));
  const most = Math.min(...definitions.map((definition) => definition.timeout.max));
  const own = handler.options.timeout;
  if (own !== undefined) return own;
  const inherited =
    serviceNamed(context.services, handler.service).options.timeout ?? context.settings.functions.timeout;
  return Math.min(inherited ?? fallback, most);
}

type MergedOptions = FunctionOptions & Required<Pick<FunctionOptions, "memory">>;

interface Group {
  readonly id: string;
  readonly handlers: readonly Handler[];
}

function planFunction(context: PlanContext, { id, handlers }: Group, known: Known): PlannedFunction {
  const first = handlers[0] as Handler;
  const service = serviceNamed(context.services, first.service);
  const { memory, concurrency, environment: own } = mergeOptions(context, service, handlers);
  const construction = planConstruction(context, handlers, known);
  const { app, environment } = context.settings;
  return {
    id,
    service: service.id,
    logicalId: logicalIdOf(id),
    name: functionName(app, environment.name, id),
    handlers: handlers.map((handler) => ({ id: handler.id, method: handler.method })),
    memory,
    timeout: timeoutOf(context, id),
    ...(concurrency !== undefined && { concurrency }),
    environment: { ...own, ...construction.variables },
    grants: planGrants(context, handlers, known),
    construction: construction.steps,
    declaredAt: first.declaredAt,
  };
}

/** What is said closest to the code wins; where several handlers share a function, the larger memory does. */
function mergeOptions(context: PlanContext, service: Service, handlers: readonly Handler[]): MergedOptions {
  const outer = [context.settings.functions, service.options];
  const all = [...outer, ...handlers.map((handler) => handler.options)];
  const memory = Math.max(...handlers.map((handler) => handler.options.memory ?? 0)) || undefined;
  return {
    memory: memory ?? service.options.memory ?? context.settings.functions.memory ?? defaultMemory,
    ...all.reduce<FunctionOptions>(
      (merged, { concurrency }) => (concurrency === undefined ? merged : { concurrency }),
      {},
    ),
    environment: Object.assign({}, ...all.map((options) => options.environment)) as Record<string, string>,
  };
}
