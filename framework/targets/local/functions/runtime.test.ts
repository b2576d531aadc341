import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { recordingReporter, specFor, temporaryFolder, writeBundle } from "../../../../test/fakes/local-app.ts";
import { createFunctionHost } from "./host.ts";
import { createLogStore } from "./logs.ts";
import type { FunctionSpec } from "./spec.ts";

/** A client as AWS's own is: it knows the API's address and nothing else, and serves until it is ended. */
const client = `
  const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/";
  const post = (path, body, headers) => fetch(api + path, { method: "POST", body: JSON.stringify(body), headers });
  for (;;) {
    const next = await fetch(api + "invocation/next");
    const id = next.headers.get("lambda-runtime-aws-request-id");
    const arn = next.headers.get("lambda-runtime-invoked-function-arn");
    const left = Number(next.headers.get("lambda-runtime-deadline-ms")) - Date.now();
    const event = await next.json();
    if (event.hang) continue;
    if (event.fail) await post("invocation/" + id + "/error", { errorType: "Refused", errorMessage: event.fail, trace: [] });
    else if (event.size) await post("invocation/" + id + "/response", "x".repeat(event.size));
    else if (event.text) await fetch(api + "invocation/" + id + "/response", { method: "POST", body: event.text });
    else await post("invocation/" + id + "/response", { id, arn, left, event, client: process.pid });
  }`;

/** A function whose own process tells its environment, and the address of its Runtime API. */
async function openFunction(rest: Partial<FunctionSpec> = {}) {
  const folder = temporaryFolder();
  const reporter = recordingReporter();
  const host = createFunctionHost(createLogStore(join(folder, "logs"), reporter));
  onTestFinished(() => host.close());
  const spec = specFor(writeBundle(folder, "F.f", `async () => process.env`), rest);
  const deploy = async (next: FunctionSpec) => (await host.prepare([next])).takeOver();
  await deploy(spec);
  const invoke = async (event: unknown = {}, requestId = "r-1") => {
    const { payload, ...result } = await host.invokeAs(requestId, "F.f", JSON.stringify(event));
    return { ...result, payload: JSON.parse(payload) };
  };
  const environment = (await invoke()).payload as Record<string, string>;
  const ask = (path: string, options: RequestInit = {}) =>
    fetch(`http://${environment["AWS_LAMBDA_RUNTIME_API"]}/2018-06-01/runtime/${path}`, options);
  return { folder, host, reporter, spec, deploy, invoke, environment, ask };
}

/** Runs the client as a process of the function; resolves once it answers. */
async function attachClient({ folder, environment, invoke }: Awaited<ReturnType<typeof openFunction>>) {
  const file = join(folder, "client.mjs");
  writeFileSync(file, client);
  const child = spawn(process.execPath, [file], { env: environment, stdio: "inherit" });
  onTestFinished(() => void child.kill("SIGKILL"));
  await expect.poll(async () => (await invoke()).payload.client, { timeout: 10_000 }).toBe(child.pid);
  return child;
}

describe("a client of the Runtime API", () => {
  it("is a process of the function: gets the event and its context, and answers or fails", async () => {
    const opened = await openFunction({ timeout: 8 });
    const { pid } = await attachClient(opened);
    const { payload } = await opened.invoke({ text: "" }, "request-7");
    expect(payload).toEqual({
      id: "request-7",
      arn: opened.spec.arn,
      event: { text: "" },
      left: expect.any(Number),
      client: pid,
    });
    expect(payload.left).toBeLessThanOrEqual(8000);
    expect(await opened.invoke({ fail: "no such order" })).toEqual({
      ok: false,
      reason: "handler",
      payload: { errorType: "Refused", errorMessage: "no such order", trace: [] },
    });
    expect(opened.reporter.logLines()).toContain("Refused: no such order");
  });

  it("is held to the timeout and to the limits of an answer", async () => {
    const opened = await openFunction({ timeout: 1 });
    await attachClient(opened);
    expect(await opened.invoke({ hang: true })).toMatchObject({
      reason: "timeout",
      payload: { errorType: "Sandbox.Timedout" },
    });
    expect(await opened.invoke({ size: 6_291_555 })).toMatchObject({
      payload: { errorType: "Function.ResponseSizeTooLarge" },
    });
    expect(await opened.invoke({ text: "no JSON" })).toMatchObject({
      payload: { errorType: "Runtime.InvalidResponse" },
    });
  });

  it("goes on as a process of new code, and leaves the rest to the others once it has gone", async () => {
    const opened = await openFunction({ timeout: 1 });
    const child = await attachClient(opened);
    await opened.deploy({ ...opened.spec, hash: "2" });
    await expect.poll(async () => (await opened.invoke()).payload.client).toBe(child.pid);
    child.kill("SIGKILL");
    await once(child, "exit");
    await expect.poll(async () => (await opened.invoke()).payload.TZ, { timeout: 10_000 }).toBe("UTC");
  });

  it("may say that it could not start", async () => {
    const { ask, reporter } = await openFunction();
    const body = JSON.stringify({ errorType: "Runtime.NoSuchHandler", errorMessage: "no handler" });
    expect((await ask("init/error", { method: "POST", body })).status).toBe(202);
    expect(reporter.logLines()).toContain("Runtime.NoSuchHandler: no handler");
  });
});

describe("the Runtime API", () => {
  it("refuses an answer that nobody waits for, and what it does not have", async () => {
    const { ask } = await openFunction();
    const late = await ask("invocation/none/response", { method: "POST", body: "1" });
    expect([late.status, await late.json()]).toEqual([
      400,
      { errorType: "InvalidRequestID", errorMessage: "Nothing runs as none." },
    ]);
    expect((await ask("invocation/next", { method: "POST" })).status).toBe(404);
    expect((await ask("../../2020-01-01/extension/register", { method: "POST" })).status).toBe(404);
  });

  it("is closed to pages of other sites and to other names of this machine", async () => {
    const { ask, environment } = await openFunction();
    const headers = { origin: "https://evil.example" };
    expect((await ask("invocation/next", { headers })).status).toBe(403);
    const status = await new Promise((resolve) => {
      const url = `http://${environment["AWS_LAMBDA_RUNTIME_API"]}/2018-06-01/runtime/invocation/next`;
      request(url, { headers: { host: "evil.example" } }, (response) => resolve(response.statusCode)).end();
    });
    expect(status).toBe(403);
  });

  it("ends with the host, and with it who waits for an answer", async () => {
    const opened = await openFunction();
    await attachClient(opened);
    const hanging = opened.invoke({ hang: true });
    opened.host.close();
    expect(await hanging).toMatchObject({ ok: false, reason: "crash" });
    await expect(opened.ask("invocation/next")).rejects.toThrow("fetch failed");
  });
});
