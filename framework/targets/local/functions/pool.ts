import { availableParallelism } from "node:os";
import type { InvocationResult } from "../../../kinds/local.ts";
import { errorPayload } from "./errors.ts";
import type { Instance, Invocation } from "./instance.ts";
import type { FunctionSpec } from "./spec.ts";

/** The processes of one function: one per invocation under way, kept for the next. */
export interface Pool {
  readonly spec: FunctionSpec;
  /** How many invocations it takes at once. */
  readonly concurrency: number;
  invoke(invocation: Invocation): Promise<InvocationResult>;
  /** Takes a process that the pool has not started; while it waits for an invocation it comes before all others. */
  attach(instance: Instance): void;
  /** Makes ready to go over to other code or settings: loads it, where the function is in use. */
  prepare(spec: FunctionSpec): Promise<Successor>;
  /** Ends processes that have been idle since before the given moment, in milliseconds since 1970. */
  reap(before: number): void;
  /** Resolves once nothing is under way. */
  drained(): Promise<void>;
  /** Ends all processes at once. */
  close(): void;
}

/** Other code or settings of a function, ready to take over. */
export interface Successor {
  /** Why it cannot be loaded, in Lambda's error shape. */
  readonly error?: string;
  /** Makes the switch; what is under way ends on the former processes. */
  takeOver(): void;
  /** Leaves everything as it was. */
  giveUp(): void;
}

/** Milliseconds after which the pool looks whether who waits is being served. */
const patience = 10;
/** So many times that long may the wait be expected to last before a process is started, which takes as long itself. */
const worthWaiting = 5;
/** So many processes serve fast handlers best: one per core, and one that is handed the next event meanwhile. */
const enough = availableParallelism() + 1;
/** The most processes of one function: what waits beyond it is served in turn. */
const mostInstances = Math.max(16, 4 * availableParallelism());
/** The most that start at the same time: more would only make each other slow. */
const mostStarting = availableParallelism();

interface Job extends Invocation {
  readonly resolve: (result: InvocationResult) => void;
  /** Whether it was given to a process that turned out to be dead already. */
  retried: boolean;
}

interface State {
  spec: FunctionSpec;
  readonly start: (spec: FunctionSpec) => Instance;
  /** The last one that became idle is used first: the others may then be reaped. */
  readonly idle: { readonly instance: Instance; readonly since: number }[];
  readonly attached: Set<Instance>;
  readonly live: Set<Instance>;
  readonly waiting: Job[];
  readonly drained: (() => void)[];
  running: number;
  finished: number;
  starting: number;
  timer?: NodeJS.Timeout | undefined;
  closed: boolean;
}

/** A pool without processes; `start` makes one. */
export function createPool(spec: FunctionSpec, start: (spec: FunctionSpec) => Instance): Pool {
  const state: State = {
    spec,
    start,
    idle: [],
    attached: new Set(),
    live: new Set(),
    waiting: [],
    drained: [],
    running: 0,
    finished: 0,
    starting: 0,
    closed: false,
  };
  return {
    get spec() {
      return state.spec;
    },
    get concurrency() {
      return mostOf(state);
    },
    invoke: (invocation) => invoke(state, invocation),
    attach(instance) {
      state.live.add(instance);
      state.attached.add(instance);
      release(state, instance);
    },
    prepare: (next) => prepare(state, next),
    reap: (before) => reap(state, before),
    drained: () => new Promise((resolve) => (state.running === 0 ? resolve() : state.drained.push(resolve))),
    close: () => close(state),
  };
}

function invoke(state: State, { requestId, payload }: Invocation): Promise<InvocationResult> {
  const { concurrency } = state.spec;
  if (state.closed || (concurrency !== undefined && state.running >= concurrency)) return Promise.resolve(throttled);
  state.running++;
  return new Promise((resolve) => dispatch(state, { requestId, payload, resolve, retried: false }));
}

const throttled: InvocationResult = {
  ok: false,
  reason: "throttled",
  payload: errorPayload("TooManyRequestsException", "Rate Exceeded."),
};

