import { assert, asyncProperty, boolean, infiniteStream } from "fast-check";
import { describe, expect, test } from "vitest";
import { fakeCloud, instantClock, openTestSession, type TestSession } from "../../../test/fakes/cloud.ts";
import type { StackEvent } from "./cloud/stacks.ts";
import { followOperation, type Operation, readEvents } from "./follow.ts";
import type { Template } from "./synthesize/stack.ts";

const template: Template = {
  AWSTemplateFormatVersion: "2010-09-09",
  Description: "",
  Metadata: {},
  Resources: { One: { Type: "Test::One" }, Two: { Type: "Test::Two" } },
  Outputs: { Address: { Value: "x" } },
};

/** Begins an update of a stack and says how to follow it. */
async function begin(session: TestSession, token = "iffc-1"): Promise<Operation> {
  const { stacks } = session.cloud.state;
  const { state } = stacks.add("app", { status: "UPDATE_COMPLETE" });
  const body = JSON.stringify(template);
  const request = { stack: "app", name: "iffc-x", type: "UPDATE" as const, parameters: {}, tags: {} };
  const { arn } = await stacks.createChangeSet({ ...request, template: { body } });
  await stacks.executeChangeSet(arn, token);
  return { stackName: "app", stackArn: state.arn, token, before: "UPDATE_COMPLETE" };
}

const throttling = { name: "Throttling", message: "Rate exceeded" };

