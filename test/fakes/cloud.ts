/** AWS in memory, behind the deployer's own contract: every call is recorded, and any of them can be made to fail. */
import type { Event } from "../../framework/diagnostics/reporter.ts";
import type { Environment } from "../../framework/model/plan.ts";
import type { Cloud, Identity } from "../../framework/targets/aws/cloud/cloud.ts";
import { explainError } from "../../framework/targets/aws/cloud/explain.ts";
import type { LogEvent } from "../../framework/targets/aws/cloud/logs.ts";
import { type Clock, openSession, type Session } from "../../framework/targets/aws/session.ts";
import { FakeFunctions } from "./cloud-functions.ts";
import { FakeObjects } from "./cloud-objects.ts";
import { FakeStacks } from "./cloud-stacks.ts";

/** One call: `stacks.describe`, and what it was given. */
export interface Call {
  readonly verb: string;
  readonly arguments: readonly unknown[];
}

/** What AWS answers instead: its own name for the failure, and its message. */
export interface Fault {
  readonly name: string;
  readonly message: string;
}

/** A whole account in memory. */
export interface FakeCloud extends Cloud {
  readonly calls: Call[];
  readonly state: FakeState;
  identityAnswer: Identity;
  /** Asked before every call; what it returns is thrown in the SDK's manner. */
  fault: (call: Call) => Fault | undefined;
}

interface FakeState {
  readonly stacks: FakeStacks;
  readonly functions: FakeFunctions;
  readonly objects: FakeObjects;
  readonly logs: Map<string, LogEvent[]>;
}

/** The environment that the fake's account is for. */
export const testEnvironment: Environment = {
  name: "test",
  target: "aws",
  account: "111122223333",
  region: "eu-central-1",
  posture: "sandbox",
};

/** Makes an empty account. */
export function fakeCloud(): FakeCloud {
  const objects = new FakeObjects();
  const functions = new FakeFunctions(objects);
  const stacks = new FakeStacks(objects, functions);
  const state: FakeState = { stacks, functions, objects, logs: new Map() };
  const calls: Call[] = [];
  const logs: Cloud["logs"] = {
    events: async ({ group, from }) => ({ items: (state.logs.get(group) ?? []).filter(({ at }) => at >= from) }),
  };
  const recorded = <Api extends object>(name: string, api: Api): Api =>
    new Proxy(api, {
      get(target, verb) {
        const method = Reflect.get(target, verb) as (...given: readonly unknown[]) => unknown;
        return (...given: readonly unknown[]) => {
          const call: Call = { verb: `${name}.${String(verb)}`, arguments: given };
          calls.push(call);
          const fault = cloud.fault(call);
          if (fault && verb === "url") throw new Error("An address is no call.");
          if (fault) return Promise.reject(explainError(Object.assign(new Error(fault.message), fault), call.verb));
          return method.apply(target, [...given]);
        };
      },
    });
  const identity = { identity: async () => cloud.identityAnswer };
  const cloud: FakeCloud = {
    calls,
    state,
    identityAnswer: { account: "111122223333", arn: "arn:aws:sts::111122223333:assumed-role/deployer/me" },
    fault: () => undefined,
    identity: () => recorded("sts", identity).identity(),
    stacks: recorded("stacks", stacks),
    watch: recorded("watch", stacks.watch),
    functions: recorded("functions", functions),
    objects: recorded("objects", objects),
    logs: recorded("logs", logs),
  };
  return cloud;
}

/** A clock that passes as soon as somebody waits. */
export function instantClock(onWait: (now: number) => void = () => undefined): Clock {
  let now = 0;
  return {
    now: () => now,
    async wait(milliseconds) {
      now += milliseconds;
      onWait(now);
    },
  };
}

/** A session in a fake account, and what it reports. */
export interface TestSession extends Session {
  readonly cloud: FakeCloud;
  readonly events: Event[];
}

/** Opens a session in a fake account. */
export async function openTestSession(
  overrides: Partial<Pick<Session, "environment" | "clock" | "signal">> & { readonly cloud?: FakeCloud } = {},
): Promise<TestSession> {
  const cloud = overrides.cloud ?? fakeCloud();
  const events: Event[] = [];
  const reporter = { report: (event: Event) => void events.push(event) };
  const { environment = testEnvironment, clock = instantClock(), signal } = overrides;
  const request = { app: "orders", environment, reporter, clock, cloud, ...(signal && { signal }) };
  const session = await openSession(request);
  return { ...session, cloud, events };
}

/** The verbs of the calls that change something. */
export function changesIn(calls: readonly Call[]): readonly string[] {
  const change = /\.(?:create|execute|delete|remove|update|publish|write|invoke)/u;
  return calls.map(({ verb }) => verb).filter((verb) => change.test(verb));
}
