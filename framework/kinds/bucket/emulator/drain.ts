import type { Clock } from "../../local.ts";

/** Work under way that an end should wait for. */
export interface Drain {
  track<Result>(work: Promise<Result>): Promise<Result>;
  /** Resolves when nothing is under way, or after so many milliseconds. */
  settled(most: number): Promise<void>;
}

/** Starts to count work. */
export function createDrain(clock: Clock): Drain {
  const pending = new Set<Promise<unknown>>();
  return {
    track(work) {
      pending.add(work);
      const done = (): void => void pending.delete(work);
      work.then(done, done);
      return work;
    },
    async settled(most) {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = clock.after(most, resolve);
      await Promise.race([Promise.allSettled(pending), late]);
      timer.cancel();
    },
  };
}
