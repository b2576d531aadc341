import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  recordingReporter,
  specFor,
  temporaryFolder,
  writeBundle,
  writeModule,
} from "../../../../test/fakes/local-app.ts";
import type { LocalArtifact } from "../types.ts";
import { createFunctionHost } from "./host.ts";
import { createLogStore, readLog } from "./logs.ts";
import type { FunctionSpec } from "./spec.ts";

/** A host with one function `F.f` whose handler is the given expression. */
async function hostWith(handler: string, rest: Partial<FunctionSpec> = {}) {
  const folder = temporaryFolder();
  return hostOf(folder, writeBundle(folder, "F.f", handler), rest);
}

async function hostOf(folder: string, artifact: LocalArtifact, rest: Partial<FunctionSpec> = {}) {
  const reporter = recordingReporter();
  const host = createFunctionHost(createLogStore(join(folder, "logs"), reporter));
  onTestFinished(() => host.close());
  (await host.prepare([specFor(artifact, rest)])).takeOver();
  const invoke = async (event: unknown = {}, requestId = "r-1") => {
    const { payload, ...result } = await host.invokeAs(requestId, "F.f", JSON.stringify(event));
    return { ...result, payload: JSON.parse(payload) };
  };
  return { folder, host, invoke, reporter };
}

describe("an invocation", () => {
  it("gives the handler the event and the context, and gives back what it returns", async () => {
    const { invoke } = await hostWith(`async (event, context) => ({ event, context,
      left: context.getRemainingTimeInMillis() })`);
    const { ok, payload } = await invoke({ text: "🙂 \u0000 \n" }, "request-7");
    expect(ok).toBe(true);
    expect(payload.event).toEqual({ text: "🙂 \u0000 \n" });
    expect(payload.context).toEqual({
      awsRequestId: "request-7",
      functionName: "app-local-F-f",
      functionVersion: "$LATEST",
      invokedFunctionArn: "arn:aws:lambda:eu-central-1:000000000000:function:app-local-F-f",
      memoryLimitInMB: "128",
      logGroupName: "/aws/lambda/app-local-F-f",
      logStreamName: "local",
    });
    expect(payload.left).toBeGreaterThan(5000);
    expect(payload.left).toBeLessThanOrEqual(10_000);
  });

  it("of a handler that returns nothing gives null", async () => {
    const { invoke } = await hostWith(`async () => {}`);
    expect(await invoke()).toEqual({ ok: true, payload: null });
  });

  it("carries events and results of megabytes", async () => {
    const { invoke } = await hostWith(`async (event) => event.text + event.text`);
    const { payload } = await invoke({ text: "é".repeat(1_500_000) });
    expect(payload).toBe("é".repeat(3_000_000));
  });

  it("runs an ES module too, with await at its top", async () => {
    const folder = temporaryFolder();
    const text = `const ready = await Promise.resolve("ready"); export const handler = async () => ready;`;
    const { invoke } = await hostOf(folder, writeModule(folder, "F.f", text));
    expect(await invoke()).toEqual({ ok: true, payload: "ready" });
  });

  it("sees its own environment and nothing of the developer's", async () => {
    process.env["IFFC_TEST_SECRET"] = "leak";
    onTestFinished(() => void delete process.env["IFFC_TEST_SECRET"]);
    const environment = { TZ: "UTC", QUEUE_URL: "http://127.0.0.1:1/q" };
    const { invoke } = await hostWith(`async () => ({ env: process.env, zone: new Date().getTimezoneOffset() })`, {
      environment,
    });
    const env = { ...environment, AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/u) };
    expect(await invoke()).toEqual({ ok: true, payload: { env, zone: 0 } });
  });
});

