import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  api,
  freePort,
  plannedFunction,
  plannedRoute,
  planOf,
  temporaryFolder,
  writeBundle,
} from "../../../test/fakes/local-app.ts";
import { daemonStatus, deployDaemon, stopDaemon } from "./daemon.ts";
import { tokenHeader } from "./gateway/control.ts";
import { readServerRecord, stateFiles, writeState } from "./state.ts";

function appWith(handler: string, bundles: string) {
  const plan = planOf({
    resources: [api],
    functions: [plannedFunction("Notes.get")],
    triggers: [plannedRoute("Notes.get", { method: "GET", path: "/", auth: "none" })],
  });
  return { plan, artifacts: [writeBundle(bundles, "Notes.get", handler)] };
}

/** A state folder whose daemon ends with the test. */
function stateFolder(): string {
  const folder = join(temporaryFolder(), "state");
  onTestFinished(async () => void (await stopDaemon(folder)));
  return folder;
}

const record = (folder: string) => readServerRecord(folder) ?? expect.fail("there is no record");

describe("a daemon", () => {
  it("is started, goes over to new code, is asked and stopped", async () => {
    const folder = stateFolder();
    const bundles = temporaryFolder();
    expect(await daemonStatus(folder)).toBeUndefined();
    const first = appWith(`async () => "one"`, bundles);
    const started = await deployDaemon({ folder, ...first });
    expect(started).toMatchObject({ reused: false, digest: first.plan.digest });
    expect(await (await fetch(started.url)).text()).toBe("one");
    const again = await deployDaemon({ folder, ...appWith(`async () => "two"`, bundles) });
    expect(again).toMatchObject({ reused: true, pid: started.pid, url: started.url });
    expect(await (await fetch(started.url)).text()).toBe("two");
    expect(await daemonStatus(folder)).toMatchObject({ pid: started.pid, port: started.port });
    expect([await stopDaemon(folder), await stopDaemon(folder)]).toEqual([true, false]);
    expect(await daemonStatus(folder)).toBeUndefined();
  });

  it("is another one where the port is to be another", async () => {
    const folder = stateFolder();
    const app = appWith(`async () => "one"`, temporaryFolder());
    const first = await deployDaemon({ folder, ...app });
    const port = await freePort();
    const second = await deployDaemon({ folder, ...app, port });
    expect(second).toMatchObject({ reused: false, port });
    expect(second.pid).not.toBe(first.pid);
  });

  it("that fails says why here", async () => {
    const folder = stateFolder();
    const { plan } = appWith(`async () => 1`, temporaryFolder());
    await expect(deployDaemon({ folder, plan, artifacts: [] })).rejects.toMatchObject({ code: "IFFC6006", exit: 1 });
    expect(await daemonStatus(folder)).toBeUndefined();
  });

  it("that dies says so with the end of its log", async () => {
    const folder = stateFolder();
    mkdirSync(join(folder, "events"), { recursive: true });
    writeFileSync(stateFiles(folder).logs, "a file where a folder should be");
    const app = appWith(`async () => 1`, temporaryFolder());
    await expect(deployDaemon({ folder, ...app })).rejects.toMatchObject({
      code: "IFFC6003",
      message: expect.stringContaining("EEXIST"),
    });
  });

  it("answers its controls only to who has the token", async () => {
    const folder = stateFolder();
    const { url } = await deployDaemon({ folder, ...appWith(`async () => 1`, temporaryFolder()) });
    const ask = async (path: string, headers: Record<string, string>, method = "GET") =>
      (await fetch(`${url}/_iffc/${path}`, { headers, method })).status;
    const good = { [tokenHeader]: record(folder).token };
    expect(await ask("status", {})).toBe(403);
    expect(await ask("status", { [tokenHeader]: "x".repeat(record(folder).token.length) })).toBe(403);
    expect(await ask("reload", {}, "POST")).toBe(403);
    expect(await ask("status", { ...good, "sec-fetch-site": "cross-site" })).toBe(403);
    expect([await ask("status", good), await ask("reload", good), await ask("nothing", good)]).toEqual([200, 404, 404]);
  });
});

describe("a process that is not ours", () => {
  it("is never stopped, whatever a stale record says", async () => {
    const folder = stateFolder();
    const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    onTestFinished(() => void stranger.kill("SIGKILL"));
    mkdirSync(folder, { recursive: true });
    const stale = { pid: stranger.pid, port: 1, url: "http://127.0.0.1:1", startedAt: 0, token: "t" };
    writeState(stateFiles(folder).server, stale);
    expect(await stopDaemon(folder)).toBe(false);
    expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
    expect(await daemonStatus(folder)).toBeUndefined();
  });
});
