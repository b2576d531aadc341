import { execFile } from "node:child_process";
import { describe, expect, it } from "vitest";
import { onInvocation } from "./invocation.ts";

const context = { awsRequestId: "r-1", functionName: "f", getRemainingTimeInMillis: () => 1000 };

/** Runs one invocation of a handler in a process of its own. */
async function runInProcess(handler: string): Promise<{ exitCode: number; lines: Record<string, unknown>[] }> {
  const script = `
    import { onInvocation } from ${JSON.stringify(new URL("invocation.ts", import.meta.url).href)};
    const handler = onInvocation(${handler});
    await handler({}, { awsRequestId: "r-7" });
  `;
  return new Promise((resolve) => {
    const options = ["--no-warnings", "--input-type=module", "--eval", script];
    const child = execFile(process.execPath, options, (_, output) => {
      const lines = output.split("\n").filter(Boolean);
      resolve({
        exitCode: child.exitCode ?? -1,
        lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
      });
    });
  });
}

describe("onInvocation", () => {
  it("passes event, context, result and failure on", async () => {
    const handler = onInvocation(async ({ a }: { a: number }, { awsRequestId }) => {
      if (a < 0) throw new Error("negative");
      return [a, awsRequestId];
    });
    expect(await handler({ a: 1 }, context)).toEqual([1, "r-1"]);
    await expect(handler({ a: -1 }, context)).rejects.toThrow("negative");
  });

  it("listens to the process once, however many handlers there are", () => {
    onInvocation(async () => undefined);
    const count = process.listenerCount("uncaughtExceptionMonitor");
    onInvocation(async () => undefined);
    expect(process.listenerCount("uncaughtExceptionMonitor")).toBe(count);
  });
});

describe("what goes wrong beside an invocation (R14)", () => {
  it.each([
    ["a rejection that nobody awaits", `async () => { void Promise.reject(new Error("lost")); }`, "lost"],
    ["an exception after the answer", `async () => { setTimeout(() => { throw new Error("late"); }); }`, "late"],
    ["something odd that is thrown", `async () => { setTimeout(() => { throw "odd"; }); }`, "odd"],
  ])("is logged with the request id and ends the process: %s", async (_, handler, message) => {
    expect(await runInProcess(handler)).toMatchObject({
      exitCode: 1,
      lines: [{ level: "error", requestId: "r-7", error: { message } }],
    });
  });

  it("is logged where the code ends the process amid an invocation", async () => {
    expect(await runInProcess(`async () => process.exit(3)`)).toMatchObject({
      exitCode: 3,
      lines: [{ level: "error", requestId: "r-7", message: "The process exited with code 3 amid an invocation." }],
    });
  });

  it("is silent where the process ends between invocations", async () => {
    expect(await runInProcess(`async () => undefined`)).toEqual({ exitCode: 0, lines: [] });
  });
});
