/** The example from its sources to an answer, by the whole pipeline and with its permissions enforced. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  type App,
  deployApp,
  destroyApp,
  invokeHandler,
  openApp,
  planApp,
  type Session,
} from "../../framework/toolkit.ts";
import { clientEnvironment, startMiniStack } from "./ministack.ts";
import { readItems, readResources, readStacks } from "./reading.ts";

const root = join(import.meta.dirname, "../../examples/hello");
/** What the example pins its environment to. */
const server = await startMiniStack({ account: "111111111111", region: "eu-central-1" });

const session: Session = { reporter: { report: () => undefined }, signal: new AbortController().signal };
const request = { environment: "dev", approved: [] };

describe.runIf(server)("the example hello, against MiniStack", { timeout: 120_000 }, () => {
  let app: App;

  beforeAll(async () => {
    if (server) for (const [name, value] of Object.entries(clientEnvironment(server))) vi.stubEnv(name, value);
    app = await openApp(root);
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await server?.stop();
  });

  async function call(path: string, body?: unknown): Promise<Response> {
    const [api] = Object.values(await readResources("hello-dev-state", "AWS::ApiGatewayV2::Api"));
    const headers = { "content-type": "application/json" };
    const init = body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) };
    return fetch(`${server?.endpoint}/_aws/execute-api/${api}/$default${path}`, init);
  }

  test("is deployed, and says where it is", async () => {
    const { outputs, diagnostics } = await deployApp(app, request, session);
    expect(diagnostics).toEqual([]);
    expect(outputs.endpoints.map(({ handler }) => handler)).toContain("Orders.place");
    expect(Object.keys(await readStacks()).toSorted()).toEqual([
      "hello-dev-edge",
      "hello-dev-service-Orders",
      "hello-dev-state",
      "iffc-bootstrap",
    ]);
  });

  test("takes an order through the queue into the table and finds it again", async () => {
    const placed = await call("/orders", { sku: "a", quantity: 2 });
    expect(placed.status).toBe(200);
    const { id } = (await placed.json()) as { id: string };
    await vi.waitFor(async () => expect((await call(`/orders/${id}`)).status).toBe(200), { timeout: 20_000 });
    expect(await (await call(`/orders/${id}`)).json()).toMatchObject({ id, sku: "a", quantity: 2 });
    const [table = ""] = Object.values(await readResources("hello-dev-state", "AWS::DynamoDB::Table"));
    expect(await readItems(table)).toMatchObject([{ id: { S: id }, quantity: { N: "2" } }]);
  });

  test("refuses what is not an order, and does not find what is not there", async () => {
    expect((await call("/orders", { sku: "a", quantity: 0 })).status).toBe(400);
    expect((await call("/orders/none")).status).toBe(404);
  });

  test("runs a handler that is asked for by its name", async () => {
    const answer = await invokeHandler(app, { environment: "dev", handler: "Orders.sweep", payload: "{}" }, session);
    expect(answer).toMatchObject({ ok: true, payload: "null" });
    expect(answer.logs.join("\n")).toContain("1 orders");
  });

  test("has nothing to change once it is deployed", async () => {
    const { plan } = await planApp(app, request, session);
    expect(plan?.changes).toEqual([]);
    const before = await readStacks();
    await deployApp(app, request, session);
    expect(await readStacks()).toEqual(before);
  });

  test("goes, and leaves nothing but the bucket of artifacts", async () => {
    expect((await destroyApp(app, { environment: "dev" }, session)).kept).toEqual([]);
    expect(Object.keys(await readStacks())).toEqual(["iffc-bootstrap"]);
  });
});
