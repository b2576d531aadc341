/** Rows A6 and A7 where there is data: a rename and another key are stopped before any call that changes something. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type App, deployApp, exitCodeOf, openApp, planApp, type Session } from "../../framework/toolkit.ts";
import { change, makeApp, makeFolder } from "../cli/run.ts";
import { clientEnvironment, startMiniStack } from "./ministack.ts";
import { readFunctions, readItems, readQueue, readResources, readStacks } from "./reading.ts";

/** What the example pins its environment to. */
const server = await startMiniStack({ account: "111111111111", region: "eu-central-1" });
const folder = makeFolder();
const session: Session = { reporter: { report: () => undefined }, signal: new AbortController().signal };
const request = { environment: "dev", approved: [] };

describe.runIf(server)("the identity of what holds data, against MiniStack", { timeout: 120_000 }, () => {
  let app: App;
  let original = "";
  let id = "";

  beforeAll(async () => {
    if (server) for (const [name, value] of Object.entries(clientEnvironment(server))) vi.stubEnv(name, value);
    const root = makeApp(folder, "hello", (text) => (original = text));
    app = await openApp(root);
    await deployApp(app, request, session);
    const body = JSON.stringify({ sku: "a", quantity: 2 });
    const placed = await call("/orders", { method: "POST", headers: { "content-type": "application/json" }, body });
    ({ id } = (await placed.json()) as { id: string });
    await vi.waitFor(async () => expect((await call(`/orders/${id}`)).status).toBe(200), { timeout: 20_000 });
  }, 120_000);

  afterAll(async () => {
    vi.unstubAllEnvs();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function call(path: string, init?: RequestInit): Promise<Response> {
    const [api] = Object.values(await readResources("hello-dev-state", "AWS::ApiGatewayV2::Api"));
    return fetch(`${server?.endpoint}/_aws/execute-api/${api}/$default${path}`, init);
  }

  function edit(...replacements: readonly (readonly [string, string])[]): void {
    change(join(app.root, "orders.ts"), () =>
      replacements.reduce((text, [from, to]) => {
        expect(text).toContain(from);
        return text.replaceAll(from, to);
      }, original),
    );
  }

  /** What holds data, with its physical names and what is in it. */
  async function readData() {
    const tables = await readResources("hello-dev-state", "AWS::DynamoDB::Table");
    const queues = await readResources("hello-dev-state", "AWS::SQS::Queue");
    const items = await Promise.all(Object.values(tables).map(readItems));
    const arns = await Promise.all(Object.values(queues).map(async (url) => (await readQueue(url))["QueueArn"]));
    return { tables, queues, arns, items: items.flat() };
  }

  async function readAll() {
    const names = ["find", "fulfil", "place", "sweep"].map((method) => `hello-dev-Orders-${method}`);
    return { ...(await readData()), functions: await readFunctions(names), stacks: await readStacks() };
  }

  /** Plans and deploys what has to be stopped, and gives the hints of the findings that stopped both. */
  async function expectRefused(code: string): Promise<readonly string[]> {
    const before = await readAll();
    expect(before.items).toMatchObject([{ id: { S: id }, quantity: { N: "2" } }]);
    const { diagnostics } = await planApp(app, request, session);
    expect(new Set(diagnostics.map((found) => found.code))).toEqual(new Set([code]));
    expect(exitCodeOf(diagnostics)).toBe(3);
    await expect(deployApp(app, request, session)).rejects.toMatchObject({ exit: 3, diagnostics });
    expect(await readAll()).toEqual(before);
    return diagnostics.map(({ hint }) => hint);
  }

  test("A7: another key is stopped, with what it was and what it becomes, and nothing is changed", async () => {
    edit(
      ['partitionKey: "id"', 'partitionKey: "sku"'],
      ['Table<Order, "id">', 'Table<Order, "sku">'],
      ["this.orders.get({ id: path.id })", "this.orders.get({ sku: path.id })"],
    );
    const { diagnostics } = await planApp(app, request, session);
    expect(diagnostics).toMatchObject([{ message: expect.stringContaining('partitionKey: "id" → "sku"') as string }]);
    expect(await expectRefused("IFFC2010")).toEqual([expect.stringContaining("--allow-replace Orders.orders")]);
  });

  test("A6: another name of the class is stopped, with the ids that keep the data, and nothing is changed", async () => {
    edit(["class Orders", "class Sales"]);
    expect(await expectRefused("IFFC2011")).toEqual([
      expect.stringContaining('Add id: "Orders.incoming" to keep the data'),
      expect.stringContaining('Add id: "Orders.orders" to keep the data'),
    ]);
  });

  test("A6: with those ids the new name takes the place of the old one, and the data is there", async () => {
    const before = await readData();
    edit(
      ["class Orders", "class Sales"],
      ["@Queue({ ", '@Queue({ id: "Orders.incoming", '],
      ["@Table({ ", '@Table({ id: "Orders.orders", '],
    );
    await deployApp(app, request, session);
    expect(await readData()).toEqual(before);
    expect(await (await call(`/orders/${id}`)).json()).toMatchObject({ id, sku: "a", quantity: 2 });
    expect(Object.keys(await readStacks())).toContain("hello-dev-service-Sales");
    expect(Object.keys(await readStacks())).not.toContain("hello-dev-service-Orders");
  });
});
