import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { plannedResource, planOf, temporaryFolder } from "../../../test/fakes/local-app.ts";
import { lockState, readServerRecord, readSnapshot, readState, removeState, stateFiles, writeState } from "./state.ts";

describe("a file of the state", () => {
  it("comes back as it was written, for the developer alone", () => {
    const file = join(temporaryFolder(), "a.json");
    writeState(file, { b: [1, "é"], a: null });
    expect(readState(file)).toEqual({ a: null, b: [1, "é"] });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("leaves nothing beside it", () => {
    const folder = temporaryFolder();
    for (let index = 0; index < 5; index++) writeState(join(folder, "a.json"), { index });
    expect(readdirSync(folder)).toEqual(["a.json"]);
  });

  // faults.md L6
  it("that is damaged is moved aside and counts as absent", () => {
    const folder = temporaryFolder();
    const file = join(folder, "a.json");
    writeFileSync(file, '{"half":');
    expect([readState(file), readState(file)]).toEqual([undefined, undefined]);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^a\.json\.damaged-\d+$/u)]);
  });
});

describe("the snapshot", () => {
  it("is what was deployed", () => {
    const folder = temporaryFolder();
    const plan = planOf({ resources: [plannedResource("Orders.incoming", "queue")] });
    writeState(stateFiles(folder).plan, plan);
    writeState(stateFiles(folder).resources, plan.resources);
    expect(readSnapshot(folder)).toEqual({ plan, resources: plan.resources });
  });

  it("of a folder that nothing was deployed to is empty", () => {
    const folder = temporaryFolder();
    expect([readSnapshot(folder), readServerRecord(folder)]).toEqual([{ resources: [] }, undefined]);
  });
});

describe("the lock", () => {
  it("is one process's alone, and can be taken again once it is released", () => {
    const folder = join(temporaryFolder(), "new");
    const lock = lockState(folder);
    const record = { pid: 4711, port: 4400, url: "http://127.0.0.1:4400", startedAt: 0, token: "t" };
    writeState(stateFiles(folder).server, record);
    expect(() => lockState(folder)).toThrow(
      expect.objectContaining({
        code: "IFFC6001",
        message: expect.stringContaining("http://127.0.0.1:4400 (process 4711)"),
        exit: 75,
      }),
    );
    lock.release();
    lockState(folder).release();
  });

  it("ends with a process that is killed", async () => {
    const folder = temporaryFolder();
    const script = `import { lockState } from ${JSON.stringify(new URL("./state.ts", import.meta.url).href)};
      lockState(process.argv[1]); console.log("locked"); setInterval(() => {}, 1000);`;
    const flags = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script, folder];
    const holder = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void holder.kill("SIGKILL"));
    await once(holder.stdout, "data");
    expect(() => lockState(folder)).toThrow(expect.objectContaining({ code: "IFFC6001" }));
    holder.kill("SIGKILL");
    await once(holder, "exit");
    lockState(folder).release();
  });

  it("is made anew where its file is damaged", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "lock"), "x".repeat(5000));
    const lock = lockState(folder);
    expect(() => lockState(folder)).toThrow(expect.objectContaining({ code: "IFFC6001" }));
    lock.release();
  });
});

describe("removing the state", () => {
  it("leaves nothing", () => {
    const folder = join(temporaryFolder(), "state");
    writeState(join(lockedOnce(folder), "plan.json"), {});
    removeState(folder);
    expect(existsSync(folder)).toBe(false);
    removeState(folder);
  });

  it("is refused while a server runs on it", () => {
    const folder = temporaryFolder();
    const lock = lockState(folder);
    onTestFinished(() => lock.release());
    expect(() => removeState(folder)).toThrow(expect.objectContaining({ code: "IFFC6001" }));
    expect(existsSync(folder)).toBe(true);
  });
});

function lockedOnce(folder: string): string {
  lockState(folder).release();
  return folder;
}
