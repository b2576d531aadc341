import { alternate } from "../alternate.ts";
import { atLeast, atMost, type Line, pairedLine } from "../line.ts";
import { runNode } from "../process.ts";
import type { Bench } from "../section.ts";
import type { LoadResult } from "./load-child.ts";
import type { RunningServers } from "./server.ts";

const seconds = 2;

/** Requests per second of each server, and how long the requests of iffc take, at 1, 10 and 64 connections. */
export async function measureLoads(bench: Bench, running: RunningServers): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const connections of [1, 10, 64]) {
    const runs = bench.runs(5);
    bench.progress(`local, connections: ${connections}, ${runs} runs`);
    const found = linesOf(connections, await measureLoad(bench, running, { connections, runs }));
    lines.push(...found);
  }
  return lines;
}

type Results = Readonly<Record<keyof RunningServers, readonly LoadResult[]>>;

async function measureLoad(
  { workspace }: Bench,
  running: RunningServers,
  { connections, runs }: { readonly connections: number; readonly runs: number },
): Promise<Results> {
  const load = workspace.compile("local/load-child.ts");
  const results: Record<keyof RunningServers, LoadResult[]> = { iffc: [], ipc: [], http: [] };
  const subject = (name: keyof RunningServers) => ({
    async measure() {
      const { output } = await runNode({ words: [load, ...[running[name].port, connections, seconds].map(String)] });
      const result = JSON.parse(output) as LoadResult;
      return results[name].push(result);
    },
  });
  await alternate({ iffc: subject("iffc"), ipc: subject("ipc"), http: subject("http") }, { runs });
  // The first of each is its warm-up.
  return { iffc: results.iffc.slice(1), ipc: results.ipc.slice(1), http: results.http.slice(1) };
}

function linesOf(connections: number, { iffc, ipc, http }: Results): readonly Line[] {
  const what = connections === 1 ? "1 connection" : `${connections} connections`;
  const targets = connections === 10 ? { rate: atLeast(14_000), p99: atMost(6) } : undefined;
  const rates = (results: readonly LoadResult[]) => results.map(({ perSecond }) => perSecond);
  const latency = (name: "p50" | "p99"): Line => {
    const [measured, floors] = [iffc.map((result) => result[name]), ipc.map((result) => result[name])];
    return pairedLine(`${what}, ${name}`, "ms", { measured, floors });
  };
  return [
    {
      ...pairedLine(what, "/s", { measured: rates(iffc), floors: rates(ipc) }),
      ...(targets && { target: targets.rate }),
    },
    latency("p50"),
    { ...latency("p99"), ...(targets && { target: targets.p99 }) },
    {
      what: `${what}, failed in all runs`,
      value: iffc.reduce((sum, { failed }) => sum + failed, 0),
      unit: "requests",
      runs: iffc.length,
      target: atMost(0),
    },
    pairedLine(`${what}, node:http`, "/s", { measured: rates(http), floors: rates(ipc) }),
  ];
}
