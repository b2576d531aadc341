import { setTimeout as sleep } from "node:timers/promises";
import { atMost, type Line } from "../line.ts";
import type { Bench } from "../section.ts";
import { median } from "../statistics.ts";
import { ask, type RunningServer, type RunningServers } from "./server.ts";

/** Milliseconds from a save to the first answer of the new code, and what happened to other requests meanwhile. */
export async function measureReloads(bench: Bench, { iffc, ipc }: RunningServers): Promise<readonly Line[]> {
  const saves = bench.runs(50);
  bench.progress(`local, ${saves} saves`);
  const floor = await saveAgainAndAgain(ipc, saves);
  const { times, failed } = await saveAgainAndAgain(iffc, saves);
  const line = (what: string, pick: (values: readonly number[]) => number): Line => {
    const [value, least] = [pick(times), pick(floor.times)];
    return { what: `save to new code${what}`, value, unit: "ms", runs: saves, floor: least, ratio: value / least };
  };
  const what = "save to new code, failed requests";
  return [
    { ...line("", median), target: atMost(75) },
    { ...line(", worst", (values) => Math.max(...values)), target: atMost(150) },
    { what, value: failed, unit: "requests", runs: saves, floor: floor.failed, target: atMost(0) },
  ];
}

/** How a server went over to new code. */
interface Reloads {
  /** Milliseconds, one for each save. */
  readonly times: readonly number[];
  /** Requests that got no answer. */
  readonly failed: number;
}

/** Milliseconds between an answer of new code and the next save: nobody saves faster. */
const pause = 300;
/** Milliseconds until new code counts as lost. */
const patience = 20_000;

async function saveAgainAndAgain(server: RunningServer, saves: number): Promise<Reloads> {
  const client = startClient(server.port);
  const times: number[] = [];
  for (let answer = 1; answer <= saves; answer++) {
    await sleep(pause);
    const begin = performance.now();
    const answered = client.until(answer);
    server.save(answer);
    times.push((await Promise.race([answered, lost(answer)])) - begin);
  }
  return { times, failed: await client.stop() };
}

/** A client that asks all the time. */
function startClient(port: number) {
  let wanted = Number.NaN;
  let seen = (_at: number): void => undefined;
  const stopping = new AbortController();
  let failed = 0;
  const asking = (async () => {
    while (!stopping.signal.aborted) {
      const answer = await ask(port);
      if (answer === undefined) failed++;
      if (answer === wanted) seen(performance.now());
      await sleep(1);
    }
  })();
  return {
    /** The moment of the first such answer. */
    async until(answer: number): Promise<number> {
      wanted = answer;
      return await new Promise((resolve) => (seen = resolve));
    },
    /** How many requests have failed. */
    async stop(): Promise<number> {
      stopping.abort();
      await asking;
      return failed;
    },
  };
}

async function lost(answer: number): Promise<never> {
  await sleep(patience, undefined, { ref: false });
  throw new Error(`New code (save ${answer}) did not answer within ${patience / 1000} s.`);
}
