import { describe, expect, test } from "vitest";
import { changesIn, openTestSession, type TestSession } from "../../../test/fakes/cloud.ts";
import { applyStack, type StackWork } from "./apply.ts";
import type { StackStatus } from "./cloud/stacks.ts";
import { changeNotPlanned } from "./errors/stacks.ts";
import { failure } from "../../diagnostics/failure.ts";
import type { Template } from "./synthesize/stack.ts";

const tags = { "iffc:app": "orders", "iffc:environment": "test" };

const template = (...names: readonly string[]): Template => ({
  AWSTemplateFormatVersion: "2010-09-09",
  Description: "",
  Metadata: {},
  Resources: Object.fromEntries(
    names.map((name) => [
      name,
      { Type: "Test::Thing", Metadata: { iffc: { id: `Orders.${name}`, source: "a.ts:1:1" } } },
    ]),
  ),
  Outputs: { Address: { Value: "x" } },
});

const work = (parts: Partial<StackWork> = {}): StackWork => ({
  name: "app",
  template: template("One", "Two"),
  parameters: {},
  tags,
  review: () => undefined,
  ...parts,
});

/** A session in an account that was bootstrapped. */
async function open(options: Parameters<typeof openTestSession>[0] = {}): Promise<TestSession> {
  const session = await openTestSession(options);
  session.cloud.state.objects.buckets.set(session.artifactBucketName, []);
  return session;
}

describe("a new stack", () => {
  test("is created from the uploaded template, with its tags, and gives its outputs", async () => {
    const session = await open();
    expect(await applyStack(session, work())).toEqual({
      name: "app",
      changed: true,
      outputs: { Address: "app/Address" },
    });
    const create = session.cloud.calls.find(({ verb }) => verb === "stacks.createChangeSet");
    expect(create?.arguments[0]).toMatchObject({
      type: "CREATE",
      tags,
      template: {
        url: expect.stringMatching(/^memory:\/\/iffc-artifacts-.+\/templates\/[0-9a-f]{64}\.json\?versionId=v1$/u),
      },
    });
    expect(session.cloud.state.stacks.stacks.get("app")?.state).toMatchObject({ status: "CREATE_COMPLETE", tags });
  });

  test("reports every resource by what the user declared", async () => {
    const session = await open();
    await applyStack(session, work());
    const reported = session.events.filter((event) => event.type === "resource.status");
    expect(reported).toEqual([
      { type: "resource.status", id: "Orders.One", status: "CREATE_COMPLETE", detail: "Test::Thing" },
      { type: "resource.status", id: "Orders.Two", status: "CREATE_COMPLETE", detail: "Test::Thing" },
    ]);
  });

  test("D6: takes over the shell that an interrupted run left, and its change sets go", async () => {
    const session = await open();
    const { stacks } = session.cloud.state;
    const { state, changeSets } = stacks.add("app", { status: "REVIEW_IN_PROGRESS" });
    const request = { stack: "app", parameters: {}, tags: {}, template: { body: '{"Resources":{}}' } };
    await stacks.createChangeSet({ ...request, type: "CREATE", name: "iffc-left" });
    await stacks.createChangeSet({ ...request, type: "CREATE", name: "somebody-elses" });
    const discarded: string[] = [];
    session.cloud.fault = ({ verb, arguments: [arn] }) => {
      if (verb === "stacks.deleteChangeSet") discarded.push(String(arn));
      return undefined;
    };
    expect((await applyStack(session, work())).changed).toBe(true);
    expect(discarded).toEqual([expect.stringContaining(":changeSet/iffc-left/")]);
    expect(stacks.stacks.get("app")?.state).toMatchObject({ arn: state.arn, status: "CREATE_COMPLETE" });
    expect(changeSets.size).toBe(0);
  });
});

