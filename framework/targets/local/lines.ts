import { setTimeout as sleep } from "node:timers/promises";
import type { LogLine, LogQuery } from "../target.ts";
import { readLog } from "./functions/logs.ts";
import { stateFiles } from "./state.ts";

/** Milliseconds between two looks for new lines. */
const interval = 200;

/** Reads what functions wrote, in order of time, each line once. */
export async function* readLines(folder: string, query: LogQuery): AsyncGenerator<LogLine> {
  const { logs } = stateFiles(folder);
  const functions = query.plan.functions.filter(({ id }) => query.function === undefined || id === query.function);
  const seen = new Map<string, number>();
  for (;;) {
    const lines = functions.flatMap(({ id, name }) => {
      const entries = readLog(logs, name);
      const fresh = entries.slice(seen.get(id) ?? 0);
      seen.set(id, entries.length);
      return fresh.map(({ at, line }) => ({ function: id, at, text: line }));
    });
    yield* lines.filter((line) => isMeant(line, query)).sort((left, right) => left.at - right.at);
    if (!query.follow || query.scope.signal.aborted) return;
    await sleep(interval, undefined, { signal: query.scope.signal }).catch(() => undefined);
  }
}

function isMeant({ at, text }: LogLine, { since, filter }: LogQuery): boolean {
  return at >= since && (filter === undefined || text.includes(filter));
}
