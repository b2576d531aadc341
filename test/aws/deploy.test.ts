/** A whole life of an app in an AWS API that others wrote. What README.md lists it cannot show is not asserted here. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { kinds } from "../../framework/kinds/registry.ts";
import { deploy, type Deployed } from "../../framework/targets/aws/deploy.ts";
import { destroy } from "../../framework/targets/aws/destroy.ts";
import { invoke } from "../../framework/targets/aws/invoke.ts";
import { readLogs } from "../../framework/targets/aws/logs.ts";
import { openSession, type Session } from "../../framework/targets/aws/session.ts";
import { readSnapshot } from "../../framework/targets/aws/snapshot.ts";
import type { Stack } from "../../framework/targets/aws/synthesize/stack.ts";
import { synthesize } from "../../framework/targets/aws/synthesize/synthesize.ts";
import { clientEnvironment, defaultPlace, startMiniStack } from "./ministack.ts";
import { buildOrders, planOrders, type Variant } from "./orders.ts";
import { hasTable, readFunctions, readItems, readQueue, readResources, readStacks } from "./reading.ts";

const server = await startMiniStack();

const one: Variant = { greeting: "one" };
const two: Variant = { greeting: "two" };
const withReport: Variant = { greeting: "three", timeout: 20, report: true };
const names = planOrders(one).functions.map(({ name }) => name);

/** Adds a queue that SQS refuses to the stack of the service, made only after its functions were changed. */
function spoil(stack: Stack): Stack {
  if (stack.tier !== "service") return stack;
  const { Resources } = stack.template;
  const refused = {
    Type: "AWS::SQS::Queue",
    Properties: { DelaySeconds: 9_999 },
    DependsOn: Object.keys(Resources).filter((id) => id.endsWith("Alias")),
    Metadata: { iffc: { id: "Orders.delayed", source: "src/shop.ts:40:3" } },
  };
  return { ...stack, template: { ...stack.template, Resources: { ...Resources, OrdersDelayedQueue: refused } } };
}

async function open(): Promise<Session> {
  const { app, environment } = planOrders(one);
  return openSession({ app, environment, reporter: { report: () => undefined } });
}

async function deployVariant(variant: Variant, change: (stack: Stack) => Stack = (stack) => stack): Promise<Deployed> {
  const plan = planOrders(variant);
  const session = await open();
  return deploy(session, {
    plan,
    artifacts: await buildOrders(variant),
    snapshot: await readSnapshot(session),
    synthesize: (code) => synthesize(plan, { kinds, code }).stacks.map(change),
  });
}

/** The public address, as the emulator offers it. */
async function call(path: string, init?: RequestInit): Promise<Response> {
  const [api] = Object.values(await readResources("orders-test-state", "AWS::ApiGatewayV2::Api"));
  return fetch(`${server?.endpoint}/_aws/execute-api/${api}/$default${path}`, init);
}

async function order(id: string): Promise<unknown> {
  const response = await call("/orders", { method: "POST", body: JSON.stringify({ id, sku: `sku-${id}` }) });
  expect(response.status).toBe(200);
  await vi.waitFor(async () => expect((await call(`/orders/${id}`)).status).toBe(200), { timeout: 20_000 });
  return response.json();
}

/** Everything that a user would notice if it changed. */
async function readAll() {
  const [queues, tables] = await Promise.all([
    readResources("orders-test-state", "AWS::SQS::Queue"),
    readResources("orders-test-state", "AWS::DynamoDB::Table"),
  ]);
  const attributes = await Promise.all(Object.values(queues).map(readQueue));
  const lasting = attributes.map(({ QueueArn, VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy }) => ({
    QueueArn,
    VisibilityTimeout,
    MessageRetentionPeriod,
    RedrivePolicy,
  }));
  const items = await Promise.all(Object.values(tables).map(readItems));
  return { functions: await readFunctions(names), queues: lasting, items: items.flat(), stacks: await readStacks() };
}

