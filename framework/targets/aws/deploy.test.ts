import { beforeEach, describe, expect, test } from "vitest";
import { changesIn, openTestSession, type TestSession } from "../../../test/fakes/cloud.ts";
import { buildOrders, planOrders, type Variant } from "../../../test/aws/orders.ts";
import { kinds } from "../../kinds/registry.ts";
import type { Plan } from "../../model/plan.ts";
import { deploy, type Deployed } from "./deploy.ts";
import { readPlan } from "./record.ts";
import { ownershipTags, readSnapshot } from "./snapshot.ts";
import { synthesize } from "./synthesize/synthesize.ts";

let session: TestSession;

beforeEach(async () => {
  session = await openTestSession();
});

/** Deploys a variant of the orders app, as the toolkit does. */
async function deployVariant(variant: Variant, change: (plan: Plan) => Plan = (plan) => plan): Promise<Deployed> {
  const plan = change({ ...planOrders(variant), environment: session.environment });
  const artifacts = (await buildOrders(variant)).filter((each) =>
    plan.functions.some(({ id }) => id === each.function),
  );
  const snapshot = await readSnapshot(session);
  session.cloud.calls.length = 0;
  return deploy(session, {
    plan,
    artifacts,
    snapshot,
    synthesize: (code) => synthesize(plan, { kinds, code }).stacks,
  });
}

const one: Variant = { greeting: "one" };
const two: Variant = { greeting: "two" };
const names = ["orders-test-state", "orders-test-service-Orders", "orders-test-edge"];
const statusOf = (name: string) => session.cloud.state.stacks.stacks.get(name)?.state.status;
const liveOf = async (name: string) => (await session.cloud.state.functions.describe(name, "live"))?.codeSha256;

/** Adds a second service with one handler that nothing starts. */
const withReports = (plan: Plan): Plan => {
  const [first] = plan.functions;
  if (!first) throw new Error("no functions");
  const extra = { ...first, id: "Orders.find", service: "Reports" };
  return { ...plan, functions: [extra, ...plan.functions.slice(1)] };
};

describe("a first deploy", () => {
  test("makes the bucket, then state, services and edge, and remembers the plan", async () => {
    const deployed = await deployVariant(one);
    const executed = session.cloud.calls.filter(({ verb }) => verb === "stacks.createChangeSet");
    expect(executed.map(({ arguments: [request] }) => (request as { stack: string }).stack)).toEqual([
      "iffc-bootstrap",
      ...names,
    ]);
    expect(deployed.changedStacks).toEqual(names);
    expect(deployed.outputs).toEqual([{ resource: "http", attribute: "url", value: "orders-test-state/HttpUrl" }]);
    expect(deployed.functions.every(({ version, changed }) => version === "1" && !changed)).toBe(true);
    expect((await readPlan(session))?.functions).toHaveLength(3);
  });

  test("passes outputs of lower stacks up as parameters", async () => {
    await deployVariant(one);
    const { parameters } = session.cloud.state.stacks.stacks.get("orders-test-service-Orders")?.state ?? {};
    expect(Object.keys(parameters ?? {})).not.toHaveLength(0);
    for (const [name, value] of Object.entries(parameters ?? {})) expect(value).toBe(`orders-test-state/${name}`);
  });
});

describe("a deploy of what is deployed", () => {
  test("makes no call that changes anything", async () => {
    await deployVariant(one);
    const again = await deployVariant(one);
    expect(changesIn(session.cloud.calls)).toEqual([]);
    expect(again).toMatchObject({ changedStacks: [], removedStacks: [], outputs: [{ resource: "http" }] });
  });
});

describe("a deploy of new code", () => {
  test("goes past CloudFormation, and its templates never change the code of a function", async () => {
    await deployVariant(one);
    const before = await liveOf("orders-test-Orders-find");
    const deployed = await deployVariant(two);
    expect(deployed.changedStacks).toEqual([]);
    expect(deployed.functions.map(({ version }) => version)).toEqual(["2", "2", "2"]);
    expect(await liveOf("orders-test-Orders-find")).not.toBe(before);
    expect(changesIn(session.cloud.calls).filter((verb) => verb.startsWith("stacks."))).toEqual([]);
  });

  test("with new settings changes the service stack first, then releases", async () => {
    await deployVariant(one);
    const deployed = await deployVariant({ ...two, timeout: 20 });
    expect(deployed.changedStacks).toEqual(["orders-test-service-Orders"]);
    const verbs = changesIn(session.cloud.calls);
    expect(verbs.indexOf("stacks.executeChangeSet")).toBeLessThan(verbs.indexOf("functions.publish"));
  });
});

