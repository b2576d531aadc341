import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it, onTestFinished } from "vitest";
import { specFor } from "../../../../test/fakes/local-app.ts";
import type { InvocationResult } from "../../../kinds/local.ts";
import { createGate } from "./gate.ts";
import { createGateway } from "./gateway.ts";
import { createLambdaApi } from "./lambda.ts";

const spec = specFor({ function: "Orders.place", file: "/f.cjs", format: "cjs", hash: "1" });
const own = { accessKeyId: "LOCALFUNCTION", secretAccessKey: "function-secret" };
const policy = { functionId: "Orders.find", functionName: "app-local-Orders-find", statements: [] };

async function openLambda(result: InvocationResult = { ok: true, payload: '{"id":7}' }) {
  const calls: string[] = [];
  const gate = createGate();
  gate.open();
  const lambda = createLambdaApi({
    specs: () => [spec],
    invoke: async (id, payload) => {
      calls.push(`invoke ${id} ${payload}`);
      return result;
    },
    enqueue: async (id, payload) => void calls.push(`enqueue ${id} ${payload}`),
  });
  const server = createGateway({
    account: "000000000000",
    services: [lambda],
    functions: new Map([[own.accessKeyId, { credentials: own, policy }]]),
    gate,
    developer: { accessKeyId: "developer", secretAccessKey: "secret" },
    control: async () => {},
    log: () => {},
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = (credentials = { accessKeyId: "any", secretAccessKey: "any" }) =>
    new LambdaClient({ region: "eu-central-1", endpoint, credentials, maxAttempts: 1 });
  return { calls, client };
}

const invocation = (rest: Partial<InvokeCommand["input"]> = {}) =>
  new InvokeCommand({ FunctionName: spec.name, Payload: Buffer.from('{"a":1}'), ...rest });

describe("Lambda's API", () => {
  it.each(["app-local-Orders-place", spec.arn, `${spec.arn}:live`, "Orders.place"])(
    "invokes %s",
    async (FunctionName) => {
      const { client, calls } = await openLambda();
      const { StatusCode, Payload, FunctionError, ExecutedVersion } = await client().send(invocation({ FunctionName }));
      expect([StatusCode, Payload?.transformToString(), FunctionError, ExecutedVersion]).toEqual([
        200,
        '{"id":7}',
        undefined,
        "$LATEST",
      ]);
      expect(calls).toEqual(['invoke Orders.place {"a":1}']);
    },
  );

  it("puts an asynchronous invocation on the queue", async () => {
    const { client, calls } = await openLambda();
    expect((await client().send(invocation({ InvocationType: "Event" }))).StatusCode).toBe(202);
    expect(calls).toEqual(['enqueue Orders.place {"a":1}']);
  });

  it("says that the function failed", async () => {
    const { client } = await openLambda({ ok: false, reason: "timeout", payload: '{"errorType":"Sandbox.Timedout"}' });
    const { StatusCode, FunctionError, Payload } = await client().send(invocation());
    expect([StatusCode, FunctionError, Payload?.transformToString()]).toEqual([
      200,
      "Unhandled",
      '{"errorType":"Sandbox.Timedout"}',
    ]);
  });

  it.each([
    ["a function that is not there", { FunctionName: "other" }, "ResourceNotFoundException"],
    ["a payload that is no JSON", { Payload: Buffer.from("{") }, "InvalidRequestContentException"],
  ])("refuses %s", async (_, input, name) => {
    const { client } = await openLambda();
    await expect(client().send(invocation(input))).rejects.toMatchObject({ name });
  });

  it("throttles as Lambda does", async () => {
    const { client } = await openLambda({ ok: false, reason: "throttled", payload: "{}" });
    await expect(client().send(invocation())).rejects.toMatchObject({ name: "TooManyRequestsException" });
  });

  it("holds functions to their grants", async () => {
    const { client, calls } = await openLambda();
    await expect(client(own).send(invocation())).rejects.toMatchObject({ name: "AccessDeniedException" });
    expect(calls).toEqual([]);
  });

  it("names an operation that it lacks", async () => {
    const { client } = await openLambda();
    await expect(client().send(new ListFunctionsCommand())).rejects.toThrow(
      "The local Lambda emulates Invoke, not GET /2015-03-31/functions",
    );
  });
});