describe("a stack that exists", () => {
  test("is not touched by any call if it is as it should be, wherever its lines have moved to", async () => {
    const session = await open();
    await applyStack(session, work());
    session.cloud.calls.length = 0;
    const moved = JSON.parse(JSON.stringify(work().template).replaceAll("a.ts:1:1", "a.ts:2:1")) as Template;
    const applied = await applyStack(session, work({ template: moved }));
    expect(applied).toEqual({ name: "app", changed: false, outputs: { Address: "app/Address" } });
    expect(changesIn(session.cloud.calls)).toEqual([]);
  });

  test.each([
    ["template", { template: template("One"), parameters: {} }],
    ["parameters", { parameters: { Address: "other" } }],
  ])("is updated if its %s differ", async (_, difference) => {
    const session = await open();
    await applyStack(session, work());
    expect((await applyStack(session, work(difference))).changed).toBe(true);
    const requests = session.cloud.calls.filter(({ verb }) => verb === "stacks.createChangeSet");
    expect(requests[1]?.arguments[0]).toMatchObject({ type: "UPDATE", parameters: difference.parameters });
  });

  test("D4: is as it should be if CloudFormation finds nothing to change, and the change set goes", async () => {
    const session = await open();
    const withMore = { ...tags, addedByHand: "1" };
    const stack = session.cloud.state.stacks.add("app", { tags: withMore }, template("One", "Two"));
    expect((await applyStack(session, work())).changed).toBe(false);
    expect(stack.changeSets.size).toBe(0);
    expect(stack.state.status).toBe("CREATE_COMPLETE");
  });

  test("is left alone if it belongs to somebody else", async () => {
    const session = await open();
    session.cloud.state.stacks.add(
      "app",
      { tags: { "iffc:app": "other", "iffc:environment": "test" } },
      template("One"),
    );
    const applying = applyStack(session, work());
    await expect(applying).rejects.toMatchObject({ code: "IFFC5021", exit: 3 });
    await expect(applying).rejects.toThrow("without the tags iffc:app=orders");
    expect(changesIn(session.cloud.calls)).toEqual([]);
  });

  test.each([
    ["UPDATE_IN_PROGRESS", "IFFC5022", 75],
    ["DELETE_IN_PROGRESS", "IFFC5022", 75],
    ["UPDATE_ROLLBACK_FAILED", "IFFC5023", 5],
    ["DELETE_FAILED", "IFFC5023", 5],
  ])("that is %s is refused with %s and exit %i", async (status, code, exit) => {
    const session = await open();
    session.cloud.state.stacks.add("app", { status: status as StackStatus, tags, reason: "why" }, template("One"));
    await expect(applyStack(session, work())).rejects.toMatchObject({ code, exit });
    expect(changesIn(session.cloud.calls)).toEqual([]);
  });
});

describe("what is left of a failed creation", () => {
  test("D7: is deleted and made again, with the cause told", async () => {
    const session = await open();
    const { stacks } = session.cloud.state;
    stacks.faults.set("app", { logicalId: "Two", reason: "The name is taken.", end: "ROLLBACK_COMPLETE" });
    const creating = applyStack(session, work());
    await expect(creating).rejects.toMatchObject({
      code: "IFFC5026",
      exit: 4,
      diagnostics: [{ at: { file: "a.ts" } }],
    });
    await expect(creating).rejects.toThrow(
      /Orders\.Two .+ The name is taken\. What had been created was removed again; the next deploy starts afresh\./u,
    );
    stacks.faults.clear();
    const { arn } = stacks.stacks.get("app")?.state ?? {};
    expect((await applyStack(session, work())).changed).toBe(true);
    expect(stacks.stacks.get("app")?.state).toMatchObject({ status: "CREATE_COMPLETE" });
    expect(session.cloud.calls.filter(({ verb }) => verb === "stacks.remove")).toMatchObject([
      { arguments: [arn, expect.any(String)] },
    ]);
    expect(session.events).toContainEqual({
      type: "phase.progress",
      phase: "deploy",
      detail: "app: its first creation had failed (Two: The name is taken.); creating it afresh",
    });
  });

  test("D7: stays if something in it was kept, which is listed, except versions of functions", async () => {
    const session = await open();
    const stack = session.cloud.state.stacks.add(
      "app",
      { status: "ROLLBACK_COMPLETE", tags, reason: "no" },
      template(),
    );
    const kept = { logicalId: "One", physicalId: "the-table", type: "AWS::DynamoDB::Table", status: "DELETE_SKIPPED" };
    const version = { ...kept, logicalId: "Version", type: "AWS::Lambda::Version" };
    stack.resources = [version, kept];
    await expect(applyStack(session, work())).rejects.toMatchObject({ code: "IFFC5023", exit: 5 });
    await expect(applyStack(session, work())).rejects.toThrow("(no), and left behind: AWS::DynamoDB::Table the-table.");
    stack.resources = [version];
    expect((await applyStack(session, work())).changed).toBe(true);
  });
});

