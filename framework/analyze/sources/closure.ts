import { hash } from "node:crypto";
import { compareText } from "../../model/json.ts";

/** A file in the graph of imports. */
export interface Node {
  readonly path: string;
  readonly hash: string;
  /** The project files that it imports. */
  readonly imports: readonly string[];
}

/**
 * A digest for every file over itself and all that it imports, directly or not. Files that import one another share
 * the digest of their cycle. Linear in the number of imports, without recursion.
 */
export function digestClosures(nodes: ReadonlyMap<string, Node>): ReadonlyMap<string, string> {
  const digests = new Map<string, string>();
  for (const cycle of findCycles(nodes)) {
    const members = new Set(cycle);
    const own = cycle.map((path) => `${path}\0${nodes.get(path)?.hash}`);
    const imported = cycle
      .flatMap((path) => nodes.get(path)?.imports ?? [])
      .filter((path) => !members.has(path))
      .map((path) => `${path}\0${digests.get(path) ?? ""}`);
    const digest = hash("sha256", [...own.sort(compareText), "", ...new Set(imported.sort(compareText))].join("\n"));
    for (const path of cycle) digests.set(path, digest);
  }
  return digests;
}

interface Visit {
  readonly path: string;
  readonly index: number;
  low: number;
  next: number;
}

/** Strongly connected components, imported ones first (Tarjan's algorithm with an explicit stack). */
function findCycles(nodes: ReadonlyMap<string, Node>): readonly (readonly string[])[] {
  const visits = new Map<string, Visit>();
  const open = new Set<string>();
  const pending: string[] = [];
  const cycles: string[][] = [];

  const enter = (path: string): Visit => {
    const visit = { path, index: visits.size, low: visits.size, next: 0 };
    visits.set(path, visit);
    pending.push(path);
    open.add(path);
    return visit;
  };
  const leave = (visit: Visit): void => {
    if (visit.low !== visit.index) return;
    const cycle = pending.splice(pending.lastIndexOf(visit.path));
    for (const path of cycle) open.delete(path);
    cycles.push(cycle);
  };
  const walk = (start: string): void => {
    const stack = [enter(start)];
    for (let visit = stack.at(-1); visit; visit = stack.at(-1)) {
      const target = nodes.get(visit.path)?.imports[visit.next++];
      const seen = target === undefined ? undefined : visits.get(target);
      if (target === undefined) {
        stack.pop();
        leave(visit);
        const parent = stack.at(-1);
        if (parent) parent.low = Math.min(parent.low, visit.low);
      } else if (!seen) {
        if (nodes.has(target)) stack.push(enter(target));
      } else if (open.has(target)) {
        visit.low = Math.min(visit.low, seen.index);
      }
    }
  };
  for (const path of nodes.keys()) if (!visits.has(path)) walk(path);
  return cycles;
}