function dispatch(state: State, job: Job): void {
  const instance = takeIdle(state);
  if (instance) return void run(state, instance, job);
  state.waiting.push(job);
  grow(state);
}

function takeIdle(state: State): Instance | undefined {
  for (;;) {
    const guest = state.idle.findIndex(({ instance }) => state.attached.has(instance));
    // Where there is none, -1 stands for the last one.
    const [taken] = state.idle.splice(guest, 1);
    if (!taken || taken.instance.isAlive()) return taken?.instance;
    forget(state, taken.instance);
  }
}

function forget(state: State, instance: Instance): void {
  state.live.delete(instance);
  state.attached.delete(instance);
}

async function run(state: State, instance: Instance, job: Job): Promise<void> {
  const { started, result } = await instance.invoke(job);
  release(state, instance);
  if (started || job.retried) return finish(state, job, result);
  job.retried = true;
  dispatch(state, job);
}

function finish(state: State, job: Job, result: InvocationResult): void {
  state.running--;
  state.finished++;
  job.resolve(result);
  if (state.running === 0) for (const resolve of state.drained.splice(0)) resolve();
}

/** Gives a process to who waits longest, or keeps it for the next; those of an earlier generation end here. */
function release(state: State, instance: Instance): void {
  if (!instance.isAlive() || instance.spec !== state.spec || state.closed) {
    forget(state, instance);
    instance.end();
    if (state.waiting.length > 0) grow(state);
    return;
  }
  const next = state.waiting.shift();
  if (next) void run(state, instance, next);
  else state.idle.push({ instance, since: Date.now() });
}

/**
 * Starts a process for who waits: at once where there is none, else after some patience, and once there are enough only
 * if the running ones will not come to it soon. Fast handlers thus share few processes, and slow ones get one each.
 */
function grow(state: State): void {
  if (state.closed) return;
  if (state.live.size === 0) void startOne(state);
  if (state.timer) return;
  const before = state.finished;
  state.timer = setTimeout(() => {
    state.timer = undefined;
    const served = state.live.size < enough ? 0 : (state.finished - before) * worthWaiting;
    const wanted = state.waiting.length > Math.max(state.starting, served);
    const room = state.live.size < mostOf(state) && state.starting < mostStarting;
    if (wanted && room) void startOne(state);
    if (state.waiting.length > 0) grow(state);
  }, patience);
}

function mostOf({ spec }: State): number {
  return Math.min(spec.concurrency ?? mostInstances, mostInstances);
}

async function startOne(state: State): Promise<void> {
  const instance = state.start(state.spec);
  state.live.add(instance);
  state.starting++;
  const error = await instance.loaded;
  state.starting--;
  if (error === undefined) return release(state, instance);
  forget(state, instance);
  const job = state.waiting.shift();
  if (job) finish(state, job, { ok: false, reason: "init", payload: error });
  if (state.waiting.length > 0) grow(state);
}

async function prepare(state: State, next: FunctionSpec): Promise<Successor> {
  const instance = state.live.size > 0 ? state.start(next) : undefined;
  const error = await instance?.loaded;
  return {
    ...(error !== undefined && { error }),
    giveUp: () => instance?.end(),
    takeOver() {
      state.spec = next;
      for (const { instance: old } of state.idle.splice(0)) {
        forget(state, old);
        old.end();
      }
      if (!instance) return;
      state.live.add(instance);
      release(state, instance);
    },
  };
}

function reap(state: State, before: number): void {
  while (state.idle[0] && state.idle[0].since < before) {
    const { instance } = state.idle.shift() as State["idle"][number];
    forget(state, instance);
    instance.end();
  }
}

function close(state: State): void {
  state.closed = true;
  clearTimeout(state.timer);
  for (const job of state.waiting.splice(0)) finish(state, job, throttled);
  for (const instance of state.live) instance.end();
  state.live.clear();
  state.idle.length = 0;
}
