import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../framework/kinds/local.ts";

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Lets so many milliseconds pass and runs, in order, what falls due; between two such runs, pending work goes on. */
  advance(milliseconds: number): Promise<void>;
  /** How many timers are waiting. */
  pending(): number;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Makes a clock that starts at the given time. */
export function manualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  const timers = new Set<Timer>();
  let now = start;
  const nextUntil = (end: number) =>
    [...timers].filter(({ at }) => at <= end).sort((left, right) => left.at - right.at)[0];
  return {
    now: () => now,
    after(milliseconds, run) {
      const timer = { at: now + milliseconds, run };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      await setImmediate();
      for (let timer = nextUntil(end); timer; timer = nextUntil(end)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.run();
        await setImmediate();
      }
      now = end;
    },
    pending: () => timers.size,
  };
}

/** A clock that runs as time does, and can be moved forward. */
export function shiftedClock(): Clock & { advance(milliseconds: number): Promise<void> } {
  const timers = new Set<{ at: number; run(): void; timeout: NodeJS.Timeout }>();
  let shift = 0;
  const now = () => Date.now() + shift;
  return {
    now,
    after(milliseconds, run) {
      const fire = () => {
        clearTimeout(timer.timeout);
        if (timers.delete(timer)) run();
      };
      const timer = { at: now() + milliseconds, run: fire, timeout: setTimeout(fire, milliseconds).unref() };
      timers.add(timer);
      return {
        cancel() {
          clearTimeout(timer.timeout);
          timers.delete(timer);
        },
      };
    },
    async advance(milliseconds) {
      shift += milliseconds;
      for (const timer of [...timers].sort((left, right) => left.at - right.at)) if (timer.at <= now()) timer.run();
      await setImmediate();
    },
  };
}
