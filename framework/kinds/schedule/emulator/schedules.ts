/** The stand-in of EventBridge Scheduler: timers that put events on the functions' queue of asynchronous invocations. */
import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PlannedTrigger } from "../../../model/plan.ts";
import type { Connection, Emulator, LocalContext } from "../../local.ts";
import type { ScheduleProperties } from "../options.ts";
import { type NextTime, timesOf } from "./times.ts";

/** Milliseconds that a timer waits at most: a laptop that slept finds the true time again, and no delay is too long. */
const longestWait = 60_000;

/**
 * Opens the emulator. When each schedule was made is kept on disk, so that a rate goes on counting after a restart; what
 * was due while nothing ran is not made up for.
 */
export function openSchedules(context: LocalContext): Emulator {
  const anchors = openAnchors(context);
  return {
    services: [],
    provision: async () => ({}),
    remove: async () => {},
    connect: async (trigger) => {
      const properties = trigger.properties as ScheduleProperties;
      const anchor = anchors.of(trigger.id, properties.rate ?? "");
      return run(context, trigger, timesOf(properties, anchor));
    },
    close: async () => {},
  };
}

function run(context: LocalContext, trigger: PlannedTrigger, next: NextTime): Connection {
  let timer: { cancel(): void } | undefined;
  let closed = false;
  const wait = (due: number | undefined): void => {
    if (closed || due === undefined) return;
    const left = due - context.clock.now();
    timer = context.clock.after(Math.min(left, longestWait), () => (left > longestWait ? wait(due) : fire(due)));
  };
  const fire = (due: number): void => {
    const payload = JSON.stringify(describe(context, trigger, due));
    context.functions
      .enqueue(trigger.function, payload)
      .catch((error: unknown) => context.log(`${trigger.id} was due and could not be started: ${String(error)}`));
    wait(next(Math.max(due, context.clock.now())));
  };
  wait(next(context.clock.now()));
  return {
    close: async () => {
      closed = true;
      timer?.cancel();
    },
  };
}

/** What Scheduler sends where the schedule names no input of its own. */
function describe({ account, region }: LocalContext, trigger: PlannedTrigger, due: number) {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account,
    time: new Date(due).toISOString().replace(/\.\d+Z$/u, "Z"),
    region,
    resources: [`arn:aws:scheduler:${region}:${account}:schedule/default/${trigger.logicalId}`],
    detail: "{}",
  };
}

interface Anchors {
  /** When the schedule was first seen with that rate. */
  of(trigger: string, rate: string): number;
}

function openAnchors(context: LocalContext): Anchors {
  const { clock } = context;
  const file = join(context.folder, "anchors.json");
  const known = new Map(Object.entries(readAnchors(file, context)));
  return {
    of(trigger, rate) {
      const name = `${trigger} ${rate}`;
      const anchor = known.get(name) ?? clock.now();
      if (!known.has(name)) {
        known.set(name, anchor);
        writeFileSync(`${file}.tmp`, JSON.stringify(Object.fromEntries(known)));
        renameSync(`${file}.tmp`, file);
      }
      return anchor;
    },
  };
}

/** A file that is damaged is moved aside: rates then count from now. */
function readAnchors(file: string, context: LocalContext): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, number>;
  } catch (error) {
    if (error instanceof SyntaxError) {
      renameSync(file, `${file}.damaged`);
      context.log(`The times in ${file} cannot be read; moved aside, rates count from now.`);
    }
    return {};
  }
}