describe("a deploy that fails", () => {
  test("in a service leaves code and edge alone, and the plan of before is still the deployed one", async () => {
    await deployVariant(one);
    const before = await liveOf("orders-test-Orders-fulfil");
    const digest = (await readPlan(session))?.functions;
    const fault = {
      logicalId: "OrdersFulfilFunction",
      reason: "900 is the most",
      end: "UPDATE_ROLLBACK_COMPLETE" as const,
    };
    session.cloud.state.stacks.faults.set("orders-test-service-Orders", fault);
    const deploying = deployVariant({ ...two, timeout: 1_000 });
    await expect(deploying).rejects.toMatchObject({ code: "IFFC5026", exit: 4, diagnostics: [{ at: { line: 10 } }] });
    await expect(deploying).rejects.toThrow("Orders.fulfil");
    expect(await liveOf("orders-test-Orders-fulfil")).toBe(before);
    expect((await readPlan(session))?.functions).toEqual(digest);
  });

  test("in one of two services brings the other to its end and says which is done", async () => {
    const fault = { logicalId: "OrdersFindRole", reason: "no", end: "ROLLBACK_COMPLETE" as const };
    session.cloud.state.stacks.faults.set("orders-test-service-Reports", fault);
    await expect(deployVariant(one, withReports)).rejects.toThrow(
      /Done: orders-test-service-Orders\. Not done: orders-test-service-Reports\.$/u,
    );
    expect(statusOf("orders-test-service-Orders")).toBe("CREATE_COMPLETE");
    expect(statusOf("orders-test-edge")).toBeUndefined();
  });

  test("continues when it is run again", async () => {
    const fault = { logicalId: "OrdersPlaceRole", reason: "no", end: "ROLLBACK_COMPLETE" as const };
    session.cloud.state.stacks.faults.set("orders-test-service-Orders", fault);
    await expect(deployVariant(one)).rejects.toMatchObject({ exit: 4 });
    session.cloud.state.stacks.faults.clear();
    expect((await deployVariant(one)).changedStacks).toEqual(["orders-test-service-Orders", "orders-test-edge"]);
  });
});

describe("a deploy that is killed", () => {
  /** Deploys until the given call, which never returns; then CloudFormation ends what it began. */
  async function deployUntil(call: number, variant: Variant): Promise<boolean> {
    let calls = 0;
    session.cloud.fault = () => (++calls > call ? { name: "Killed", message: "The process is gone." } : undefined);
    const isDone = await deployVariant(variant).then(
      () => true,
      () => false,
    );
    session.cloud.fault = () => undefined;
    session.cloud.state.stacks.finish();
    return isDone;
  }

  test.each([
    ["the first time", undefined, one],
    ["with new code and settings", one, { ...two, timeout: 20 }],
  ])("at any call %s converges when it is run again, and leaves nothing behind", async (...[, before, after]) => {
    for (let call = 0, isDone = false; !isDone; call++) {
      session = await openTestSession();
      if (before) await deployVariant(before);
      isDone = await deployUntil(call, after);
      const { functions } = await deployVariant(after);
      for (const { name, codeSha256 } of functions) expect(await liveOf(name)).toBe(codeSha256);
      const stacks = [...session.cloud.state.stacks.stacks.values()];
      expect(
        stacks.map(({ state }) => state.status).filter((status) => !/^(?:CRE|UPD)ATE_COMPLETE$/u.test(status)),
      ).toEqual([]);
      expect(stacks.flatMap(({ changeSets }) => [...changeSets.keys()])).toEqual([]);
      expect((await readPlan(session))?.functions).toHaveLength(3);
    }
  });
});

describe("a deploy does not begin", () => {
  test.each([
    ["busy", "UPDATE_IN_PROGRESS", "IFFC5022", 75],
    ["stuck", "UPDATE_ROLLBACK_FAILED", "IFFC5023", 5],
  ] as const)("while any stack is %s", async (...[, status, code, exit]) => {
    await deployVariant(one);
    const stack = session.cloud.state.stacks.stacks.get("orders-test-edge");
    if (stack) stack.state = { ...stack.state, status };
    await expect(deployVariant({ ...two, timeout: 20 })).rejects.toMatchObject({ code, exit });
    expect(changesIn(session.cloud.calls)).toEqual([]);
  });

  test("where somebody else has a stack of a name that it needs", async () => {
    const other = { Resources: {}, Metadata: {}, Description: "", AWSTemplateFormatVersion: "2010-09-09" as const };
    session.cloud.state.stacks.add("orders-test-edge", { tags: {} }, other);
    await expect(deployVariant(one)).rejects.toMatchObject({ code: "IFFC5021", exit: 3 });
    expect(statusOf("orders-test-state")).toBeUndefined();
  });
});

describe("a service that is no longer declared", () => {
  test("goes at the end", async () => {
    await deployVariant(one, withReports);
    const deployed = await deployVariant(one);
    expect(deployed.removedStacks).toEqual(["orders-test-service-Reports"]);
    expect(statusOf("orders-test-service-Reports")).toBe("DELETE_COMPLETE");
    const verbs = changesIn(session.cloud.calls);
    expect(verbs.lastIndexOf("stacks.executeChangeSet")).toBeLessThan(verbs.indexOf("stacks.remove"));
  });

  test("stays where it holds data that the plan does not name, and nothing is changed", async () => {
    await deployVariant(one);
    const holding = { Type: "Test::Data", DeletionPolicy: "Retain" as const, Metadata: { iffc: { id: "Gone.data" } } };
    const base = { AWSTemplateFormatVersion: "2010-09-09" as const, Description: "" };
    const template = { ...base, Metadata: { iffc: { tier: "service" } }, Resources: { Data: holding } };
    session.cloud.state.stacks.add("orders-test-service-Gone", { tags: ownershipTags(session) }, template);
    await expect(deployVariant({ ...two, timeout: 20 })).rejects.toMatchObject({ code: "IFFC5025", exit: 3 });
    expect(changesIn(session.cloud.calls).filter((verb) => !verb.startsWith("objects."))).toEqual([]);
  });
});

test("a plan without an artifact for each function is a bug", async () => {
  const plan = { ...planOrders(one), environment: session.environment };
  const snapshot = await readSnapshot(session);
  const synthesizeIt = (code: Parameters<Parameters<typeof deploy>[1]["synthesize"]>[0]) =>
    synthesize(plan, { kinds, code }).stacks;
  const deploying = deploy(session, { plan, artifacts: [], snapshot, synthesize: synthesizeIt });
  await expect(deploying).rejects.toThrow('The function "Orders.find" was planned but not built.');
});