describe("the life of a process", () => {
  it("begins at the first invocation and goes on for the next", async () => {
    const { invoke } = await hostWith(`(() => { let count = 0; return async () => ++count; })()`);
    expect((await invoke()).payload).toBe(1);
    expect((await invoke()).payload).toBe(2);
  });

  it("stands still between invocations", async () => {
    const { invoke } = await hostWith(`(() => { let ticks = 0; setInterval(() => ticks++, 5);
      return async () => ticks; })()`);
    await invoke();
    const before = (await invoke()).payload;
    await sleep(400);
    // At 5 ms a tick, some 80 would have come by if the process had gone on.
    expect((await invoke()).payload - before).toBeLessThan(20);
  });

  it("is one per invocation under way", async () => {
    const meeting = temporaryFolder();
    const { invoke } = await hostWith(`async () => { const { readdirSync, writeFileSync } = require("fs");
      writeFileSync(${JSON.stringify(meeting)} + "/" + process.pid, "");
      while (readdirSync(${JSON.stringify(meeting)}).length < 3) await new Promise((r) => setTimeout(r, 5));
      return process.pid; }`);
    const pids = (await Promise.all([invoke(), invoke(), invoke()])).map(({ payload }) => payload);
    expect(new Set(pids).size).toBe(3);
  });

  it("serves more invocations than processes, each in turn", async () => {
    const { invoke } = await hostWith(`(() => { let inside = 0; return async (event) => {
      inside++; await new Promise((r) => setTimeout(r, 1)); const most = inside; inside--; return [event, most]; }; })()`);
    const results = await Promise.all(Array.from({ length: 200 }, (_, index) => invoke(index)));
    expect(results.map(({ payload }) => payload)).toEqual(results.map((_, index) => [index, 1]));
  });

  it("ends with the host, whatever it is doing", async () => {
    const { host, invoke } = await hostWith(`async (event) => { if (event.loop) for (;;); return process.pid; }`);
    const { payload: pid } = await invoke();
    const looping = invoke({ loop: true });
    await sleep(50);
    host.close();
    expect(await looping).toMatchObject({ ok: false });
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
  });
});

describe("what a function writes", () => {
  // faults.md S12, S25
  it("comes out by the line, whatever it is and however it is cut; only the terminal leaves out what could harm it", async () => {
    const { invoke, reporter, folder } = await hostWith(`async () => {
      console.log("two\\nlines"); console.error("\\u001b[31mred\\u001b[0m\\u0007");
      const sign = Buffer.from("€\\n"); process.stdout.write(sign.subarray(0, 1)); process.stdout.write(sign.subarray(1));
      process.stdout.write(Buffer.from([0xff, 0x00, 0x0a]));
      process.stdout.write("x".repeat(300_000)); }`);
    await invoke();
    const lines = reporter.logLines().filter((line) => !line.startsWith("REPORT"));
    const written = ["two", "lines", "\u001b[31mred\u001b[0m\u0007", "€", "\ufffd\u0000", "x".repeat(300_000)];
    expect(lines.join("|")).toBe(written.join("|"));
    await sleep(20);
    const kept = readLog(join(folder, "logs"), "app-local-F-f").map(({ line }) => line);
    expect(kept.slice(0, 5)).toEqual(written.slice(0, 5));
  });

  it("of a process that it starts comes out too", async () => {
    const { invoke, reporter } = await hostWith(`async () => {
      require("child_process").execFileSync("sh", ["-c", "echo out; echo err >&2"], { stdio: ["ignore", 1, 2] }); }`);
    await invoke();
    await expect.poll(() => reporter.logLines()).toEqual(expect.arrayContaining(["out", "err"]));
  });
});

