import type { LogEvent } from "./cloud/logs.ts";
import { deployedFunctions } from "./handlers.ts";
import { inParallel } from "./parallel.ts";
import type { Session } from "./session.ts";

/** Milliseconds between two looks for new lines. */
const interval = 2_000;
/** Milliseconds that a line may arrive late and still be seen. */
const lateness = 30_000;

/** Which lines to read. */
export interface LogRequest {
  /** Handlers, `Class.method`. @default all */
  readonly handlers?: readonly string[];
  /** Milliseconds since 1970. */
  readonly since: number;
  /** CloudWatch's filter syntax. */
  readonly pattern?: string;
  /** Goes on until the session's signal is aborted. @default false */
  readonly follow?: boolean;
}

/** One line, and the function that wrote it. */
export interface LogLine {
  /** The function's id in the plan. */
  readonly function: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly line: string;
}

/** A function's log group, and what was read of it. */
interface Source {
  readonly function: string;
  readonly group: string;
  /** The lines of the last moments, which are asked for again because others may arrive between them. */
  readonly seen: Map<string, number>;
  from: number;
}

/** Reads what deployed functions logged, in order of time, each line once. */
export async function* readLogs(session: Session, request: LogRequest): AsyncGenerator<LogLine> {
  const sources = await openSources(session, request);
  for (;;) {
    const lists = await inParallel(sources, (source) => readNew(session, source, request.pattern));
    yield* lists.flat().toSorted((left, right) => left.at - right.at);
    if (!request.follow || session.signal?.aborted) return;
    await session.clock.wait(interval, session.signal);
  }
}

async function openSources(session: Session, { handlers, since }: LogRequest): Promise<readonly Source[]> {
  const functions = await deployedFunctions(session, handlers);
  const found = await inParallel(functions, async ({ id, name }) => {
    const state = await session.cloud.functions.describe(name);
    return state && { function: id, group: state.logGroup, seen: new Map<string, number>(), from: since };
  });
  return found.filter((source) => source !== undefined);
}

async function readNew(session: Session, source: Source, pattern: string | undefined): Promise<readonly LogLine[]> {
  const events: LogEvent[] = [];
  let page: string | undefined;
  do {
    const query = { group: source.group, from: source.from, ...(pattern !== undefined && { pattern }) };
    const answer = await session.cloud.logs.events({ ...query, ...(page !== undefined && { page }) });
    events.push(...answer.items.filter((event) => !source.seen.has(event.id)));
    page = answer.next;
  } while (page !== undefined);
  for (const event of events) source.seen.set(event.id, event.at);
  const newest = Math.max(source.from, ...source.seen.values());
  source.from = Math.max(source.from, newest - lateness);
  for (const [id, at] of source.seen) if (at < source.from) source.seen.delete(id);
  return events.map(({ at, message }) => ({ function: source.function, at, line: message.trimEnd() }));
}
