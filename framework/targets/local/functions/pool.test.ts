import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { specFor } from "../../../../test/fakes/local-app.ts";
import type { InvocationResult } from "../../../kinds/local.ts";
import type { Instance, Outcome } from "./instance.ts";
import { createPool } from "./pool.ts";
import type { FunctionSpec } from "./spec.ts";

const spec = specFor({ function: "F.f", file: "/f.cjs", format: "cjs", hash: "1" });
const ok: InvocationResult = { ok: true, payload: "null" };
const dead: InvocationResult = { ok: false, reason: "crash", payload: "{}" };

interface FakeInstance extends Instance {
  readonly loading: PromiseWithResolvers<string | undefined>;
  readonly running: { readonly payload: string; readonly resolve: (outcome: Outcome) => void }[];
  alive: boolean;
}

/** A pool over processes that do what the test says. */
function poolOf(first: FunctionSpec = spec) {
  const instances: FakeInstance[] = [];
  const start = (startedWith: FunctionSpec): Instance => {
    const loading = Promise.withResolvers<string | undefined>();
    const instance: FakeInstance = {
      spec: startedWith,
      loading,
      loaded: loading.promise,
      running: [],
      alive: true,
      isAlive: () => instance.alive,
      end: () => void (instance.alive = false),
      invoke: ({ payload }) => new Promise((resolve) => instance.running.push({ payload, resolve })),
    };
    instances.push(instance);
    return instance;
  };
  const pool = createPool(first, start);
  const invoke = (payload: string) => pool.invoke({ requestId: "r", payload });
  const instance = (index: number) => {
    const found = instances[index];
    if (!found) throw new Error(`There are ${instances.length} processes.`);
    return found;
  };
  const load = async (index: number, error?: string) => {
    instance(index).loading.resolve(error);
    await setImmediate();
  };
  const finish = async (index: number, outcome: Partial<Outcome> = {}) => {
    instance(index)
      .running.shift()
      ?.resolve({ started: true, result: ok, ...outcome });
    await setImmediate();
  };
  return { pool, instances, instance, invoke, load, finish };
}

describe("a pool", () => {
  it("starts a process at the first invocation and uses it again", async () => {
    const { instances, invoke, load, finish } = poolOf();
    const first = invoke("1");
    await load(0);
    await finish(0);
    const second = invoke("2");
    await finish(0);
    expect([await first, await second, instances.length]).toEqual([ok, ok, 1]);
  });

  it("starts another one for who waits in vain, and none where the first comes round to it", async () => {
    const { instances, instance, invoke, load, finish } = poolOf();
    void invoke("1");
    void invoke("2");
    await load(0);
    await expect.poll(() => instances.length).toBe(2);
    await load(1);
    expect(instance(1).running.map(({ payload }) => payload)).toEqual(["2"]);
    await finish(0);
    await finish(1);
    for (let index = 0; index < 20; index++) {
      const both = [invoke("a"), invoke("b"), invoke("c")];
      await finish(0);
      await finish(1);
      await finish(0);
      await finish(1);
      await Promise.all(both);
    }
    expect(instances.length).toBe(2);
  });

  it("gives an invocation that a dead process never began to another one", async () => {
    const { instance, invoke, load, finish } = poolOf();
    void invoke("1");
    await load(0);
    await finish(0);
    const second = invoke("2");
    instance(0).alive = false;
    await finish(0, { started: false, result: dead });
    await load(1);
    expect(instance(1).running.map(({ payload }) => payload)).toEqual(["2"]);
    await finish(1);
    expect(await second).toEqual(ok);
  });

  it("does so once: a bundle that always dies is an answer too", async () => {
    const { instance, invoke, load, finish } = poolOf();
    const only = invoke("1");
    for (const index of [0, 1]) {
      await load(index);
      instance(index).alive = false;
      await finish(index, { started: false, result: dead });
    }
    expect(await only).toEqual(dead);
  });

  it("passes over a process that died while it was idle", async () => {
    const { instance, invoke, load, finish } = poolOf();
    void invoke("1");
    await load(0);
    await finish(0);
    instance(0).alive = false;
    void invoke("2");
    await load(1);
    expect(instance(1).running.map(({ payload }) => payload)).toEqual(["2"]);
  });

  it("answers one invocation per process that could not load", async () => {
    const { invoke, load } = poolOf();
    const only = invoke("1");
    await load(0, '{"errorType":"Error"}');
    expect(await only).toEqual({ ok: false, reason: "init", payload: '{"errorType":"Error"}' });
  });

  it("ends processes that were idle for long", async () => {
    const { pool, instance, invoke, load, finish } = poolOf();
    void invoke("1");
    await load(0);
    pool.reap(Date.now() + 1);
    expect(instance(0).alive).toBe(true);
    await finish(0);
    pool.reap(0);
    expect(instance(0).alive).toBe(true);
    pool.reap(Date.now() + 1);
    expect(instance(0).alive).toBe(false);
  });

  it("is drained once nothing is under way, and takes nothing after it is closed", async () => {
    const { pool, invoke, load, finish } = poolOf();
    await pool.drained();
    const only = invoke("1");
    await load(0);
    let drained = false;
    const draining = pool.drained().then(() => (drained = true));
    await setImmediate();
    expect(drained).toBe(false);
    await finish(0);
    expect([await only, await draining]).toEqual([ok, true]);
    pool.close();
    expect(await invoke("2")).toMatchObject({ reason: "throttled" });
  });
});

describe("replacing", () => {
  const next = { ...spec, hash: "2" };

  it("goes over once the new process is ready, and lets the old one end what it does", async () => {
    const { pool, instance, invoke, load, finish } = poolOf();
    const old = invoke("old");
    await load(0);
    const prepared = pool.prepare(next);
    await load(1);
    const successor = await prepared;
    expect([pool.spec, successor.error]).toEqual([spec, undefined]);
    successor.takeOver();
    expect(pool.spec).toBe(next);
    void invoke("new");
    expect(instance(1).running.map(({ payload }) => payload)).toEqual(["new"]);
    expect(instance(0).alive).toBe(true);
    await finish(0);
    expect([await old, instance(0).alive]).toEqual([ok, false]);
  });

  it("ends idle processes of the old code at once", async () => {
    const { pool, instance, invoke, load, finish } = poolOf();
    void invoke("1");
    await load(0);
    await finish(0);
    const prepared = pool.prepare(next);
    await load(1);
    const successor = await prepared;
    expect(instance(0).alive).toBe(true);
    successor.takeOver();
    expect([instance(0).alive, instance(1).alive]).toEqual([false, true]);
  });

  it("stays with the old code where the new one cannot be loaded", async () => {
    const { pool, instance, invoke, load, finish } = poolOf();
    void invoke("1");
    await load(0);
    await finish(0);
    const prepared = pool.prepare(next);
    await load(1, "broken");
    const successor = await prepared;
    expect(successor.error).toBe("broken");
    successor.giveUp();
    expect([pool.spec, instance(0).alive, instance(1).alive]).toEqual([spec, true, false]);
  });

  it("after the pool was closed ends what was made ready", async () => {
    const { pool, instance, invoke, load } = poolOf();
    void invoke("1");
    await load(0);
    const prepared = pool.prepare(next);
    pool.close();
    await load(1);
    (await prepared).takeOver();
    expect(instance(1).alive).toBe(false);
  });

  it("starts no process where none ran", async () => {
    const { pool, instances } = poolOf();
    (await pool.prepare(next)).takeOver();
    expect([instances.length, pool.spec.hash]).toEqual([0, "2"]);
  });
});
