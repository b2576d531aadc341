import { failure } from "../diagnostics/failure.ts";
import { didYouMean } from "../analyze/suggest.ts";
import { durationUnreadable, noHandler, notDeployed } from "../diagnostics/catalogue/commands.ts";
import type { Plan, PlannedFunction } from "../model/plan.ts";
import type { Invocation, LogLine } from "../targets/target.ts";
import { type App, environmentOf, scopeOf, type Session } from "./app.ts";
import { openTarget } from "./targets.ts";

/** A handler to call. */
export interface InvokeRequest {
  readonly environment: string;
  /** `Class.method`. */
  readonly handler: string;
  /** The event as JSON text. */
  readonly payload: string;
}

/** Calls the deployed function of a handler with an event. */
export async function invokeHandler(app: App, request: InvokeRequest, session: Session): Promise<Invocation> {
  const deployed = await openDeployed(app, request.environment, session);
  const { id } = functionOf(deployed.plan, request.handler);
  return await deployed.target.invoke({ ...deployed, function: id, payload: request.payload });
}

/** Which log lines are read. */
export interface LogRequest {
  readonly environment: string;
  /** `Class.method`; all where it is left out. */
  readonly handler?: string;
  readonly follow: boolean;
  /** How far back to start: `30s`, `10m`, `2h`, `1d`. */
  readonly since: string;
  readonly filter?: string;
}

/** Reads what deployed functions logged, oldest line first. */
export async function* readLogs(app: App, request: LogRequest, session: Session): AsyncIterable<LogLine> {
  const since = Date.now() - readAge(request.since);
  const { target, scope, plan } = await openDeployed(app, request.environment, session);
  const { follow, filter, handler } = request;
  const named = handler === undefined ? {} : { function: functionOf(plan, handler).id };
  yield* target.logs({ scope, plan, follow, since, ...named, ...(filter !== undefined && { filter }) });
}

async function openDeployed(app: App, name: string, session: Session) {
  const { environment } = environmentOf(app, name);
  const target = await openTarget(environment);
  const scope = scopeOf(app, environment, session);
  const { plan } = await target.snapshot(scope);
  if (!plan) {
    throw failure(notDeployed, {
      message: `Nothing is deployed in "${name}" yet.`,
      hint: `Deploy first: iffc deploy --env ${name}`,
    });
  }
  return { target, scope, plan };
}

function functionOf(plan: Plan, handler: string): PlannedFunction {
  const found = plan.functions.find(
    ({ id, handlers }) => id === handler || handlers.some((item) => item.id === handler),
  );
  if (found) return found;
  const names = plan.functions.flatMap(({ handlers }) => handlers.map(({ id }) => id));
  throw failure(noHandler, { message: `There is no handler "${handler}".`, hint: didYouMean(handler, names) });
}

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function readAge(text: string): number {
  const match = /^(\d+)\s*([smhd])$/u.exec(text);
  if (!match) throw failure(durationUnreadable, { message: `"${text}" is no length of time.` });
  return Number(match[1]) * units[match[2] as keyof typeof units];
}