describe("what goes wrong", () => {
  it("in the handler comes back in Lambda's shape, and the process lives on", async () => {
    const { invoke, reporter } = await hostWith(`(() => { let count = 0; return async (event) => { count++;
      if (event.fail) throw new TypeError("bad order"); return count; }; })()`);
    const failed = await invoke({ fail: true });
    expect(failed).toMatchObject({ ok: false, reason: "handler" });
    expect(failed.payload).toMatchObject({ errorType: "TypeError", errorMessage: "bad order" });
    expect(failed.payload.trace[0]).toBe("TypeError: bad order");
    expect(reporter.logLines().join("\n")).toContain("TypeError: bad order");
    expect((await invoke()).payload).toBe(2);
  });

  it("may be anything that can be thrown", async () => {
    const { invoke } = await hostWith(`async () => { throw "a text"; }`);
    expect((await invoke()).payload).toEqual({ errorType: "string", errorMessage: "a text", trace: [] });
  });

  it("may be a result that is no JSON", async () => {
    const { invoke } = await hostWith(`async () => 1n`);
    expect(await invoke()).toMatchObject({ ok: false, payload: { errorType: "Runtime.MarshalError" } });
  });

  // faults.md L2
  it.each([
    ["waits", "await new Promise((r) => setTimeout(r, 60_000))"],
    ["loops", "for (;;);"],
  ])("ends at the timeout, also where the handler %s", async (_, body) => {
    const { invoke } = await hostWith(`async (event) => { if (event.slow) ${body}; return "ok"; }`, { timeout: 1 });
    const late = await invoke({ slow: true }, "r-9");
    expect(late).toMatchObject({ ok: false, reason: "timeout" });
    expect(late.payload).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: "RequestId: r-9 Error: Task timed out after 1.00 seconds",
    });
    expect(await invoke()).toEqual({ ok: true, payload: "ok" });
  });

  // faults.md L3
  it("may end the process: the next invocation gets another one", async () => {
    const { invoke } = await hostWith(`async (event) => { if (event.code !== undefined) process.exit(event.code);
      if (event.kill) process.kill(process.pid, "SIGKILL"); return "ok"; }`);
    const exit = (reason: string) => ({
      ok: false,
      reason: "crash",
      payload: { errorType: "Runtime.ExitError", errorMessage: `RequestId: r-1 Error: Runtime exited ${reason}` },
    });
    expect(await invoke({ code: 3 })).toMatchObject(exit("with error: exit status 3"));
    expect(await invoke({ code: 0 })).toMatchObject(exit("without providing a reason"));
    expect(await invoke({ kill: true })).toMatchObject(exit("with error: signal: killed"));
    expect(await invoke()).toEqual({ ok: true, payload: "ok" });
  });

  it("may be a promise that nobody awaits", async () => {
    const { invoke } = await hostWith(`async (event) => { if (event.forget) { Promise.reject(new Error("lost"));
      await new Promise((r) => setTimeout(r, 1000)); } return "ok"; }`);
    expect(await invoke({ forget: true })).toMatchObject({
      ok: false,
      reason: "crash",
      payload: { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: lost" },
    });
    expect(await invoke()).toEqual({ ok: true, payload: "ok" });
  });

  it("may be an exception in a timer", async () => {
    const { invoke } = await hostWith(`async () => { setTimeout(() => { throw new RangeError("late"); }, 1);
      await new Promise((r) => setTimeout(r, 1000)); }`);
    expect(await invoke()).toMatchObject({
      reason: "crash",
      payload: { errorType: "RangeError", errorMessage: "late" },
    });
  });

  it("after the answer does not cost the next invocation", async () => {
    const { invoke } = await hostWith(`async (event) => { if (event.forget) Promise.reject(new Error("lost"));
      return process.pid; }`);
    const first = await invoke({ forget: true });
    const second = await invoke();
    expect([first.ok, second.ok]).toEqual([true, true]);
    expect(second.payload).not.toBe(first.payload);
  });

  it("may be a promise that nothing settles", async () => {
    const { invoke } = await hostWith(`() => new Promise(() => {})`);
    expect(await invoke()).toMatchObject({ reason: "crash", payload: { errorType: "Runtime.NodeJsExit" } });
  });

  // faults.md L2
  it("may be memory", async () => {
    const { invoke } = await hostWith(
      `async () => { const all = []; for (;;) all.push(new Array(1e6).fill(Math.random())); }`,
    );
    expect(await invoke()).toMatchObject({
      reason: "crash",
      payload: { errorMessage: "RequestId: r-1 Error: Runtime exited with error: signal: aborted" },
    });
  });
});

