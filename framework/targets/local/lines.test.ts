import { join } from "node:path";
import { expect, test } from "vitest";
import { plannedFunction, planOf, recordingReporter, temporaryFolder } from "../../../test/fakes/local-app.ts";
import { createLogStore } from "./functions/logs.ts";
import { readLines } from "./lines.ts";

const [place, find] = [plannedFunction("Orders.place"), plannedFunction("Orders.find")];
const plan = planOf({ functions: [place, find] });
const local = { name: "local", target: "local", region: "us-east-1", posture: "local" } as const;

/** Logs of two functions, and a query for them that may be stopped. */
function openLogs() {
  const folder = temporaryFolder();
  const logs = createLogStore(join(folder, "logs"), recordingReporter());
  const stopping = new AbortController();
  const scope = {
    app: "app",
    environment: local,
    root: folder,
    reporter: recordingReporter(),
    signal: stopping.signal,
  };
  const query = { scope, plan, follow: false, since: 0 };
  const write = (from: typeof place, at: number, line: string): void => {
    logs.write(from, { at, requestId: "r", stream: "stdout", line });
    logs.flush();
  };
  return { folder, query, write, stop: () => stopping.abort() };
}

async function textsOf(lines: AsyncIterable<{ readonly text: string }>): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const { text } of lines) texts.push(text);
  return texts;
}

test("lines of all functions come in order of time, or those of one, since a moment, or with a text", async () => {
  const { folder, query, write } = openLogs();
  write(place, 1, "early");
  write(find, 2, "between");
  write(place, 3, "late");
  expect(await textsOf(readLines(folder, query))).toEqual(["early", "between", "late"]);
  expect(await textsOf(readLines(folder, { ...query, function: place.id }))).toEqual(["early", "late"]);
  expect(await textsOf(readLines(folder, { ...query, since: 2 }))).toEqual(["between", "late"]);
  expect(await textsOf(readLines(folder, { ...query, filter: "bet" }))).toEqual(["between"]);
});

test("followed lines come as they are written, each once, until the reader is stopped", async () => {
  const { folder, query, write, stop } = openLogs();
  write(place, 1, "before");
  const lines = readLines(folder, { ...query, follow: true });
  expect((await lines.next()).value).toMatchObject({ function: "Orders.place", text: "before" });
  const next = lines.next();
  write(find, 2, "after");
  expect((await next).value).toMatchObject({ function: "Orders.find", text: "after" });
  const last = lines.next();
  stop();
  expect(await last).toMatchObject({ done: true });
});

test("a folder without logs has no lines", async () => {
  const { query } = openLogs();
  expect(await textsOf(readLines(temporaryFolder(), query))).toEqual([]);
});
