import { beforeEach, describe, expect, test } from "vitest";
import { instantClock, openTestSession, type TestSession, testEnvironment } from "../../../test/fakes/cloud.ts";
import { functionOf, planOf } from "../../../test/templates/plans/build.ts";
import { type LogLine, type LogRequest, readLogs } from "./logs.ts";
import { writePlan } from "./record.ts";

const plan = planOf({
  environment: testEnvironment,
  functions: ["Orders.find", "Orders.place"].map((id) => functionOf(id, { name: id, handlers: [{ id, method: "" }] })),
});

async function open(options: Parameters<typeof openTestSession>[0] = {}): Promise<TestSession> {
  const session = await openTestSession(options);
  session.cloud.state.objects.buckets.set(session.artifactBucketName, []);
  for (const { name } of plan.functions) {
    session.cloud.state.functions.provision(name, {}, "hash");
    session.cloud.state.logs.set(`/logs/${name}`, []);
  }
  await writePlan(session, plan);
  return session;
}

function log(session: TestSession, name: string, at: number): void {
  session.cloud.state.logs.get(`/logs/${name}`)?.push({ id: `${name} ${at}`, at, message: `at ${at}\n` });
}

async function collect(session: TestSession, request: LogRequest): Promise<readonly LogLine[]> {
  const lines: LogLine[] = [];
  for await (const line of readLogs(session, request)) lines.push(line);
  return lines;
}

let session: TestSession;

beforeEach(async () => {
  session = await open();
});

describe("the log", () => {
  test("of all functions comes in order of time, without line ends", async () => {
    log(session, "Orders.find", 1_000);
    log(session, "Orders.place", 2_000);
    log(session, "Orders.find", 3_000);
    log(session, "Orders.find", 10);
    expect(await collect(session, { since: 500 })).toEqual([
      { function: "Orders.find", at: 1_000, line: "at 1000" },
      { function: "Orders.place", at: 2_000, line: "at 2000" },
      { function: "Orders.find", at: 3_000, line: "at 3000" },
    ]);
  });

  test("of one handler leaves the others alone, and passes the pattern on", async () => {
    log(session, "Orders.find", 1_000);
    log(session, "Orders.place", 1_000);
    const lines = await collect(session, { since: 0, handlers: ["Orders.place"], pattern: "ERROR" });
    expect(lines.map((line) => line.function)).toEqual(["Orders.place"]);
    expect(session.cloud.calls.at(-1)?.arguments).toEqual([{ group: "/logs/Orders.place", from: 0, pattern: "ERROR" }]);
  });

  test("of a function that does not exist any more is empty", async () => {
    session.cloud.state.functions.functions.clear();
    expect(await collect(session, { since: 0 })).toEqual([]);
  });

  test("is read to its last page", async () => {
    const pages = [
      { items: [{ id: "1", at: 1, message: "a" }], next: "2" },
      { items: [{ id: "2", at: 2, message: "b" }] },
    ];
    const asked: unknown[] = [];
    const logs = {
      events: async (query: { readonly page?: string }) => (asked.push(query.page), pages.shift() ?? { items: [] }),
    };
    const lines: LogLine[] = [];
    const reading = readLogs(
      { ...session, cloud: { ...session.cloud, logs } },
      { since: 0, handlers: ["Orders.find"] },
    );
    for await (const line of reading) lines.push(line);
    expect(lines.map(({ line }) => line)).toEqual(["a", "b"]);
    expect(asked).toEqual([undefined, "2"]);
  });
});

describe("following", () => {
  test("tells each line once, also those that arrive late, until it is interrupted", async () => {
    const controller = new AbortController();
    const arrivals = [[50_000], [60_000, 45_000], [100_000], [71_000]];
    const clock = instantClock(() => {
      const now = arrivals.shift();
      if (!now) return controller.abort();
      for (const at of now) log(session, "Orders.find", at);
    });
    session = await open({ clock, signal: controller.signal });
    const lines = await collect(session, { since: 1, follow: true });
    expect(lines.map(({ at }) => at)).toEqual([50_000, 45_000, 60_000, 100_000, 71_000]);
  });

  test("asks only for the last moments again", async () => {
    const controller = new AbortController();
    const clock = instantClock((now) => now >= 4_000 && controller.abort());
    session = await open({ clock, signal: controller.signal });
    log(session, "Orders.find", 90_000);
    await collect(session, { since: 5, follow: true, handlers: ["Orders.find"] });
    const asked = session.cloud.calls.filter(({ verb }) => verb === "logs.events");
    expect(asked.map(({ arguments: [query] }) => (query as { from: number }).from)).toEqual([5, 60_000, 60_000]);
  });
});