describe.runIf(server)("an app against MiniStack", { timeout: 120_000 }, () => {
  beforeAll(() => {
    if (server) for (const [name, value] of Object.entries(clientEnvironment(server))) vi.stubEnv(name, value);
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await server?.stop();
  });

  test("is created, answers, and takes a message through the queue into the table", async () => {
    expect(await readStacks()).toEqual({});
    const deployed = await deployVariant(one);
    expect(deployed.changedStacks).toEqual(["orders-test-state", "orders-test-service-Orders", "orders-test-edge"]);
    expect(deployed.outputs).toEqual([
      { resource: "http", attribute: "url", value: expect.stringMatching(/^https:\/\/\w+\.execute-api\./u) },
    ]);
    expect(await order("1")).toEqual({ id: "1", greeting: "one" });
    expect((await call("/orders/none")).status).toBe(404);
    const { functions, queues, items } = await readAll();
    for (const { name, codeSha256 } of deployed.functions) {
      expect(functions[name]).toMatchObject({ version: "1", live: codeSha256, latest: codeSha256 });
    }
    expect(queues).toMatchObject([{ MessageRetentionPeriod: "1209600" }, { VisibilityTimeout: "60" }]);
    expect(JSON.parse(queues[1]?.RedrivePolicy ?? "")).toMatchObject({ maxReceiveCount: 3 });
    expect(items).toEqual([{ id: { S: "1" }, sku: { S: "sku-1" }, greeting: { S: "one" } }]);
  });

  test("is left alone where nothing changed", async () => {
    const before = await readAll();
    const { changedStacks, functions } = await deployVariant(one);
    expect(changedStacks).toEqual([]);
    expect(functions.every(({ changed }) => !changed)).toBe(true);
    expect(await readAll()).toEqual(before);
  });

  test("gets new code past CloudFormation, and keeps its data", async () => {
    const before = await readAll();
    const { changedStacks, functions } = await deployVariant(two);
    expect(changedStacks).toEqual([]);
    const after = await readAll();
    for (const { name, codeSha256 } of functions) {
      expect(after.functions[name]).toMatchObject({ version: "2", live: codeSha256, latest: codeSha256 });
      expect(after.functions[name]?.live).not.toBe(before.functions[name]?.live);
    }
    expect({ ...after, functions: {} }).toEqual({ ...before, functions: {} });
    expect(await order("2")).toEqual({ id: "2", greeting: "two" });
    expect(await (await call("/orders/1")).json()).toEqual({ sku: "sku-1", greeting: "two" });
  });

  test("can do what its role allows, and nothing else", async () => {
    const { changedStacks, functions } = await deployVariant({ ...two, denied: true });
    expect(changedStacks).toEqual(["orders-test-service-Orders"]);
    expect(functions.every(({ changed }) => !changed)).toBe(true);
    expect((await call("/orders/1")).status).toBe(502);
    await deployVariant(two);
    expect((await call("/orders/1")).status).toBe(200);
  });

  test("keeps the version that serves when an update fails half-way", async () => {
    const before = await readAll();
    const deploying = deployVariant(withReport, spoil);
    await expect(deploying).rejects.toMatchObject({ code: "IFFC5026", exit: 4, diagnostics: [{ at: { line: 40 } }] });
    await expect(deploying).rejects.toThrow(
      /Orders\.delayed .+: Invalid value for the parameter DelaySeconds\. .+still serves/u,
    );
    const after = await readAll();
    expect(after.functions).toEqual(before.functions);
    expect(after.items).toEqual(before.items);
    expect(after.queues).toEqual(before.queues);
    expect(after.stacks["orders-test-service-Orders"]).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await order("3")).toEqual({ id: "3", greeting: "two" });
  });

  test("goes on from there when the update is right", async () => {
    const { functions } = await deployVariant(withReport);
    expect(functions).toHaveLength(4);
    const { functions: after } = await readAll();
    for (const name of names) expect(after[name]?.version).not.toBe("2");
    expect(after["orders-test-Orders-fulfil"]?.timeout).toBe(20);
    expect(await order("4")).toEqual({ id: "4", greeting: "three" });
  });

  test("is called and read by the names in the sources", async () => {
    const session = await open();
    const payload = JSON.stringify({ pathParameters: { id: "4" } });
    const answer = await invoke(session, { handler: "Orders.find", payload });
    expect(JSON.parse(answer.payload)).toMatchObject({ statusCode: 200 });
    expect(answer.log).toContain("looking for 4");
    const lines: string[] = [];
    for await (const { line } of readLogs(session, { since: 0, handlers: ["Orders.find"] })) lines.push(line);
    expect(lines.join("\n")).toContain("looking for 1");
  });

  test("loses what is no longer declared, and nothing else", async () => {
    const before = await readAll();
    await deployVariant({ ...withReport, report: false });
    expect((await readAll()).items).toEqual(before.items);
    await expect(readFunctions(["orders-test-Orders-report"])).rejects.toThrow("not found");
  });

  test("is removed with everything that it made", async () => {
    const [table = ""] = Object.values(await readResources("orders-test-state", "AWS::DynamoDB::Table"));
    expect(await hasTable(table)).toBe(true);
    const { removedStacks, retained } = await destroy(await open());
    expect(removedStacks).toEqual(["orders-test-edge", "orders-test-service-Orders", "orders-test-state"]);
    expect(retained).toEqual([]);
    expect(Object.keys(await readStacks())).toEqual(["iffc-bootstrap"]);
    expect(await hasTable(table)).toBe(false);
    await expect(readFunctions(names)).rejects.toThrow("not found");
    expect(await readSnapshot(await open())).toEqual({ stacks: [] });
    expect((await destroy(await open())).removedStacks).toEqual([]);
  });

  test("is never deployed to another account than its own", async () => {
    const { app, environment } = planOrders(one);
    const reporter = { report: () => undefined };
    const other = openSession({ app, reporter, environment: { ...environment, account: "111122223333" } });
    await expect(other).rejects.toThrow(`the credentials lead to account ${defaultPlace.account}`);
  });
});