describe("following an operation", () => {
  test("tells each event once, oldest first, and returns the stack as it is afterwards", async () => {
    const session = await openTestSession();
    const events: StackEvent[] = [];
    const stack = await followOperation(session, await begin(session), (event) => events.push(event));
    expect(stack).toMatchObject({ status: "UPDATE_COMPLETE", outputs: { Address: "app/Address" } });
    expect(events.map(({ logicalId, status }) => `${logicalId} ${status}`)).toEqual([
      "app UPDATE_IN_PROGRESS",
      "One CREATE_COMPLETE",
      "Two CREATE_COMPLETE",
      "app UPDATE_COMPLETE",
    ]);
  });

  test("leaves the events of other operations alone", async () => {
    const session = await openTestSession();
    const operation = await begin(session);
    const own = { logicalId: "app", physicalId: operation.stackArn, type: "AWS::CloudFormation::Stack" };
    const other = { ...own, id: "e0", status: "UPDATE_ROLLBACK_COMPLETE", token: "other" };
    session.cloud.state.stacks.stacks.get("app")?.events.unshift(other);
    const events: StackEvent[] = [];
    const stack = await followOperation(session, operation, (event) => events.push(event));
    expect(stack.status).toBe("UPDATE_COMPLETE");
    expect(events.some(({ token }) => token !== operation.token)).toBe(false);
  });

  test("asks at most once in two seconds, however it goes", async () => {
    const session = await openTestSession();
    const operation = await begin(session);
    const times: number[] = [];
    session.cloud.fault = ({ verb, arguments: [, page] }) => {
      if (verb.startsWith("watch.") && page === undefined) times.push(session.clock.now());
      return times.length % 2 === 0 ? throttling : undefined;
    };
    await followOperation(session, operation, () => undefined);
    expect(times.every((time, index) => index === 0 || time - (times[index - 1] ?? 0) >= 2_000)).toBe(true);
    expect(times.length).toBeGreaterThan(3);
  });

  test("ends well although events never come", async () => {
    const session = await openTestSession();
    const operation = await begin(session);
    session.cloud.fault = ({ verb }) => (verb.endsWith(".events") ? throttling : undefined);
    expect((await followOperation(session, operation, () => undefined)).status).toBe("UPDATE_COMPLETE");
    expect(await readEvents(session, operation)).toEqual([]);
  });

  test("does not take the state of before for that of after", async () => {
    const session = await openTestSession();
    const operation = await begin(session);
    const stack = session.cloud.state.stacks.stacks.get("app");
    if (!stack) throw new Error("no stack");
    // Reads lag behind: the state of before, then the state while it runs, then the end.
    const stale = { ...stack.state, status: "UPDATE_COMPLETE" as const };
    const running = stack.state;
    const reads = [stale, stale, running, running, { ...running, status: "UPDATE_ROLLBACK_COMPLETE" as const }];
    const watch = { ...session.cloud.watch, describe: async () => reads.shift() };
    session.cloud.fault = ({ verb }) => (verb === "watch.events" ? throttling : undefined);
    const cloud = { ...session.cloud, watch };
    const ended = await followOperation({ ...session, cloud }, operation, () => undefined);
    expect(ended.status).toBe("UPDATE_ROLLBACK_COMPLETE");
  });

  test("believes the events if the stack itself stays stale", async () => {
    const session = await openTestSession();
    const operation = await begin(session);
    session.cloud.state.stacks.faults.set("app", { logicalId: "One", reason: "no", end: "UPDATE_ROLLBACK_COMPLETE" });
    const before = { ...session.cloud.state.stacks.stacks.get("app")?.state, status: "UPDATE_COMPLETE" as const };
    const watch = { ...session.cloud.watch, describe: async () => before as never };
    const ended = await followOperation({ ...session, cloud: { ...session.cloud, watch } }, operation, () => undefined);
    expect(ended.status).toBe("UPDATE_ROLLBACK_COMPLETE");
  });

  test("does not take a failure for the end while the stack still goes back", async () => {
    const session = await openTestSession();
    const operation = await begin(session);
    const stack = session.cloud.state.stacks.stacks.get("app");
    if (!stack) throw new Error("no stack");
    const note = (status: "UPDATE_FAILED" | "UPDATE_ROLLBACK_IN_PROGRESS" | "UPDATE_ROLLBACK_COMPLETE"): void => {
      const own = { logicalId: "app", physicalId: operation.stackArn, type: "AWS::CloudFormation::Stack" };
      stack.events.push({ ...own, id: status, status, token: operation.token });
      stack.state = { ...stack.state, status };
    };
    const idle = Array.from({ length: 30 }, () => () => undefined);
    const rollingBack = (): void => void (stack.state = { ...stack.state, status: "UPDATE_ROLLBACK_IN_PROGRESS" });
    const late = [() => note("UPDATE_FAILED"), rollingBack, ...idle.slice(0, 8)];
    const end = [() => note("UPDATE_ROLLBACK_IN_PROGRESS"), ...idle, () => note("UPDATE_ROLLBACK_COMPLETE")];
    stack.pending.splice(0, stack.pending.length, ...late, ...end);
    const ended = await followOperation(session, operation, () => undefined);
    expect(ended.status).toBe("UPDATE_ROLLBACK_COMPLETE");
  });

  test("throttling, whenever it comes, never changes the outcome", async () => {
    await assert(
      asyncProperty(infiniteStream(boolean()), boolean(), async (refusals, fails) => {
        const session = await openTestSession();
        const operation = await begin(session);
        const end = "UPDATE_ROLLBACK_COMPLETE" as const;
        if (fails) session.cloud.state.stacks.faults.set("app", { logicalId: "One", reason: "no", end });
        session.cloud.fault = ({ verb }) => {
          const isRefused = verb.startsWith("watch.") && refusals.next().value;
          return isRefused ? throttling : undefined;
        };
        const stack = await followOperation(session, operation, () => undefined);
        expect(stack.status).toBe(fails ? end : "UPDATE_COMPLETE");
      }),
    );
  });

  test("says that CloudFormation goes on when the credentials expire", async () => {
    const session = await openTestSession();
    const operation = await begin(session);
    session.cloud.fault = () => ({ name: "ExpiredToken", message: "The token has expired." });
    const following = followOperation(session, operation, () => undefined);
    await expect(following).rejects.toMatchObject({ code: "IFFC5002", exit: 3 });
    await expect(following).rejects.toThrow("CloudFormation goes on with app; the same command, run again");
    expect(session.clock.now()).toBe(0);
  });

  test("lets go when it is interrupted, and says so", async () => {
    const controller = new AbortController();
    const clock = instantClock(() => controller.abort());
    const session = await openTestSession({ clock, signal: controller.signal });
    const following = followOperation(session, await begin(session), () => undefined);
    await expect(following).rejects.toMatchObject({ code: "IFFC5011", exit: 130 });
    await expect(following).rejects.toThrow(/^Interrupted\. CloudFormation goes on with app;[^;]*$/u);
  });

  test("stops when the stack is gone", async () => {
    const session = await openTestSession({ cloud: fakeCloud() });
    const operation = await begin(session);
    session.cloud.fault = ({ verb }) => (verb === "watch.events" ? throttling : undefined);
    session.cloud.state.stacks.stacks.clear();
    await expect(followOperation(session, operation, () => undefined)).rejects.toMatchObject({ code: "IFFC5027" });
  });
});

test("all events of an operation can be read again, page by page", async () => {
  const session = await openTestSession();
  const operation = await begin(session);
  await followOperation(session, operation, () => undefined);
  const events = await readEvents(session, operation);
  expect(events.map(({ status }) => status)).toEqual([
    "UPDATE_IN_PROGRESS",
    "CREATE_COMPLETE",
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
  ]);
  session.cloud.fault = () => ({ name: "AccessDenied", message: "no" });
  await expect(readEvents(session, operation)).rejects.toMatchObject({ code: "IFFC5006" });
});
