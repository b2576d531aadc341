import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../../test/fakes/local-app.ts";
import { manualClock } from "../../../../test/fakes/manual-clock.ts";
import type { InvocationResult } from "../../../kinds/local.ts";
import { openEventQueue } from "./events.ts";

const ok: InvocationResult = { ok: true, payload: "null" };
const thrown: InvocationResult = {
  ok: false,
  reason: "handler",
  payload: JSON.stringify({ errorType: "Error", errorMessage: "no", trace: ["Error: no", "    at f"] }),
};
const throttled: InvocationResult = { ok: false, reason: "throttled", payload: "{}" };

interface Call {
  readonly requestId: string;
  readonly payload: string;
  settle(result: InvocationResult): Promise<void>;
}

/** A queue whose invocations the test ends itself. */
function openQueue(folder = temporaryFolder(), clock = manualClock(), has = () => true) {
  const calls: Call[] = [];
  const lines: string[] = [];
  const failedEvents = join(folder, "failed-events.jsonl");
  const queue = openEventQueue({
    folder: join(folder, "events"),
    failedEvents,
    clock,
    log: (id, line) => lines.push(`${id}: ${line}`),
    host: {
      has,
      concurrency: () => 100,
      invokeAs: (requestId, _, payload) => {
        const { promise, resolve } = Promise.withResolvers<InvocationResult>();
        const settle = async (result: InvocationResult) => {
          resolve(result);
          await setImmediate();
        };
        calls.push({ requestId, payload, settle });
        return promise;
      },
    },
  });
  queue.start();
  const next = () => {
    const call = calls.shift();
    if (!call) throw new Error("Nothing was invoked.");
    return call;
  };
  const failed = () =>
    existsSync(failedEvents)
      ? readFileSync(failedEvents, "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line))
      : [];
  return { queue, clock, folder, calls, next, lines, failed };
}

describe("an asynchronous invocation", () => {
  it("runs once where it succeeds", async () => {
    const { queue, calls, next, clock, failed } = openQueue();
    await queue.enqueue("F.f", '{"a":1}');
    const call = next();
    expect(call.payload).toBe('{"a":1}');
    await call.settle(ok);
    await clock.advance(60_000);
    expect([calls, failed()]).toEqual([[], []]);
  });

  it("is repeated after one second and after two, under one request id, and then written down", async () => {
    const { queue, clock, calls, next, failed, lines } = openQueue();
    await queue.enqueue("F.f", '{"a":1}');
    const ids = [calls[0]?.requestId];
    await next().settle(thrown);
    for (const delay of [1000, 2000]) {
      await clock.advance(delay - 1);
      expect(calls).toEqual([]);
      await clock.advance(1);
      ids.push(calls[0]?.requestId);
      await next().settle(thrown);
    }
    await clock.advance(3_600_000);
    expect(calls).toEqual([]);
    expect(new Set(ids).size).toBe(1);
    expect(failed()).toEqual([
      {
        at: "2026-01-01T00:00:03.000Z",
        function: "F.f",
        requestId: ids[0],
        condition: "RetriesExhausted",
        attempts: 3,
        payload: '{"a":1}',
        error: thrown.payload,
      },
    ]);
    expect(lines).toEqual(["F.f: An event failed for good (RetriesExhausted, 3 attempts): Error: no"]);
  });

  it("waits where the function is throttled, which counts as no attempt", async () => {
    const { queue, clock, next, failed } = openQueue();
    await queue.enqueue("F.f", "1");
    for (let turn = 0; turn < 10; turn++) {
      await next().settle(throttled);
      await clock.advance(1000);
    }
    await next().settle(ok);
    expect(failed()).toEqual([]);
  });

  it("is given up after six hours", async () => {
    const { queue, clock, next, calls, failed } = openQueue();
    await queue.enqueue("F.f", "1");
    for (let hour = 0; hour < 7 && calls.length > 0; hour++) {
      const call = next();
      await clock.advance(3_600_000);
      await call.settle(throttled);
      await clock.advance(1000);
    }
    expect(failed()).toMatchObject([{ condition: "EventAgeExceeded", attempts: 0 }]);
  });

  it("of a function that is gone is written down", async () => {
    const { queue, failed } = openQueue(undefined, undefined, () => false);
    await queue.enqueue("Gone.f", "1");
    await setImmediate();
    expect(failed()).toMatchObject([{ function: "Gone.f", condition: "FunctionRemoved", payload: "1" }]);
  });

  // faults.md L10
  it("of more than 1 MiB is refused", async () => {
    const { queue, calls } = openQueue();
    await expect(queue.enqueue("F.f", "x".repeat(1_048_577))).rejects.toMatchObject({ status: 413 });
    await queue.enqueue("F.f", "x".repeat(1_048_576));
    expect(calls.length).toBe(1);
  });
});

describe("the queue", () => {
  it("runs ten of a function at once, and the rest in order", async () => {
    const { queue, calls, next } = openQueue();
    for (let index = 0; index < 25; index++) await queue.enqueue("F.f", String(index));
    const order: string[] = [];
    expect(calls.length).toBe(10);
    while (calls.length > 0) {
      expect(calls.length).toBeLessThanOrEqual(10);
      const call = next();
      order.push(call.payload);
      await call.settle(ok);
    }
    expect(order).toEqual(Array.from({ length: 25 }, (_, index) => String(index)));
  });

  it("goes on after a restart with what was left, delays included", async () => {
    const folder = temporaryFolder();
    const first = openQueue(folder);
    await first.queue.enqueue("F.f", '"failed once"');
    await first.next().settle(thrown);
    await first.queue.enqueue("F.f", '"under way"');
    await first.queue.close(0);
    const second = openQueue(folder, first.clock);
    expect(second.calls.map(({ payload }) => payload)).toEqual(['"under way"']);
    await first.clock.advance(1000);
    expect(second.calls.map(({ payload }) => payload)).toEqual(['"under way"', '"failed once"']);
  });

  it("lets what is under way end before it closes", async () => {
    const folder = temporaryFolder();
    const first = openQueue(folder);
    await first.queue.enqueue("F.f", "1");
    const closing = first.queue.close(10_000);
    await first.next().settle(ok);
    await closing;
    expect(openQueue(folder, first.clock).calls).toEqual([]);
  });

  // faults.md L6
  it("survives kill -9", () => {
    const folder = temporaryFolder();
    const script = `
      import { openEventQueue } from ${JSON.stringify(new URL("./events.ts", import.meta.url).href)};
      const host = { has: () => true, concurrency: () => 1, invokeAs: () => new Promise(() => {}) };
      const queue = openEventQueue({ folder: process.argv[1], failedEvents: "/dev/null", host, log() {},
        clock: { now: () => Date.now(), after: () => ({ cancel() {} }) } });
      queue.start();
      await queue.enqueue("F.f", '"accepted"');
      process.kill(process.pid, "SIGKILL");`;
    const flags = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script];
    const { signal } = spawnSync(process.execPath, [...flags, join(folder, "events")], { stdio: "inherit" });
    expect(signal).toBe("SIGKILL");
    const { calls } = openQueue(folder, manualClock(Date.now() + 1000));
    expect(calls.map(({ payload }) => payload)).toEqual(['"accepted"']);
  });
});