describe("a change set that may not be executed", () => {
  test.each([
    ["refused by CloudFormation", "IFFC5024"],
    ["not what was planned", "IFFC5025"],
    ["interrupted before it began", "IFFC5011"],
    ["refused when it is executed", "IFFC5010"],
  ])("goes, and so does the shell of its stack: %s", async (how, code) => {
    const controller = new AbortController();
    const session = await open({ signal: controller.signal });
    const { stacks } = session.cloud.state;
    const failures = [{ logicalId: "Two", reason: "3601 is too long." }];
    if (how.startsWith("refused by")) stacks.refusals.set("app", { reason: "Validation failed", failures });
    session.cloud.fault = ({ verb }) => {
      if (verb === "stacks.createChangeSet" && how.startsWith("interrupted")) controller.abort();
      if (verb !== "stacks.executeChangeSet" || !how.startsWith("refused when")) return undefined;
      return { name: "InvalidChangeSetStatus", message: "It is obsolete." };
    };
    const review = (): void => {
      if (how.startsWith("not what")) throw failure(changeNotPlanned);
    };
    await expect(applyStack(session, work({ review }))).rejects.toMatchObject({ code });
    expect(stacks.stacks.size).toBe(0);
    expect(session.cloud.calls.filter(({ verb }) => verb === "stacks.deleteChangeSet")).toHaveLength(1);
  });

  test("D5: because CloudFormation found it wrong beforehand tells the first reason at the user's line", async () => {
    const session = await open();
    const failures = [{ logicalId: "Two", reason: "The name exists already." }, { reason: "And more." }];
    session.cloud.state.stacks.refusals.set("app", { reason: "Validation failed", failures });
    const applying = applyStack(session, work());
    await expect(applying).rejects.toMatchObject({
      code: "IFFC5024",
      exit: 4,
      message: "CloudFormation refused app: Orders.Two (Two): The name exists already.",
      diagnostics: [{ at: { file: "a.ts", line: 1 }, message: "Orders.Two (Two): The name exists already." }],
    });
    expect(changesIn(session.cloud.calls)).not.toContain("stacks.executeChangeSet");
  });

  test("does not hide its reason behind a failure to clear up", async () => {
    const session = await open();
    session.cloud.fault = ({ verb }) =>
      verb === "stacks.deleteChangeSet" ? { name: "AccessDenied", message: "no" } : undefined;
    const review = (): void => {
      throw failure(changeNotPlanned);
    };
    await expect(applyStack(session, work({ review }))).rejects.toMatchObject({ code: "IFFC5025" });
  });

  test("leaves a stack that exists as it was", async () => {
    const session = await open();
    await applyStack(session, work());
    session.cloud.state.stacks.refusals.set("app", { reason: "No.", failures: [] });
    await expect(applyStack(session, work({ template: template("One") }))).rejects.toThrow("refused app: No.");
    const stack = session.cloud.state.stacks.stacks.get("app");
    expect(stack).toMatchObject({ state: { status: "CREATE_COMPLETE" }, changeSets: new Map() });
  });
});

test("the review sees the changes and the live template", async () => {
  const session = await open();
  await applyStack(session, work());
  const seen: unknown[] = [];
  const review: StackWork["review"] = (changes, live) => void seen.push(changes, Object.keys(live?.Resources ?? {}));
  await applyStack(session, work({ template: template("Two", "Three"), review }));
  expect(seen).toEqual([
    [
      { action: "Remove", logicalId: "One", type: "Test::Thing" },
      { action: "Add", logicalId: "Three", type: "Test::Thing" },
    ],
    ["One", "Two"],
  ]);
});

test("a failed update tells the cause at the user's line, and that the version before serves", async () => {
  const session = await open();
  await applyStack(session, work());
  const fault = { logicalId: "Two", reason: "It is too large", end: "UPDATE_ROLLBACK_COMPLETE" as const };
  session.cloud.state.stacks.faults.set("app", fault);
  const applying = applyStack(session, work({ template: template("Two", "Three") }));
  await expect(applying).rejects.toMatchObject({ code: "IFFC5026", diagnostics: [{ at: { file: "a.ts", line: 1 } }] });
  await expect(applying).rejects.toThrow(/Orders\.Two .+ It is too large\. The stack is back where it was/u);
});