describe("loading", () => {
  const load = async (text: string) => {
    const folder = temporaryFolder();
    return hostOf(folder, writeModule(folder, "F.f", text));
  };

  it.each([
    ["throws", `throw new Error("no table")`, { errorType: "Error", errorMessage: "no table" }],
    ["misses a module", `require("./nowhere")`, { errorType: "Runtime.ImportModuleError" }],
    ["is no JavaScript", `exports.handler = async ( => 1`, { errorType: "Runtime.UserCodeSyntaxError" }],
    ["exports no handler", `exports.other = 1`, { errorType: "Runtime.HandlerNotFound" }],
    ["exits", `process.exit(4)`, { errorType: "Runtime.ExitError" }],
    [
      "crashes before it can answer",
      `exports.handler = () => new Promise(() => {}); setTimeout(() => { throw new Error("soon"); }, 0)`,
      { errorMessage: "soon" },
    ],
  ])("fails each invocation where the bundle %s", async (_, text, payload) => {
    const { invoke, reporter } = await load(text);
    expect(await invoke()).toMatchObject({ ok: false, payload });
    expect(await invoke()).toMatchObject({ ok: false, payload });
    expect(reporter.logLines().length).toBeGreaterThan(0);
  });

  it("may leave behind what crashes later: what was answered before stays answered", async () => {
    const folder = temporaryFolder();
    const flag = join(folder, "flag");
    const text = `const { existsSync } = require("fs");
      setInterval(() => { if (existsSync(${JSON.stringify(flag)})) throw new Error("late"); }, 1);
      exports.handler = async (event) => event.wait ? new Promise(() => {}) : process.pid;`;
    const { invoke } = await hostOf(folder, writeModule(folder, "F.f", text));
    const first = await invoke();
    expect(first).toEqual({ ok: true, payload: expect.any(Number) });
    writeFileSync(flag, "");
    expect(await invoke({ wait: true })).toMatchObject({ ok: false, payload: { errorMessage: "late" } });
    rmSync(flag);
    const next = await invoke();
    expect(next.ok).toBe(true);
    expect(next.payload).not.toBe(first.payload);
  });

  it("is tried again at the next invocation", async () => {
    const folder = temporaryFolder();
    const flag = join(folder, "flag");
    const text = `if (!require("fs").existsSync(${JSON.stringify(flag)})) throw new Error("not yet");
      exports.handler = async () => "loaded"`;
    const { invoke } = await hostOf(folder, writeModule(folder, "F.f", text));
    expect(await invoke()).toMatchObject({ ok: false, reason: "init", payload: { errorMessage: "not yet" } });
    writeFileSync(flag, "");
    expect(await invoke()).toEqual({ ok: true, payload: "loaded" });
  });
});

describe("limits", () => {
  it("throttles beyond the reserved concurrency", async () => {
    const { host, invoke } = await hostWith(`async () => { await new Promise((r) => setTimeout(r, 300)); }`, {
      concurrency: 1,
    });
    expect(host.concurrency("F.f")).toBe(1);
    const results = await Promise.all([invoke(), invoke()]);
    expect(results).toMatchObject([{ ok: true }, { ok: false, reason: "throttled" }]);
    expect(await invoke()).toMatchObject({ ok: true });
  });

  // faults.md L10
  it("refuses an event of more than 6 MiB", async () => {
    const { invoke } = await hostWith(`async () => "never"`);
    expect(await invoke("x".repeat(6_291_455))).toMatchObject({ payload: { errorType: "RequestTooLargeException" } });
    expect(await invoke("x".repeat(6_291_454))).toEqual({ ok: true, payload: "never" });
  });

  // faults.md L10
  it("refuses a result of more than 6 MiB and 100 bytes", async () => {
    const { invoke } = await hostWith(`async (size) => "x".repeat(size)`);
    expect(await invoke(6_291_555)).toMatchObject({ payload: { errorType: "Function.ResponseSizeTooLarge" } });
    expect(await invoke(6_291_554)).toMatchObject({ ok: true });
  });
});
