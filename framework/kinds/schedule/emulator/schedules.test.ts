import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plannedTrigger, temporaryFolder } from "../../../../test/fakes/local-app.ts";
import { manualClock } from "../../../../test/fakes/manual-clock.ts";
import { openSchedules } from "./schedules.ts";

const minute = 60_000;

function open(folder = temporaryFolder(), clock = manualClock(Date.parse("2026-03-01T12:00:30Z"))) {
  const enqueued: { id: string; event: Record<string, unknown> }[] = [];
  const lines: string[] = [];
  let full = false;
  const emulator = openSchedules({
    folder,
    clock,
    account: "000000000000",
    region: "eu-central-1",
    origin: () => "",
    log: (line) => void lines.push(line),
    functions: {
      concurrency: () => 1,
      invoke: () => expect.fail("schedules start functions asynchronously"),
      enqueue: async (id, payload) => {
        if (full) throw new Error("disk full");
        enqueued.push({ id, event: JSON.parse(payload) });
      },
    },
  });
  const connect = async (properties: Record<string, string>, id = "Orders.sweep") =>
    emulator.connect?.(plannedTrigger(id, "schedule", { properties }), undefined);
  const times = () => enqueued.splice(0).map(({ event }) => event["time"]);
  return { clock, connect, enqueued, folder, lines, times, fill: (value: boolean) => (full = value) };
}

describe("a schedule", () => {
  it("starts its function with the event that Scheduler sends", async () => {
    const { clock, connect, enqueued } = open();
    await connect({ rate: "5 minutes" });
    await clock.advance(5 * minute);
    expect(enqueued).toEqual([
      {
        id: "Orders.sweep",
        event: {
          version: "0",
          id: expect.stringMatching(/^[\da-f-]{36}$/u),
          "detail-type": "Scheduled Event",
          source: "aws.scheduler",
          account: "000000000000",
          time: "2026-03-01T12:05:30Z",
          region: "eu-central-1",
          resources: ["arn:aws:scheduler:eu-central-1:000000000000:schedule/default/Orderssweep"],
          detail: "{}",
        },
      },
    ]);
  });

  it("goes on and on, also over days", async () => {
    const { clock, connect, times } = open();
    await connect({ cron: "0 8 * * ? *" });
    await clock.advance(3 * 24 * 60 * minute);
    expect(times()).toEqual(["2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z", "2026-03-04T08:00:00Z"]);
  });

  it("ends when its connection closes", async () => {
    const { clock, connect, times } = open();
    const connection = await connect({ rate: "1 minute" });
    await clock.advance(minute);
    await connection?.close();
    await clock.advance(10 * minute);
    expect([times().length, clock.pending()]).toEqual([1, 0]);
  });

  it("whose event cannot be kept says so and goes on", async () => {
    const { clock, connect, times, lines, fill } = open();
    fill(true);
    await connect({ rate: "1 minute" });
    await clock.advance(minute);
    fill(false);
    await clock.advance(minute);
    expect(times()).toEqual(["2026-03-01T12:02:30Z"]);
    expect(lines).toEqual(["Orders.sweep was due and could not be started: Error: disk full"]);
  });
});

describe("after a restart", () => {
  it("a rate keeps its beat, and what was missed is not made up for", async () => {
    const folder = temporaryFolder();
    const first = open(folder);
    const connection = await first.connect({ rate: "1 hour" });
    await connection?.close();
    await first.clock.advance(150 * minute);
    const second = open(folder, first.clock);
    await second.connect({ rate: "1 hour" });
    await first.clock.advance(60 * minute);
    expect(second.times()).toEqual(["2026-03-01T15:00:30Z"]);
  });

  it("another rate counts from now", async () => {
    const folder = temporaryFolder();
    const first = open(folder);
    await (await first.connect({ rate: "1 hour" }))?.close();
    await first.clock.advance(10 * minute);
    const second = open(folder, first.clock);
    await second.connect({ rate: "2 hours" });
    await first.clock.advance(120 * minute);
    expect(second.times()).toEqual(["2026-03-01T14:10:30Z"]);
  });

  it("a damaged file is moved aside, and rates count from now", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "anchors.json"), '{"Orders.sw');
    const { clock, connect, lines, times } = open(folder);
    await connect({ rate: "1 minute" });
    await clock.advance(minute);
    expect(times()).toEqual(["2026-03-01T12:01:30Z"]);
    expect(lines[0]).toContain("cannot be read");
    expect(readdirSync(folder).toSorted()).toEqual(["anchors.json", "anchors.json.damaged"]);
  });
});
