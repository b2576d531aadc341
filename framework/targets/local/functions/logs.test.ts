import { appendFileSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { recordingReporter, temporaryFolder } from "../../../../test/fakes/local-app.ts";
import { createLogStore, readLog } from "./logs.ts";

const place = { id: "Orders.place", name: "app-local-Orders-place" };
const entry = (line: string) => ({ at: 1_700_000_000_000, requestId: "r-1", stream: "stdout" as const, line });

describe("the log store", () => {
  it("keeps each line with its request and tells the reporter", async () => {
    const folder = temporaryFolder();
    const reporter = recordingReporter();
    const logs = createLogStore(folder, reporter);
    logs.write(place, entry("one"));
    logs.write(place, entry('two\u001b[31m\r"'));
    await setImmediate();
    expect(readLog(folder, place.name)).toEqual([entry("one"), entry('two\u001b[31m\r"')]);
    expect(reporter.events).toMatchObject([
      { type: "log", function: "Orders.place", line: "one" },
      { type: "log", function: "Orders.place" },
    ]);
  });

  it("puts everything on disk when it is told to", () => {
    const folder = temporaryFolder();
    const logs = createLogStore(folder, recordingReporter());
    logs.write(place, entry("last words"));
    logs.flush();
    expect(readLog(folder, place.name)).toEqual([entry("last words")]);
  });

  it("begins a new file where one is full, and keeps the former", () => {
    const folder = temporaryFolder();
    const file = join(folder, `${place.name}.jsonl`);
    const logs = createLogStore(folder, recordingReporter());
    writeFileSync(file, `${JSON.stringify(entry("old"))}\n`.padEnd(6_000_000, "\n"));
    logs.write(place, entry("new"));
    logs.flush();
    expect(statSync(file).size).toBeLessThan(200);
    expect(readLog(folder, place.name).map(({ line }) => line)).toEqual(["old", "new"]);
  });

  it("leaves out a line that a crash cut short", () => {
    const folder = temporaryFolder();
    const logs = createLogStore(folder, recordingReporter());
    logs.write(place, entry("whole"));
    logs.flush();
    appendFileSync(join(folder, `${place.name}.jsonl`), '{"at":17');
    expect(readLog(folder, place.name)).toEqual([entry("whole")]);
    expect(readLog(folder, "nobody")).toEqual([]);
  });

  it("goes on where the disk does not", () => {
    const folder = temporaryFolder();
    const reporter = recordingReporter();
    const logs = createLogStore(folder, reporter);
    mkdirSync(join(folder, `${place.name}.jsonl`));
    logs.write(place, entry("heard"));
    logs.flush();
    expect(reporter.logLines()).toEqual(["heard"]);
  });
});
